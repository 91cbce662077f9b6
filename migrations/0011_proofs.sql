-- Tamper evidence: signed checkpoints of the books, and what a person's proof is cut from.
CREATE SCHEMA proofs;
COMMENT ON SCHEMA proofs IS 'What was attested about the books. Nothing here decides a movement; all of it can be derived again or is signed.';
GRANT USAGE ON SCHEMA proofs TO linli_app;

CREATE TABLE proofs.head (
  book int NOT NULL,
  number bigint NOT NULL DEFAULT 0,
  CONSTRAINT head_book PRIMARY KEY (book),
  CONSTRAINT head_number CHECK (number >= 0)
);
COMMENT ON TABLE proofs.head IS 'The number of each book''s newest checkpoint. Whoever makes one, or writes it out, holds this row: one at a time, however many workers.';
COMMENT ON CONSTRAINT head_book ON proofs.head IS 'One chain of checkpoints per book.';
COMMENT ON CONSTRAINT head_number ON proofs.head IS '0: none was made yet.';

CREATE TABLE proofs.checkpoint (
  book int NOT NULL,
  number bigint NOT NULL,
  at timestamptz NOT NULL,
  accounts bigint NOT NULL,
  root bytea NOT NULL,
  jws text NOT NULL,
  CONSTRAINT checkpoint_id PRIMARY KEY (book, number),
  CONSTRAINT checkpoint_numbers CHECK (number > 0 AND accounts >= 0),
  CONSTRAINT checkpoint_root CHECK (length(root) = 32)
);
COMMENT ON TABLE proofs.checkpoint IS 'How the books stood at one moment, signed. The same lines stand in files outside of the database, which is what makes them evidence. Never changed, never deleted.';
COMMENT ON CONSTRAINT checkpoint_id ON proofs.checkpoint IS 'Numbered from 1 without gaps; each holds the hash of the one before.';
COMMENT ON CONSTRAINT checkpoint_numbers ON proofs.checkpoint IS 'The first is 1.';
COMMENT ON CONSTRAINT checkpoint_root ON proofs.checkpoint IS 'A SHA-256.';
COMMENT ON COLUMN proofs.checkpoint.accounts IS 'How many balances the root stands for.';
COMMENT ON COLUMN proofs.checkpoint.root IS 'Root of the tree over all balances.';
COMMENT ON COLUMN proofs.checkpoint.jws IS 'The signed statement (RFC 7515, compact); its contents are in src/proofs/checkpoint.ts.';

CREATE TABLE proofs.checkpoint_lane (
  book int NOT NULL,
  block bigint NOT NULL,
  checkpoint bigint NOT NULL,
  lane smallint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT checkpoint_lane_id PRIMARY KEY (book, lane, block),
  CONSTRAINT checkpoint_lane_checkpoint FOREIGN KEY (book, checkpoint) REFERENCES proofs.checkpoint
);
COMMENT ON TABLE proofs.checkpoint_lane IS 'The newest block of each lane in a checkpoint, for the lanes that had moved since the one before. Never changed, never deleted.';
COMMENT ON CONSTRAINT checkpoint_lane_id ON proofs.checkpoint_lane IS 'Finds the first checkpoint that holds a block in one probe.';
COMMENT ON CONSTRAINT checkpoint_lane_checkpoint ON proofs.checkpoint_lane IS 'Signed or not there.';

CREATE TABLE proofs.balance_leaf (
  book int NOT NULL,
  bucket int NOT NULL,
  account uuid NOT NULL,
  balance bigint NOT NULL,
  debit_pending bigint NOT NULL,
  credit_pending bigint NOT NULL,
  version bigint NOT NULL,
  floor bigint,
  ceiling bigint,
  salt uuid NOT NULL,
  unit smallint NOT NULL,
  closed boolean NOT NULL,
  leaf bytea NOT NULL,
  CONSTRAINT balance_leaf_id PRIMARY KEY (book, bucket, account)
) WITH (fillfactor = 70);
COMMENT ON TABLE proofs.balance_leaf IS 'Every account that ever moved, as it stood at the newest checkpoint. An account that never moved has balance 0 and is not here.';
COMMENT ON CONSTRAINT balance_leaf_id ON proofs.balance_leaf IS 'The accounts of a bucket lie together, in the order in which they are hashed.';
COMMENT ON COLUMN proofs.balance_leaf.bucket IS 'The first two bytes of the account''s id: ids are hashes, so the buckets fill evenly.';
COMMENT ON COLUMN proofs.balance_leaf.salt IS 'Random, new with each copy, hashed with the rest: balances are few enough to be guessed, and others see this hash beside their own.';
COMMENT ON COLUMN proofs.balance_leaf.leaf IS 'proofs.leaf of the rest, kept because a bucket is hashed anew when any of its accounts moved.';

