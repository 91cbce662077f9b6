-- Years that are long over leave the books: their part of ledger.transfer is detached, to be kept elsewhere and
-- dropped, and what every account had come to by then is brought forward.
CREATE TABLE ledger.detached_year (
  year smallint NOT NULL CONSTRAINT detached_year_id PRIMARY KEY,
  end_id uuid NOT NULL,
  transfers bigint NOT NULL,
  detached_at timestamptz NOT NULL,
  hash bytea NOT NULL
);
COMMENT ON TABLE ledger.detached_year IS 'Years whose transfers are no longer in ledger.transfer but in a table of their own, ledger.transfer_YYYY, until an operator has put it by. Never changed, never deleted.';
COMMENT ON CONSTRAINT detached_year_id ON ledger.detached_year IS 'A year goes once.';
COMMENT ON COLUMN ledger.detached_year.end_id IS 'All transfers with ids below are gone.';
COMMENT ON COLUMN ledger.detached_year.hash IS 'Over all rows that were written in place of its transfers, since no block proves them.';

CREATE TABLE ledger.brought_forward (
  legs bigint NOT NULL,
  moved bigint NOT NULL,
  version bigint NOT NULL,
  balance bigint NOT NULL,
  skew_ms bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  effective_at timestamptz NOT NULL,
  book int NOT NULL,
  year smallint NOT NULL,
  account uuid NOT NULL,
  CONSTRAINT brought_forward_id PRIMARY KEY (book, account, year),
  CONSTRAINT brought_forward_legs CHECK (legs BETWEEN 1 AND version)
);
COMMENT ON TABLE ledger.brought_forward IS 'What the transfers of a detached year did to an account. Ids tell when something was caused, so a transfer of the next year may stand in a history before one of this year; what is left of a history is therefore whole only after version. Never changed, never deleted.';
COMMENT ON CONSTRAINT brought_forward_id ON ledger.brought_forward IS 'One sum per account and year.';
COMMENT ON CONSTRAINT brought_forward_legs ON ledger.brought_forward IS 'Each of them has a place in the history, the last one is at version.';
COMMENT ON COLUMN ledger.brought_forward.legs IS 'How many transfers touched the account.';
COMMENT ON COLUMN ledger.brought_forward.moved IS 'Their sum, as the account sees it.';
COMMENT ON COLUMN ledger.brought_forward.version IS 'The place of the last of them in the account''s history; balance and recorded_at are those of then.';
COMMENT ON COLUMN ledger.brought_forward.effective_at IS 'The latest time that any of them counts from: from then on the balance as effective can still be told.';
COMMENT ON COLUMN ledger.brought_forward.skew_ms IS 'The furthest that any of them counts from before or after it was recorded.';

CREATE TABLE ledger.detached_block (
  book int NOT NULL,
  lane smallint NOT NULL,
  year smallint NOT NULL,
  transfers int,
  moves int,
  blocks int8range NOT NULL,
  balances bytea,
  CONSTRAINT detached_block_id PRIMARY KEY (book, lane, year, blocks),
  CONSTRAINT detached_block_part CHECK ((transfers IS NULL) = (moves IS NULL) AND (transfers IS NULL) = (balances IS NULL) AND (transfers IS NULL OR upper(blocks) = lower(blocks) + 1))
);
COMMENT ON TABLE ledger.detached_block IS 'Blocks that lost transfers to a detached year, so that one that is missing without this is found. Never changed, never deleted.';
COMMENT ON CONSTRAINT detached_block_id ON ledger.detached_block IS 'Blocks that follow each other and lost all are one row: a year has few.';
COMMENT ON CONSTRAINT detached_block_part ON ledger.detached_block IS 'A block in which something is left stands alone.';
COMMENT ON COLUMN ledger.detached_block.transfers IS 'How many of its transfers, the first by position, went with the year; all that were left when NULL.';
COMMENT ON COLUMN ledger.detached_block.moves IS 'How many steps on lots belonged to them, the first among its leaves.';
COMMENT ON COLUMN ledger.detached_block.balances IS 'ledger.balances of those that went, by position: the private hash of the block is taken of them too.';

