-- What any service needs: the role its sessions run as, idempotency keys, strikes, the development mailbox.
DO $$ BEGIN
  -- Roles belong to the whole server, so another database of it may have made this one already.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'linli_app') THEN CREATE ROLE linli_app NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN EXECUTE format('GRANT linli_app TO %I', current_user); END $$;

CREATE SCHEMA IF NOT EXISTS kit;
GRANT USAGE ON SCHEMA kit TO linli_app;

CREATE TABLE kit.idempotency (
  book int NOT NULL,
  caller text NOT NULL,
  route text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  body_hash bytea NOT NULL,
  answer jsonb,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (book, caller, route, key)
);
COMMENT ON TABLE kit.idempotency IS 'The first answer to each keyed request, committed together with what the request did. Kept 30 days for the answer; the ledger keeps its own ids for ever.';
COMMENT ON COLUMN kit.idempotency.body_hash IS 'A key used again with another body is a named conflict, not a replay.';
GRANT SELECT, INSERT, UPDATE, DELETE ON kit.idempotency TO linli_app;

CREATE TABLE kit.strike (
  subject text PRIMARY KEY,
  window_ends_at timestamptz NOT NULL,
  count int NOT NULL CHECK (count > 0)
);
COMMENT ON TABLE kit.strike IS 'Wrong tries in the current window, so that codes cannot be guessed. The subject is a keyed hash or an id, never a phone.';
GRANT SELECT, INSERT, UPDATE, DELETE ON kit.strike TO linli_app;

CREATE TABLE kit.development_message (
  id bigserial PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  phone text NOT NULL,
  text text NOT NULL
);
COMMENT ON TABLE kit.development_message IS 'Texts of the demonstration town. Empty wherever a real SMS provider is set.';
GRANT SELECT, INSERT, DELETE ON kit.development_message TO linli_app;
GRANT USAGE ON SEQUENCE kit.development_message_id_seq TO linli_app;

-- A session of the service sees and writes the rows of one book, that of its setting linli.book. It is a second line:
-- every query names the book anyway, and the functions of the ledger, which write as the owner, take it as an argument.
-- A session without the setting fails instead of seeing nothing.
CREATE FUNCTION kit.keep_to_book(p_table regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
  EXECUTE format('CREATE POLICY of_one_book ON %s TO linli_app USING (book = (SELECT current_setting(''linli.book'')::int))', p_table);
END $$;
COMMENT ON FUNCTION kit.keep_to_book IS 'Every migration calls it for each new table that has a book.';
REVOKE ALL ON FUNCTION kit.keep_to_book FROM PUBLIC;