CREATE TABLE proofs.node (
  book int NOT NULL,
  place int NOT NULL,
  level smallint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT node_id PRIMARY KEY (book, level, place)
) WITH (fillfactor = 70);
COMMENT ON TABLE proofs.node IS 'The tree over the balances at the newest checkpoint: 65,536 buckets at level 16, the root at level 0. What is not here is empty, and its hash is 32 zero bytes.';
COMMENT ON CONSTRAINT node_id ON proofs.node IS 'Its children are 2 place and 2 place + 1 of the next level.';

CREATE TABLE proofs.limit_change (
  book int NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  account uuid NOT NULL,
  CONSTRAINT limit_change_id PRIMARY KEY (book, id)
);
COMMENT ON TABLE proofs.limit_change IS 'Accounts whose floor, ceiling or closing changed since the newest checkpoint: no transfer tells of it.';
COMMENT ON CONSTRAINT limit_change_id ON proofs.limit_change IS 'A row for each change: one that commits while a checkpoint is made keeps its own row, which that checkpoint does not see and does not remove.';

CREATE FUNCTION proofs.bucket(p_account uuid) RETURNS int LANGUAGE sql IMMUTABLE
RETURN get_byte(uuid_send(p_account), 0) * 256 + get_byte(uuid_send(p_account), 1);
COMMENT ON FUNCTION proofs.bucket IS 'Which of the 65,536 buckets an account is in.';

CREATE FUNCTION proofs.leaf(p_book int, p_account uuid, p_unit smallint, p_balance bigint, p_debit_pending bigint, p_credit_pending bigint,
  p_version bigint, p_floor bigint, p_ceiling bigint, p_closed boolean, p_salt uuid) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256('\x00'::bytea || record_send(ROW(p_book, p_account, p_unit, p_balance, p_debit_pending, p_credit_pending, p_version, p_floor, p_ceiling, p_closed, p_salt)));
COMMENT ON FUNCTION proofs.leaf IS 'The hash of a balance. The first byte says what was hashed (0 a balance, 1 two nodes, 2 the balances of a bucket), so that none can pass for another (RFC 6962, 2.1).';

CREATE FUNCTION proofs.note_limit_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO proofs.limit_change (book, account) VALUES (NEW.book, NEW.id);
  RETURN NULL;
END $$;
COMMENT ON FUNCTION proofs.note_limit_change IS 'Notes the account for the next checkpoint. Posting sets none of these columns, so it pays nothing for it.';
CREATE TRIGGER limits_enter_checkpoints AFTER UPDATE OF floor, ceiling, closed_at ON ledger.account FOR EACH ROW
  WHEN (OLD.floor IS DISTINCT FROM NEW.floor OR OLD.ceiling IS DISTINCT FROM NEW.ceiling OR OLD.closed_at IS DISTINCT FROM NEW.closed_at)
  EXECUTE FUNCTION proofs.note_limit_change();

CREATE FUNCTION proofs.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% on proofs.% is refused: what was attested stays', TG_OP, TG_TABLE_NAME USING ERRCODE = 'object_not_in_prerequisite_state';
END $$;
COMMENT ON FUNCTION proofs.refuse_change IS 'Stops even those whom grants do not.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON proofs.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION proofs.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON proofs.checkpoint_lane FOR EACH STATEMENT EXECUTE FUNCTION proofs.refuse_change();