CREATE TABLE ledger.detached_reversal (
  book int NOT NULL,
  year smallint NOT NULL,
  origin uuid NOT NULL,
  amount bigint NOT NULL,
  CONSTRAINT detached_reversal_id PRIMARY KEY (book, origin, year)
);
COMMENT ON TABLE ledger.detached_reversal IS 'How much of a transfer was taken back by reversals that went with a detached year. Never changed, never deleted.';
COMMENT ON CONSTRAINT detached_reversal_id ON ledger.detached_reversal IS 'One sum per transfer and year.';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.detached_year
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.brought_forward
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.detached_block
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.detached_reversal
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE FUNCTION ledger.kept_from() RETURNS uuid LANGUAGE sql STABLE SET search_path = ledger, pg_temp
RETURN coalesce((SELECT end_id FROM ledger.detached_year ORDER BY year DESC LIMIT 1), '00000000-0000-0000-0000-000000000000');
COMMENT ON FUNCTION ledger.kept_from IS 'Transfers with smaller ids went with their years.';
CREATE FUNCTION ledger.kept_since() RETURNS timestamptz LANGUAGE sql STABLE SET search_path = ledger, pg_temp
RETURN coalesce((SELECT make_timestamptz(max(year) + 1, 1, 1, 0, 0, 0, 'UTC') FROM ledger.detached_year), '-infinity');
COMMENT ON FUNCTION ledger.kept_since IS 'The time that the smallest id of kept_from begins with, for those who know a cause by its time.';

CREATE FUNCTION ledger.brought_forward_hash(p_year int) RETURNS bytea LANGUAGE sql STABLE SET search_path = ledger, pg_temp AS $$
  SELECT sha256(coalesce(string_agg(r.leaf, '' ORDER BY r.leaf), '')) FROM (
    SELECT sha256(record_send(f)) AS leaf FROM brought_forward f WHERE f.year = p_year
    UNION ALL SELECT sha256(record_send(b)) FROM detached_block b WHERE b.year = p_year
    UNION ALL SELECT sha256(record_send(v)) FROM detached_reversal v WHERE v.year = p_year) r
$$;
COMMENT ON FUNCTION ledger.brought_forward_hash IS 'The hash over what was written in place of a year''s transfers; in the order of the rows'' own hashes, which needs no other.';

CREATE FUNCTION ledger.year_fault(p_year int) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
  gone_to CONSTANT uuid := ledger.first_id(p_year + 1);
BEGIN
  IF p_year IS DISTINCT FROM (SELECT min(right(c.relname, 4)::int) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'ledger.transfer'::regclass) THEN
    RETURN 'year_not_oldest';
  END IF;
  IF p_year >= extract(year FROM ledger.clock() AT TIME ZONE 'UTC') OR NOT EXISTS (SELECT FROM span WHERE end_id > gone_to) THEN RETURN 'year_not_over'; END IF;
  -- A hold whose transfer is gone could never be resolved.
  IF EXISTS (SELECT FROM hold WHERE state = 0 AND id < gone_to) THEN RETURN 'year_holds_open'; END IF;
  IF EXISTS (
    SELECT FROM (SELECT t.book, max(coalesce(t.effective_at, t.recorded_at)) AS last_at FROM transfer t WHERE t.id < gone_to GROUP BY t.book) t
    WHERE t.last_at >= coalesce((SELECT max(p.ends_at) FROM period p WHERE p.book = t.book), '-infinity')
       OR EXISTS (SELECT FROM period p WHERE p.book = t.book AND NOT EXISTS (SELECT FROM seal s WHERE s.book = p.book AND s.ends_at = p.ends_at)))
  THEN RETURN 'year_not_closed'; END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION ledger.year_fault IS 'Why a year cannot leave the books, the first of: year_not_oldest among those attached; year_not_over; year_holds_open; year_not_closed (something in it counts from a period that is not closed and sealed). NULL when it can.';

