-- The log says for what a role was held that let somebody act, and the service writes it and shortens it for its own book only.
ALTER TABLE audit.entry ADD COLUMN scope text,
  ADD CONSTRAINT entry_scope CHECK (scope IS NULL OR role IS NOT NULL);
COMMENT ON COLUMN audit.entry.scope IS 'What that role was held for: a division code, or the id of a body. Null where the role is for oneself, and in entries from before this column.';
COMMENT ON CONSTRAINT entry_scope ON audit.entry IS 'A scope is that of a role.';

-- Entries from before the column keep the hash that they have.
CREATE OR REPLACE FUNCTION audit.entry_hash(e audit.entry, p_previous bytea) RETURNS bytea LANGUAGE sql STABLE
RETURN CASE WHEN e.scope IS NULL
  THEN sha256(record_send(ROW(e.book, e.lane, e.number, e.at, e.person_id, e.role, e.action, e.object_kind, e.object_id, e.changes, e.request_id, e.address, e.device, p_previous)))
  ELSE sha256(record_send(ROW(e.book, e.lane, e.number, e.at, e.person_id, e.role, e.scope, e.action, e.object_kind, e.object_id, e.changes, e.request_id, e.address, e.device, p_previous))) END;

CREATE OR REPLACE FUNCTION audit.append(l audit.lane, p_entries jsonb) RETURNS void LANGUAGE plpgsql SET search_path = audit, pg_temp AS $$
DECLARE
  v audit.entry; d jsonb;
BEGIN
  -- As arrays each column would be a parameter of its own; a few entries as JSON are read in microseconds.
  FOR d IN SELECT * FROM jsonb_array_elements(p_entries) LOOP
    l.number := l.number + 1;
    l.last_at := greatest(l.last_at, date_trunc('milliseconds', audit.clock()));
    v := ROW(l.book, l.lane, l.number, l.last_at, (d->>'personId')::uuid, d->>'role', d->>'action', d->>'objectKind', d->>'objectId',
      d->'changes', (d->>'requestId')::uuid, d->>'address', d->>'device', NULL, d->>'scope');
    v.hash := audit.entry_hash(v, l.hash);
    l.hash := v.hash;
    INSERT INTO entry VALUES (v.*);
  END LOOP;
  UPDATE lane SET number = l.number, hash = l.hash, last_at = l.last_at WHERE book = l.book AND lane = l.lane;
END $$;

-- `role` names who asked, also inside of a function that runs with its owner's rights.
CREATE FUNCTION audit.require_book(p_book int) RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('role') = 'linli_app' AND p_book IS DISTINCT FROM current_setting('linli.book')::int THEN
    RAISE EXCEPTION 'the log of book % is not that of this session', p_book USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;
COMMENT ON FUNCTION audit.require_book IS 'Row-level security does not reach into functions that run with their owner''s rights: they ask this first.';

CREATE OR REPLACE FUNCTION audit.record(p_book int, p_entries jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_temp AS $$
DECLARE
  l audit.lane;
BEGIN
  PERFORM audit.require_book(p_book);
  SELECT * INTO l FROM lane WHERE book = p_book ORDER BY lane LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    INSERT INTO lane (book, lane) SELECT p_book, n FROM generate_series(0, 31) AS n ON CONFLICT DO NOTHING;
    SELECT * INTO l FROM lane WHERE book = p_book ORDER BY lane LIMIT 1 FOR UPDATE SKIP LOCKED;
  END IF;
  IF NOT FOUND THEN
    SELECT * INTO STRICT l FROM lane WHERE book = p_book AND lane = pg_backend_pid() % 32 FOR UPDATE;
  END IF;
  PERFORM audit.append(l, p_entries);
END $$;

-- The function of before goes on under another name, which the service may not call.
ALTER FUNCTION audit.remove_part RENAME TO remove_part_of_any_book;
ALTER FUNCTION audit.remove_part_of_any_book SECURITY INVOKER;
REVOKE ALL ON FUNCTION audit.remove_part_of_any_book, audit.require_book FROM PUBLIC, linli_app;
CREATE FUNCTION audit.remove_part(p_book int, p_lane smallint, p_before timestamptz, p_limit int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_temp AS $$
BEGIN
  PERFORM audit.require_book(p_book);
  RETURN audit.remove_part_of_any_book(p_book, p_lane, p_before, p_limit);
END $$;
COMMENT ON FUNCTION audit.remove_part_of_any_book IS 'What audit.remove_part does once it has asked whose book it is.';
COMMENT ON FUNCTION audit.remove_part IS 'Removes the oldest entries of a lane, those before a time and at most so many, after checking each of them, and notes it in the lane; how many, or -1 and nothing removed when one of them is not as it was written.';
REVOKE ALL ON FUNCTION audit.remove_part FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.remove_part TO linli_app;

-- What ended with what, so that an end can be taken back without reviving what ended by itself on the same day.
CREATE TABLE regions.ended_with (
  book int NOT NULL,
  cause text NOT NULL,
  code text NOT NULL,
  valid_to date,
  CONSTRAINT ended_with_once PRIMARY KEY (book, cause, code),
  CONSTRAINT ended_with_of_cause FOREIGN KEY (book, cause) REFERENCES regions.region,
  CONSTRAINT ended_with_of_region FOREIGN KEY (book, code) REFERENCES regions.region
);
COMMENT ON TABLE regions.ended_with IS 'Each division that ended because what it lies in did, and that one itself. Removed when the end is taken back.';
COMMENT ON COLUMN regions.ended_with.cause IS 'The division that somebody ended.';
COMMENT ON COLUMN regions.ended_with.valid_to IS 'The later end that it had before; null where it had none.';
COMMENT ON CONSTRAINT ended_with_once ON regions.ended_with IS 'A division ends once with another.';
COMMENT ON CONSTRAINT ended_with_of_cause ON regions.ended_with IS 'Something that was ended.';
COMMENT ON CONSTRAINT ended_with_of_region ON regions.ended_with IS 'Something that ended.';
GRANT SELECT, INSERT, DELETE ON regions.ended_with TO linli_app;
SELECT kit.keep_to_book('regions.ended_with');

-- Of earlier ends: what has a successor ended by itself, all else with what it lies in where that ended on the same day.
WITH RECURSIVE caused AS (
  SELECT r.book, r.code, r.code AS cause, r.valid_to FROM regions.region r
  LEFT JOIN regions.region p ON p.book = r.book AND p.code = r.parent
  WHERE r.valid_to IS NOT NULL AND (r.successor IS NOT NULL OR p.valid_to IS DISTINCT FROM r.valid_to)
  UNION ALL
  SELECT r.book, r.code, c.cause, r.valid_to FROM caused c
  JOIN regions.region r ON r.book = c.book AND r.parent = c.code AND r.valid_to = c.valid_to AND r.successor IS NULL)
INSERT INTO regions.ended_with (book, cause, code) SELECT book, cause, code FROM caused;
