-- Who did what to what, when and from where (网络安全法 Art. 21; GB/T 22239-2019 8.1.4.3). Written by audit.record only.
CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'The service may read all of it and write none of it, except through the functions below and by adding checkpoints.';
GRANT USAGE ON SCHEMA audit TO linli_app;

CREATE TABLE audit.entry (
  book int NOT NULL,
  lane smallint NOT NULL,
  number bigint NOT NULL,
  at timestamptz NOT NULL,
  person_id uuid,
  role text,
  action text NOT NULL,
  object_kind text NOT NULL,
  object_id text NOT NULL,
  changes jsonb NOT NULL,
  request_id uuid,
  address text,
  device text,
  hash bytea NOT NULL,
  CONSTRAINT entry_id PRIMARY KEY (book, lane, number),
  CONSTRAINT entry_action CHECK (action ~ '^[a-z_]+\.[a-z_]+$')
);
COMMENT ON TABLE audit.entry IS 'One change that somebody made, in the transaction that made it. Never changed; removed only as the oldest part of its chain, when the rule set says so and never before six months.';
COMMENT ON CONSTRAINT entry_id ON audit.entry IS 'Numbered from 1 without gaps in each lane.';
COMMENT ON CONSTRAINT entry_action ON audit.entry IS 'What it was done to and what was done; the words are in src/audit/actions.ts.';
COMMENT ON COLUMN audit.entry.at IS 'By the database''s clock, in whole milliseconds; never earlier than the entry before it in its lane.';
COMMENT ON COLUMN audit.entry.person_id IS 'Who did it; nobody for the service itself and for people who have not signed in.';
COMMENT ON COLUMN audit.entry.role IS 'The role that let them, where one was needed.';
COMMENT ON COLUMN audit.entry.changes IS 'Each field that changed: [before, after]. Personal data is masked.';
COMMENT ON COLUMN audit.entry.address IS 'Where the request came from on the network.';
COMMENT ON COLUMN audit.entry.device IS 'What the device calls itself (User-Agent).';
COMMENT ON COLUMN audit.entry.hash IS 'Over all of the entry and the hash of the one before it in its lane: nothing in the past can be changed without changing everything since.';
CREATE INDEX entry_time ON audit.entry (book, at, lane, number);
COMMENT ON INDEX audit.entry_time IS 'For the list by time; an hour of it is found without reading the rest.';
CREATE INDEX entry_object ON audit.entry (book, object_id, at);
COMMENT ON INDEX audit.entry_object IS 'All that happened to one thing. Ids are unique over all kinds but a few, so the kind is not in it.';
CREATE INDEX entry_person ON audit.entry (book, person_id, at) WHERE person_id IS NOT NULL;
COMMENT ON INDEX audit.entry_person IS 'All that one person did.';

CREATE TABLE audit.lane (
  book int NOT NULL,
  lane smallint NOT NULL,
  number bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
  last_at timestamptz NOT NULL DEFAULT '-infinity',
  removed_number bigint NOT NULL DEFAULT 0,
  removed_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
  removed_until timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT lane_id PRIMARY KEY (book, lane),
  CONSTRAINT lane_order CHECK (removed_number <= number)
) WITH (fillfactor = 10);
COMMENT ON TABLE audit.lane IS 'The newest entry of each chain. Several chains per book, and whoever writes takes one that is free: nobody waits for another''s commit.';
COMMENT ON CONSTRAINT lane_id ON audit.lane IS '32 per book, from 0.';
COMMENT ON CONSTRAINT lane_order ON audit.lane IS 'Only what was written can be removed.';
COMMENT ON COLUMN audit.lane.removed_number IS 'The newest entry that was removed because its time was over; with its hash, from which the rest of the chain goes on.';
COMMENT ON COLUMN audit.lane.removed_until IS 'When that one was written.';

CREATE TABLE audit.checkpoint (
  book int NOT NULL,
  number bigint NOT NULL,
  at timestamptz NOT NULL,
  numbers bigint[] NOT NULL,
  digest bytea NOT NULL,
  previous bytea NOT NULL,
  signature bytea NOT NULL,
  CONSTRAINT checkpoint_id PRIMARY KEY (book, number),
  CONSTRAINT checkpoint_number CHECK (number > 0)
);
COMMENT ON TABLE audit.checkpoint IS 'How far the chains had come at a time, signed with a key that is not in the database: whoever owns the database can write the chains anew, but not the signatures.';
COMMENT ON CONSTRAINT checkpoint_id ON audit.checkpoint IS 'Numbered from 1 without gaps.';
COMMENT ON CONSTRAINT checkpoint_number ON audit.checkpoint IS 'Numbered from 1.';
COMMENT ON COLUMN audit.checkpoint.numbers IS 'The newest entry of each lane, from lane 0.';
COMMENT ON COLUMN audit.checkpoint.digest IS 'SHA-256 over the hashes of those entries; 32 zero bytes for a lane without one.';
COMMENT ON COLUMN audit.checkpoint.previous IS 'SHA-256 of the signature before it; 32 zero bytes for the first.';
COMMENT ON COLUMN audit.checkpoint.signature IS 'Ed25519.';

CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('audit.removing', true) = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION '% on audit.% is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'object_not_in_prerequisite_state';
END $$;
COMMENT ON FUNCTION audit.refuse_change IS 'Stops even those whom grants do not. What they force past it, the chain shows.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

CREATE FUNCTION audit.clock() RETURNS timestamptz LANGUAGE sql VOLATILE RETURN clock_timestamp();
COMMENT ON FUNCTION audit.clock IS 'The one clock of the log. Tests put another in its place to travel in time.';

-- Taken of the binary form of a row (record_send), which is the same for everybody, as in the books.
CREATE FUNCTION audit.entry_hash(e audit.entry, p_previous bytea) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(record_send(ROW(e.book, e.lane, e.number, e.at, e.person_id, e.role, e.action, e.object_kind, e.object_id, e.changes, e.request_id, e.address, e.device, p_previous)));
COMMENT ON FUNCTION audit.entry_hash IS 'The hash of an entry over all of it and the hash before it.';

CREATE FUNCTION audit.append(l audit.lane, p_entries jsonb) RETURNS void LANGUAGE plpgsql SET search_path = audit, pg_temp AS $$
DECLARE
  v audit.entry; d jsonb;
BEGIN
  -- As arrays each column would be a parameter of its own; a few entries as JSON are read in microseconds.
  FOR d IN SELECT * FROM jsonb_array_elements(p_entries) LOOP
    l.number := l.number + 1;
    l.last_at := greatest(l.last_at, date_trunc('milliseconds', audit.clock()));
    v := ROW(l.book, l.lane, l.number, l.last_at, (d->>'personId')::uuid, d->>'role', d->>'action', d->>'objectKind', d->>'objectId',
      d->'changes', (d->>'requestId')::uuid, d->>'address', d->>'device', NULL);
    v.hash := audit.entry_hash(v, l.hash);
    l.hash := v.hash;
    INSERT INTO entry VALUES (v.*);
  END LOOP;
  UPDATE lane SET number = l.number, hash = l.hash, last_at = l.last_at WHERE book = l.book AND lane = l.lane;
END $$;
COMMENT ON FUNCTION audit.append IS 'Adds entries to a chain that the caller has locked.';

CREATE FUNCTION audit.record(p_book int, p_entries jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_temp AS $$
DECLARE
  l audit.lane;
BEGIN
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
COMMENT ON FUNCTION audit.record IS 'Adds entries to a chain that nobody else is writing to, which stays locked until the transaction ends.';

CREATE FUNCTION audit.remove_part(p_book int, p_lane smallint, p_before timestamptz, p_limit int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_temp AS $$
DECLARE
  l audit.lane; v_last bigint; v_hash bytea; v_until timestamptz; v_entries int; v_wrong boolean;
BEGIN
  IF p_before > audit.clock() - interval '6 months' THEN
    RAISE EXCEPTION 'the log is kept for six months at least' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Taken as writers take it, so that they go on in other lanes meanwhile.
  SELECT * INTO l FROM lane WHERE book = p_book AND lane = p_lane FOR UPDATE;
  SELECT max(number), count(*), bool_or(wrong) INTO v_last, v_entries, v_wrong FROM (
    SELECT number, hash IS DISTINCT FROM audit.entry_hash(e, lag(hash, 1, l.removed_hash) OVER (ORDER BY number))
                OR number <> lag(number, 1, l.removed_number) OVER (ORDER BY number) + 1 AS wrong
    FROM entry e WHERE book = p_book AND lane = p_lane AND number <= l.removed_number + p_limit AND at < p_before) part;
  IF v_last IS NULL THEN RETURN 0; END IF;
  IF v_wrong THEN RETURN -1; END IF;
  SELECT hash, at INTO STRICT v_hash, v_until FROM entry WHERE book = p_book AND lane = p_lane AND number = v_last;
  PERFORM set_config('audit.removing', 'on', true);
  DELETE FROM entry WHERE book = p_book AND lane = p_lane AND number <= v_last;
  PERFORM set_config('audit.removing', 'off', true);
  UPDATE lane SET removed_number = v_last, removed_hash = v_hash, removed_until = v_until WHERE book = p_book AND lane = p_lane;
  -- Into the same lane: whatever removes this note later leaves one of its own.
  PERFORM audit.append(l, jsonb_build_array(jsonb_build_object('action', 'audit_lane.shorten', 'objectKind', 'audit_lane', 'objectId', p_lane,
    'changes', jsonb_build_object('number', jsonb_build_array(l.removed_number, v_last), 'hash', jsonb_build_array(encode(l.removed_hash, 'hex'), encode(v_hash, 'hex')),
      'until', jsonb_build_array(NULL, v_until)))));
  RETURN v_entries;
END $$;
COMMENT ON FUNCTION audit.remove_part IS 'Removes the oldest entries of a lane, those before a time and at most so many, after checking each of them, and notes it in the lane; how many, or -1 and nothing removed when one of them is not as it was written.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.record, audit.remove_part, audit.entry_hash, audit.clock TO linli_app;
GRANT SELECT ON ALL TABLES IN SCHEMA audit TO linli_app;
GRANT INSERT ON audit.checkpoint TO linli_app;

SELECT kit.keep_to_book('audit.entry'), kit.keep_to_book('audit.lane'), kit.keep_to_book('audit.checkpoint');