CREATE FUNCTION ledger.end_year(p_year int) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
  fault CONSTANT text := ledger.year_fault(p_year);
BEGIN
  IF fault IS NOT NULL THEN RETURN fault; END IF;
  -- Waits for every batch that is being posted and keeps new ones out until they will know.
  LOCK TABLE period IN EXCLUSIVE MODE;
  UPDATE span SET first_id = ledger.first_id(p_year + 1);
  RETURN 'ended';
END $$;
COMMENT ON FUNCTION ledger.end_year IS 'From its commit on ids of the year are refused as id_outside_years, so that its transfers stand still while they are added up; or the year''s fault, changing nothing. Gives up rather than keep posting waiting for longer than a moment. Only for the owner of the books.';

CREATE FUNCTION ledger.detach_year(p_year int) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
  gone_to CONSTANT uuid := ledger.first_id(p_year + 1);
  part CONSTANT text := 'transfer_' || p_year;
  -- Again: something may have been posted between the look and the end.
  fault CONSTANT text := ledger.year_fault(p_year);
BEGIN
  IF fault IS NOT NULL THEN RETURN fault; END IF;
  IF EXISTS (SELECT FROM span WHERE first_id < gone_to) THEN
    RAISE EXCEPTION 'year % has to be ended first', p_year USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

  INSERT INTO brought_forward (book, account, year, legs, moved, skew_ms, version, balance, recorded_at, effective_at)
    SELECT t.book, l.account, p_year, count(*), sum(CASE WHEN t.kind IN (1, 3, 4) THEN 0 ELSE l.sign * t.amount END),
           coalesce(max(abs(extract(epoch FROM t.recorded_at - t.effective_at) * 1000)::bigint + 1), 0),
           max(l.version), (array_agg(l.balance ORDER BY l.version DESC))[1], max(t.recorded_at), max(coalesce(t.effective_at, t.recorded_at))
      FROM transfer t CROSS JOIN LATERAL (VALUES (t.debit, -1, t.debit_version, t.debit_balance), (t.credit, 1, t.credit_version, t.credit_balance))
        AS l (account, sign, version, balance)
      WHERE t.id < gone_to GROUP BY t.book, l.account;

  WITH gone AS (
    SELECT t.book, t.lane, t.block AS number, count(*) AS transfers, coalesce(sum(m.moves), 0) AS moves, string_agg(ledger.balances(t), '' ORDER BY t.position) AS balances
      FROM transfer t
      LEFT JOIN (SELECT book, transfer, count(*) AS moves FROM lot_move WHERE transfer < gone_to GROUP BY book, transfer) m ON m.book = t.book AND m.transfer = t.id
      WHERE t.id < gone_to GROUP BY t.book, t.lane, t.block),
  judged AS (
    SELECT g.*, g.transfers + coalesce((SELECT sum(d.transfers) FROM detached_block d
             WHERE d.book = g.book AND d.lane = g.lane AND d.blocks = int8range(g.number, g.number, '[]')), 0) = b.transfers AS whole
      FROM gone g JOIN block b ON b.book = g.book AND b.lane = g.lane AND b.number = g.number)
  INSERT INTO detached_block (book, lane, year, blocks, transfers, moves, balances)
    SELECT book, lane, p_year, unnest(range_agg(int8range(number, number, '[]'))), NULL::int, NULL::int, NULL::bytea FROM judged WHERE whole GROUP BY book, lane
    UNION ALL
    SELECT book, lane, p_year, int8range(number, number, '[]'), transfers, moves, balances FROM judged WHERE NOT whole;

  INSERT INTO detached_reversal (book, origin, year, amount)
    SELECT t.book, t.origin, p_year, sum(t.amount) FROM transfer t WHERE t.id < gone_to AND t.kind = 5 GROUP BY t.book, t.origin;

  INSERT INTO detached_year (year, end_id, transfers, detached_at, hash)
    SELECT p_year, gone_to, count(*), ledger.clock(), ledger.brought_forward_hash(p_year) FROM transfer t WHERE t.id < gone_to;
  -- Last, since it keeps readers out until the commit.
  EXECUTE format('ALTER TABLE ledger.transfer DETACH PARTITION ledger.%I', part);
  EXECUTE format('COMMENT ON TABLE ledger.%I IS %L', part, 'The movements whose ids are of ' || p_year || '. No longer part of the books: to be dumped, kept elsewhere and dropped.');
  RETURN 'detached';