-- Indexes decide here, not estimates: a plan that reads a whole city's transfers or balances each minute would be wrong however cheap it looks.
CREATE FUNCTION proofs.advance(p_book int, OUT root bytea, OUT added bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = proofs, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE
  empty CONSTANT bytea := decode(repeat('00', 32), 'hex');
  places int[]; lost record;
BEGIN
  IF current_setting('transaction_isolation') <> 'repeatable read' THEN
    RAISE EXCEPTION 'a checkpoint is taken of one moment: repeatable read' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  SELECT c.* INTO lost FROM (SELECT DISTINCT ON (lane) * FROM checkpoint_lane WHERE book = p_book ORDER BY lane, block DESC) c
    LEFT JOIN ledger.block b ON b.book = c.book AND b.lane = c.lane AND b.number = c.block
    LEFT JOIN ledger.lane l ON l.book = c.book AND l.lane = c.lane
    WHERE b.hash IS DISTINCT FROM c.hash OR coalesce(l.number, 0) < c.block ORDER BY c.lane LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the books contradict checkpoint %: block % of lane % is not what was signed', lost.checkpoint, lost.block, lost.lane USING ERRCODE = 'data_corrupted';
  END IF;

  WITH moved AS (
      SELECT l.lane, l.number, coalesce((SELECT max(c.block) FROM checkpoint_lane c WHERE c.book = l.book AND c.lane = l.lane), 0) AS before
        FROM ledger.lane l WHERE l.book = p_book),
    limits_taken AS (DELETE FROM limit_change WHERE book = p_book RETURNING account),
    changed AS (
      -- OFFSET 0: one after the other, each by its index.
      SELECT v.account FROM moved m CROSS JOIN LATERAL (
          SELECT t.debit, t.credit FROM ledger.transfer t WHERE t.book = p_book AND t.lane = m.lane AND t.block > m.before AND t.block <= m.number OFFSET 0) t
        CROSS JOIN LATERAL (VALUES (t.debit), (t.credit)) AS v (account)
        WHERE m.number > m.before
      UNION
      SELECT d.account FROM limits_taken d
      UNION
      -- What moved and went with its year before it was signed.
      SELECT f.account FROM ledger.brought_forward f JOIN ledger.detached_year y ON y.year = f.year
        WHERE f.book = p_book AND y.detached_at >= coalesce((SELECT max(c.at) FROM checkpoint c WHERE c.book = p_book), '-infinity')),
    fresh AS (
      SELECT a.*, bucket(a.id) AS bucket, gen_random_uuid() AS salt, a.closed_at IS NOT NULL AS closed
        FROM changed c CROSS JOIN LATERAL (SELECT * FROM ledger.account WHERE book = p_book AND id = c.account OFFSET 0) a),
    copied AS (
      INSERT INTO balance_leaf AS b (book, bucket, account, unit, balance, debit_pending, credit_pending, version, floor, ceiling, closed, salt, leaf)
      SELECT f.book, f.bucket, f.id, f.unit, f.balance, f.debit_pending, f.credit_pending, f.version, f.floor, f.ceiling, f.closed, f.salt,
             leaf(f.book, f.id, f.unit, f.balance, f.debit_pending, f.credit_pending, f.version, f.floor, f.ceiling, f.closed, f.salt)
        FROM fresh f ORDER BY f.bucket, f.id
      ON CONFLICT (book, bucket, account) DO UPDATE SET balance = excluded.balance, debit_pending = excluded.debit_pending, credit_pending = excluded.credit_pending,
        version = excluded.version, floor = excluded.floor, ceiling = excluded.ceiling, closed = excluded.closed, salt = excluded.salt, leaf = excluded.leaf
      -- No transaction has deleted or replaced a row that was new.
      RETURNING b.bucket, b.xmax = 0 AS is_new)
  SELECT array_agg(DISTINCT c.bucket), count(*) FILTER (WHERE c.is_new) INTO places, added FROM copied c;

  INSERT INTO node (book, level, place, hash)
    SELECT p_book, 16, l.bucket, sha256('\x02'::bytea || string_agg(l.leaf, '' ORDER BY l.account))
      FROM balance_leaf l WHERE l.book = p_book AND l.bucket = ANY (places) GROUP BY l.bucket
    ON CONFLICT (book, level, place) DO UPDATE SET hash = excluded.hash;
  FOR depth IN REVERSE 15..0 LOOP
    places := ARRAY(SELECT DISTINCT p / 2 FROM unnest(places) AS p);
    INSERT INTO node (book, level, place, hash)
      SELECT p_book, depth, p, sha256('\x01'::bytea || coalesce(l.hash, empty) || coalesce(r.hash, empty))
        FROM unnest(places) AS p
        LEFT JOIN node l ON l.book = p_book AND l.level = depth + 1 AND l.place = 2 * p
        LEFT JOIN node r ON r.book = p_book AND r.level = depth + 1 AND r.place = 2 * p + 1
      ON CONFLICT (book, level, place) DO UPDATE SET hash = excluded.hash;
  END LOOP;
  SELECT coalesce((SELECT n.hash FROM node n WHERE n.book = p_book AND n.level = 0 AND n.place = 0), empty) INTO root;
END $$;
COMMENT ON FUNCTION proofs.advance IS
'Copies every account that moved since the newest checkpoint, as this transaction''s snapshot shows it, and brings the tree up to date.
Answers its root and how many accounts are new in it. What moved is what the blocks after the last checkpoint''s heads name: blocks are
numbered without gaps and committed in order, so a transaction that commits late is in a later block, whatever its time says.
The caller holds the book''s row of proofs.head and writes the checkpoint in the same transaction. Refuses (data_corrupted) when the
blocks that the last checkpoint was signed for are not there any more: nothing is signed that contradicts what was signed before.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA proofs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION proofs.advance, proofs.bucket, proofs.leaf TO linli_app;
GRANT SELECT ON ALL TABLES IN SCHEMA proofs TO linli_app;
GRANT INSERT ON proofs.checkpoint, proofs.checkpoint_lane, proofs.head TO linli_app;
GRANT UPDATE (number) ON proofs.head TO linli_app;