END $$;
COMMENT ON FUNCTION ledger.detach_year IS 'Puts sums in place of the transfers of a year that was ended, and takes its part out of ledger.transfer, all or nothing; or the year''s fault, changing nothing. What is asked of a time before is not known any more; a transfer of the year can be taken back no more. Check the books first: what is wrong in them can no longer be told afterwards. Only for the owner of the books.';

CREATE FUNCTION ledger.altered_blocks(p_book int, p_lane smallint, p_after bigint) RETURNS TABLE (number bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT b.number FROM block b
      LEFT JOIN (SELECT t.block, string_agg(ledger.balances(t), '' ORDER BY t.position) AS balances FROM transfer t
                 WHERE t.book = p_book AND t.lane = p_lane AND t.block > p_after GROUP BY t.block) k ON k.block = b.number
      LEFT JOIN (SELECT lower(d.blocks) AS number, string_agg(d.balances, '' ORDER BY d.year) AS balances FROM detached_block d
                 WHERE d.book = p_book AND d.lane = p_lane AND d.transfers IS NOT NULL GROUP BY d.blocks) g ON g.number = b.number
      WHERE b.book = p_book AND b.lane = p_lane AND b.number > p_after
        AND (b.private_hash IS DISTINCT FROM ledger.private_hash(b.salt, coalesce(g.balances, '') || coalesce(k.balances, ''),
               substring(b.leaves FROM length(ledger.transfer_leaves(b.transfers, b.leaves)) + 1))
             OR length(b.leaves) IS DISTINCT FROM (b.transfers::bigint + b.moves) * 32)
        AND NOT EXISTS (SELECT FROM detached_block d WHERE d.book = p_book AND d.lane = p_lane AND d.transfers IS NULL AND d.blocks @> b.number)
      ORDER BY b.number LIMIT 20;
END $$;
COMMENT ON FUNCTION ledger.altered_blocks IS 'The first 20 blocks of a chain after one whose private hash is not that of their rows, for those who may not read the salt. It tells nothing of one that is as it was written.';

CREATE OR REPLACE FUNCTION ledger.version_at(p_book int, p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  low bigint; high bigint; middle bigint; at_middle timestamptz; at_low timestamptz;
BEGIN
  SELECT version INTO high FROM account WHERE book = p_book AND id = p_account;
  SELECT version, recorded_at INTO low, at_low FROM brought_forward WHERE book = p_book AND account = p_account ORDER BY version DESC LIMIT 1;
  IF at_low > p_at THEN RETURN 0; END IF;
  low := coalesce(low, 0);
  WHILE low < high LOOP
    middle := (low + high + 1) / 2;
    SELECT t.recorded_at INTO at_middle FROM (
      SELECT recorded_at FROM transfer WHERE book = p_book AND debit = p_account AND debit_version = middle
      UNION ALL
      SELECT recorded_at FROM transfer WHERE book = p_book AND credit = p_account AND credit_version = middle) t;
    IF NOT FOUND THEN RAISE EXCEPTION 'version % of account % is missing', middle, p_account USING ERRCODE = 'data_corrupted'; END IF;
    IF at_middle <= p_at THEN
      low := middle;
    ELSE
      high := middle - 1;
    END IF;
  END LOOP;
  RETURN low;
END $$;
COMMENT ON FUNCTION ledger.version_at IS
'The place in an account''s history of the newest transfer recorded up to a time; 0 before its first, without an account, and
before what was brought forward. Versions are gapless and times rise with them, so it is found by halving: log2(versions) steps
of one probe in the two unique indexes of each year, each of depth log(transfers). No index on time is needed, and a transfer
costs none.';

CREATE OR REPLACE FUNCTION ledger.balance_at(p_book int, p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  at_version CONSTANT bigint := ledger.version_at(p_book, p_account, p_at);
BEGIN
  IF at_version = 0 THEN
    RETURN CASE WHEN NOT EXISTS (SELECT FROM brought_forward WHERE book = p_book AND account = p_account) THEN 0 END;
  END IF;
  RETURN (SELECT t.balance FROM (
    SELECT debit_balance AS balance FROM transfer WHERE book = p_book AND debit = p_account AND debit_version = at_version
    UNION ALL
    SELECT credit_balance FROM transfer WHERE book = p_book AND credit = p_account AND credit_version = at_version
    UNION ALL
    SELECT balance FROM brought_forward WHERE book = p_book AND account = p_account AND version = at_version) t);
END $$;
COMMENT ON FUNCTION ledger.balance_at IS 'The balance as recorded at a time; 0 before an account''s first transfer or without an account, NULL before what was brought forward.';

CREATE OR REPLACE FUNCTION ledger.balance_effective(p_book int, p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
  skew interval; at_version bigint; forward brought_forward; known_from timestamptz;
BEGIN
  SELECT make_interval(secs => a.skew_ms / 1000.0) INTO skew FROM account a WHERE a.book = p_book AND a.id = p_account;
  IF NOT FOUND THEN RETURN 0; END IF;
  SELECT max(f.effective_at) INTO known_from FROM brought_forward f WHERE f.book = p_book AND f.account = p_account;
  IF p_at < known_from THEN RETURN NULL; END IF;
  SELECT * INTO forward FROM brought_forward f WHERE f.book = p_book AND f.account = p_account ORDER BY f.version DESC LIMIT 1;
  at_version := greatest(ledger.version_at(p_book, p_account, p_at), forward.version);
  RETURN CASE WHEN at_version = forward.version THEN forward.balance ELSE ledger.balance_at(p_book, p_account, p_at) END
    + coalesce((SELECT sum(n.amount) FROM ledger.near(p_book, p_account, at_version, ledger.version_at(p_book, p_account, p_at + skew)) n
                WHERE n.effective_at <= p_at), 0)
    - coalesce((SELECT sum(n.amount) FROM ledger.near(p_book, p_account, ledger.version_at(p_book, p_account, p_at - skew), at_version) n
                WHERE n.effective_at > p_at), 0);
END $$;
COMMENT ON FUNCTION ledger.balance_effective IS
'The balance as effective at a time: the recorded one, with what was recorded later but counted by then, without what was
recorded by then but counts from later. Only what was recorded within the account''s skew of the time can be either, so it costs
three halvings and a look at those few. NULL where it would need what went with a detached year: before the latest time that any
of it counts from. From then on all of it counts, and what is left of the history before it is looked at one by one.';

REVOKE ALL ON FUNCTION ledger.altered_blocks, ledger.kept_from, ledger.kept_since, ledger.brought_forward_hash, ledger.year_fault, ledger.end_year, ledger.detach_year FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.altered_blocks, ledger.first_id, ledger.kept_from, ledger.kept_since, ledger.brought_forward_hash TO linli_app;
GRANT SELECT ON ledger.detached_year, ledger.brought_forward, ledger.detached_block, ledger.detached_reversal TO linli_app;
