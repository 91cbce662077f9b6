-- The books: accounts, and transfers that are only ever added. Money-like units move nowhere else.
CREATE SCHEMA ledger;
COMMENT ON SCHEMA ledger IS 'The service may read all of it and write none of it, except through the functions below.';
GRANT USAGE ON SCHEMA ledger TO linli_app;

CREATE TABLE ledger.unit (
  id smallint CONSTRAINT unit_id PRIMARY KEY,
  code text NOT NULL CONSTRAINT unit_code UNIQUE,
  step text NOT NULL
);
COMMENT ON TABLE ledger.unit IS 'What is counted, always in whole steps: there are no fractions in the books.';
COMMENT ON CONSTRAINT unit_id ON ledger.unit IS 'Two bytes in every transfer instead of a word.';
COMMENT ON CONSTRAINT unit_code ON ledger.unit IS 'One name, one meaning.';
COMMENT ON COLUMN ledger.unit.step IS 'What 1 in the books stands for.';
INSERT INTO ledger.unit (id, code, step) VALUES (1, 'HOURS', 'minute'), (2, 'COIN', 'minute'), (3, 'POINT', '0.01 point');

CREATE TABLE ledger.account (
  book int NOT NULL,
  id uuid NOT NULL,
  unit smallint NOT NULL CONSTRAINT account_unit REFERENCES ledger.unit,
  lots boolean NOT NULL,
  kind text NOT NULL,
  owner uuid,
  region text NOT NULL,
  floor bigint,
  ceiling bigint,
  balance bigint NOT NULL DEFAULT 0,
  debit_pending bigint NOT NULL DEFAULT 0,
  credit_pending bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  skew_ms bigint NOT NULL DEFAULT 0,
  last_at timestamptz NOT NULL DEFAULT '-infinity',
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  closed_at timestamptz,
  CONSTRAINT account_id PRIMARY KEY (book, id),
  CONSTRAINT account_floor CHECK (balance - debit_pending >= floor),
  CONSTRAINT account_ceiling CHECK (balance + credit_pending <= ceiling),
  CONSTRAINT account_safe CHECK (balance - debit_pending >= -9007199254740991 AND balance + credit_pending <= 9007199254740991
    AND debit_pending <= 9007199254740991 AND credit_pending <= 9007199254740991),
  CONSTRAINT account_pending CHECK (debit_pending >= 0 AND credit_pending >= 0),
  CONSTRAINT account_version CHECK (version >= 0),
  CONSTRAINT account_lots CHECK (NOT lots OR floor IS NOT DISTINCT FROM 0)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
COMMENT ON TABLE ledger.account IS 'One owner''s balance of one unit: credits minus debits. Half of each page is left free and no changing column is indexed, so that updates stay in the page (HOT).';
COMMENT ON CONSTRAINT account_unit ON ledger.account IS 'Nothing is counted that is not named.';
COMMENT ON CONSTRAINT account_id ON ledger.account IS 'The book (a city) comes first in every key, so that a book can live on a machine of its own.';
COMMENT ON CONSTRAINT account_floor ON ledger.account IS 'Nobody spends what they do not have or have promised, whatever the code above does. Below 0: a credit line. No floor: an account that issues.';
COMMENT ON CONSTRAINT account_ceiling ON ledger.account IS 'Nobody holds more than is allowed, with what is promised to them. No ceiling: as much as comes.';
COMMENT ON CONSTRAINT account_safe ON ledger.account IS 'What JavaScript holds exactly; also the floor and ceiling of accounts without their own.';
COMMENT ON CONSTRAINT account_pending ON ledger.account IS 'A promise is made once and kept or dropped once.';
COMMENT ON CONSTRAINT account_version ON ledger.account IS 'Histories start at 1; 0 is an account that nothing has touched.';
COMMENT ON CONSTRAINT account_lots ON ledger.account IS 'What one does not have is in no lot, so lots and credit lines exclude each other.';
COMMENT ON COLUMN ledger.account.lots IS 'Its balance is made of lots, each with a day after which it lapses.';
COMMENT ON COLUMN ledger.account.owner IS 'The person or merchant; nobody for the accounts of a region.';
COMMENT ON COLUMN ledger.account.region IS 'Division code, so that a region''s total is a sum over the codes that begin with its own.';
COMMENT ON COLUMN ledger.account.debit_pending IS 'Sum of the open holds on it: part of the balance, promised to others.';
COMMENT ON COLUMN ledger.account.credit_pending IS 'Sum of the open holds in its favour.';
COMMENT ON COLUMN ledger.account.version IS 'Number of transfers that touched the account: the place of each in its history.';
COMMENT ON COLUMN ledger.account.skew_ms IS 'The furthest that any of them counts from before or after it was recorded: the balance as effective at a time differs from the recorded one only by what was recorded this near to it.';
COMMENT ON COLUMN ledger.account.last_at IS 'When the newest of them was recorded: the next one is never earlier.';
COMMENT ON COLUMN ledger.account.closed_at IS 'Closed accounts take no new movements; what was promised before still happens.';

CREATE TABLE ledger.transfer (
  amount bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  debit_balance bigint NOT NULL,
  debit_version bigint NOT NULL,
  credit_balance bigint NOT NULL,
  credit_version bigint NOT NULL,
  block int NOT NULL,
  book int NOT NULL,
  rule_version int NOT NULL,
  kind smallint NOT NULL,
  unit smallint NOT NULL,
  code smallint NOT NULL,
  lane smallint NOT NULL,
  position smallint NOT NULL,
  id uuid NOT NULL,
  debit uuid NOT NULL,
  credit uuid NOT NULL,
  subject uuid,
  origin uuid,
  effective_at timestamptz,
  expires_at timestamptz,
  CONSTRAINT transfer_id PRIMARY KEY (book, id),
  CONSTRAINT transfer_amount CHECK (amount BETWEEN 1 AND 9007199254740991),
  CONSTRAINT transfer_two_accounts CHECK (debit <> credit),
  CONSTRAINT transfer_kind CHECK (kind BETWEEN 0 AND 6 AND (kind BETWEEN 2 AND 5) = (origin IS NOT NULL)),
  CONSTRAINT transfer_expires CHECK ((kind = 1) = (expires_at IS NOT NULL))
) PARTITION BY RANGE (id);
COMMENT ON TABLE ledger.transfer IS 'One movement from one account to another, so the books balance by construction. With both balances and versions after it, so that history is read and checked without adding up. Never changed, never deleted; a mistake is corrected by an opposite transfer. One part per year: an id begins with the time of its cause, so it belongs in one part for ever and is unique in all when it is unique there. Wide columns first, so that no space is lost between them.';
COMMENT ON CONSTRAINT transfer_id ON ledger.transfer IS 'The id is made from the cause before sending: it is the idempotency key, kept for ever.';
COMMENT ON CONSTRAINT transfer_amount ON ledger.transfer IS 'Nothing moves backwards or not at all; no more than JavaScript holds exactly.';
COMMENT ON CONSTRAINT transfer_two_accounts ON ledger.transfer IS 'A movement from an account to itself would take two places in its history at once.';
COMMENT ON CONSTRAINT transfer_kind ON ledger.transfer IS 'What resolves a hold or takes something back names it; nothing else does.';
COMMENT ON CONSTRAINT transfer_expires ON ledger.transfer IS 'Holds run out, also if never (infinity); nothing else does.';
COMMENT ON COLUMN ledger.transfer.kind IS '0 post, 1 hold (promises, moves nothing yet), 2 capture (of a hold, the rest is released), 3 void, 4 expire (of a hold), 5 reversal, 6 lapse (of lots whose day is over).';
COMMENT ON COLUMN ledger.transfer.code IS 'Why it moved; the words are in src/ledger/transfer.ts.';
COMMENT ON COLUMN ledger.transfer.rule_version IS 'The rule set that the amount was worked out by.';
COMMENT ON COLUMN ledger.transfer.subject IS 'What it is about: a service record, a redemption.';
COMMENT ON COLUMN ledger.transfer.origin IS 'The hold that it resolves or the transfer that it takes back.';
COMMENT ON COLUMN ledger.transfer.recorded_at IS 'The database''s time under the accounts'' locks, in whole milliseconds.';
COMMENT ON COLUMN ledger.transfer.effective_at IS 'When it counts from, where that is not when it was recorded.';
COMMENT ON COLUMN ledger.transfer.expires_at IS 'That of its hold: here it is under the hash of the block, so that nobody makes a hold live longer.';
COMMENT ON COLUMN ledger.transfer.block IS 'With lane its block in the chain of hashes; position, from 1 in the order of ids, is its place in the block. Four bytes: the busiest city fills two thousand million blocks of a lane in centuries, and eight would be eight more in every row; the hash is taken of eight, so a wider column would change no hash.';

CREATE TABLE ledger.span (
  single boolean NOT NULL DEFAULT true CONSTRAINT span_single PRIMARY KEY CONSTRAINT span_one CHECK (single),
  first_id uuid NOT NULL,
  end_id uuid NOT NULL
);
COMMENT ON TABLE ledger.span IS 'Which ids the parts of ledger.transfer that are attached can hold. An id from a year that was detached is refused, never posted a second time.';
COMMENT ON CONSTRAINT span_single ON ledger.span IS 'One row.';
COMMENT ON CONSTRAINT span_one ON ledger.span IS 'One row.';

CREATE FUNCTION ledger.first_id(p_year int) RETURNS uuid LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
RETURN rpad(lpad(to_hex((extract(epoch FROM make_timestamptz(p_year, 1, 1, 0, 0, 0, 'UTC')) * 1000)::bigint), 12, '0'), 32, '0')::uuid;
COMMENT ON FUNCTION ledger.first_id IS 'The smallest id (RFC 9562, version 7 or alike) whose time is in the year, in UTC.';

CREATE FUNCTION ledger.open_year(p_year int) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
  part text := 'transfer_' || p_year;
BEGIN
  LOCK TABLE span IN SHARE ROW EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM span WHERE end_id >= ledger.first_id(p_year + 1)) THEN RETURN false; END IF;
  IF EXISTS (SELECT FROM span WHERE end_id <> ledger.first_id(p_year)) THEN
    RAISE EXCEPTION 'years are opened one after the other' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  EXECUTE format('CREATE TABLE ledger.%I PARTITION OF ledger.transfer FOR VALUES FROM (%L) TO (%L)
    WITH (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)', part, ledger.first_id(p_year), ledger.first_id(p_year + 1));
  EXECUTE format('CREATE UNIQUE INDEX %I ON ledger.%I (book, debit, debit_version)', part || '_debit', part);
  EXECUTE format('CREATE UNIQUE INDEX %I ON ledger.%I (book, credit, credit_version)', part || '_credit', part);
  EXECUTE format('CREATE INDEX %I ON ledger.%I (book, lane, block)', part || '_block', part);
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.%I FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()', part);
  EXECUTE format('GRANT SELECT ON ledger.%I TO linli_app', part);
  PERFORM kit.keep_to_book(format('ledger.%I', part)::regclass);
  EXECUTE format('COMMENT ON TABLE ledger.%I IS %L', part, 'The movements whose ids are of ' || p_year || '. Of both sides of an account each place in its history stands once: statements and balances as of a time are read from the two unique indexes, since versions are gapless and time never runs backwards on an account. What a block holds is read from the third: equal keys share an entry, so a batch pays few bytes a transfer.');
  INSERT INTO span (first_id, end_id) VALUES (ledger.first_id(p_year), ledger.first_id(p_year + 1))
    ON CONFLICT (single) DO UPDATE SET end_id = excluded.end_id;
  RETURN true;
END $$;
COMMENT ON FUNCTION ledger.open_year IS 'Makes room for the ids of a year; false when there is room. Years are opened in order, without gaps.';

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% on ledger.% is refused: correct by an opposite transfer', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'object_not_in_prerequisite_state';
END $$;
COMMENT ON FUNCTION ledger.refuse_change IS 'Stops even those whom grants do not: an administrator''s repair by hand is how books elsewhere came to be wrong.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.transfer
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER kept_for_ever BEFORE DELETE OR TRUNCATE ON ledger.account
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
SELECT ledger.open_year(2025), ledger.open_year(2026), ledger.open_year(2027);

CREATE TABLE ledger.refused (
  book int NOT NULL,
  id uuid NOT NULL,
  result smallint NOT NULL,
  body bytea NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT refused_id PRIMARY KEY (book, id)
);
COMMENT ON TABLE ledger.refused IS 'Ids that failed, and stay failed: whoever asks again, not knowing, gets the first answer, however the books stand by then.';
COMMENT ON CONSTRAINT refused_id ON ledger.refused IS 'One id, one answer.';
COMMENT ON COLUMN ledger.refused.body IS 'Hash of what the id stood for, so that another body is a named conflict.';

CREATE TABLE ledger.hold (
  book int NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  id uuid NOT NULL,
  debit uuid NOT NULL,
  credit uuid NOT NULL,
  amount bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  resolved_by uuid,
  CONSTRAINT hold_id PRIMARY KEY (book, id),
  CONSTRAINT hold_state CHECK (state IN (0, 2, 3, 4) AND (state = 0) = (resolved_by IS NULL)),
  CONSTRAINT hold_amount CHECK (amount > 0)
) WITH (fillfactor = 70);
CREATE INDEX hold_due ON ledger.hold (expires_at) WHERE state = 0;
COMMENT ON TABLE ledger.hold IS 'Whether a promise (a transfer of kind 1) is open, or which transfer resolved it.';
COMMENT ON CONSTRAINT hold_id ON ledger.hold IS 'The id of the transfer that made it.';
COMMENT ON CONSTRAINT hold_state ON ledger.hold IS '0 open, otherwise the kind of the one transfer that resolved it.';
COMMENT ON CONSTRAINT hold_amount ON ledger.hold IS 'Nobody promises nothing.';
COMMENT ON INDEX ledger.hold_due IS 'For the sweep that expires what nobody resolved.';
COMMENT ON COLUMN ledger.hold.expires_at IS 'By the database''s clock; from then on it can only expire, however late the sweep comes.';

CREATE TABLE ledger.taken_back (
  book int NOT NULL,
  id uuid NOT NULL,
  amount bigint NOT NULL,
  taken bigint NOT NULL,
  CONSTRAINT taken_back_id PRIMARY KEY (book, id),
  CONSTRAINT taken_back_rest CHECK (taken BETWEEN 1 AND amount)
);
COMMENT ON TABLE ledger.taken_back IS 'How much of a transfer its reversals have taken back.';
COMMENT ON CONSTRAINT taken_back_id ON ledger.taken_back IS 'The id of the transfer that was reversed.';
COMMENT ON CONSTRAINT taken_back_rest ON ledger.taken_back IS 'Never more than there was.';

CREATE TABLE ledger.lot (
  book int NOT NULL,
  expires_on date NOT NULL,
  account uuid NOT NULL,
  remaining bigint NOT NULL,
  reserved bigint NOT NULL,
  CONSTRAINT lot_id PRIMARY KEY (book, account, expires_on),
  CONSTRAINT lot_remaining CHECK (reserved >= 0 AND remaining >= reserved)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX lot_due ON ledger.lot (expires_on) WHERE expires_on < 'infinity';
COMMENT ON TABLE ledger.lot IS 'What an account holds that can be spent up to and on a day.';
COMMENT ON CONSTRAINT lot_id ON ledger.lot IS 'One lot per account and day.';
COMMENT ON CONSTRAINT lot_remaining ON ledger.lot IS 'No lot gives more than it has, and none what it has promised.';
COMMENT ON INDEX ledger.lot_due IS 'For the sweep that takes what has lapsed.';
COMMENT ON COLUMN ledger.lot.expires_on IS 'The last day in China on which it can be spent; infinity: never lapses.';
COMMENT ON COLUMN ledger.lot.reserved IS 'Promised to open holds: it does not lapse under them.';

CREATE TABLE ledger.lot_move (
  book int NOT NULL,
  expires_on date NOT NULL,
  transfer uuid NOT NULL,
  account uuid NOT NULL,
  amount bigint NOT NULL,
  reserved bigint NOT NULL,
  position smallint NOT NULL,
  origin uuid,
  origin_day date,
  CONSTRAINT lot_move_id PRIMARY KEY (book, transfer, position),
  CONSTRAINT lot_move_something CHECK (amount <> 0 OR reserved <> 0),
  CONSTRAINT lot_move_origin CHECK ((origin IS NULL) = (origin_day IS NULL))
);
CREATE INDEX lot_move_origin_id ON ledger.lot_move (book, origin) WHERE origin IS NOT NULL;
COMMENT ON TABLE ledger.lot_move IS 'What each transfer did to lots, in order, so that a reversal gives back to each lot what came from it. Never changed, never deleted.';
COMMENT ON CONSTRAINT lot_move_id ON ledger.lot_move IS 'The steps of one transfer.';
COMMENT ON CONSTRAINT lot_move_something ON ledger.lot_move IS 'A step that does nothing is a mistake.';
COMMENT ON CONSTRAINT lot_move_origin ON ledger.lot_move IS 'What undoes a step says whose and of which day.';
COMMENT ON INDEX ledger.lot_move_origin_id IS 'Finds what was given back before.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.lot_move
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TABLE ledger.period (
  book int NOT NULL,
  ends_at timestamptz NOT NULL,
  closed_at timestamptz NOT NULL,
  CONSTRAINT period_end PRIMARY KEY (book, ends_at)
);
COMMENT ON TABLE ledger.period IS 'Up to when the books of a city are closed: nothing may count from an earlier time any more.';
COMMENT ON CONSTRAINT period_end ON ledger.period IS 'A period begins where the one before ended.';

CREATE TABLE ledger.lane (
  book int NOT NULL,
  lane smallint NOT NULL,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT lane_id PRIMARY KEY (book, lane)
) WITH (fillfactor = 10);
COMMENT ON TABLE ledger.lane IS 'The newest block of each chain. Several chains per book, so that batches need not wait for each other.';
COMMENT ON CONSTRAINT lane_id ON ledger.lane IS 'A batch takes a chain that nobody is writing to.';

CREATE TABLE ledger.block (
  number bigint NOT NULL,
  at timestamptz NOT NULL,
  book int NOT NULL,
  transfers int NOT NULL,
  moves int NOT NULL,
  lane smallint NOT NULL,
  hash bytea NOT NULL,
  private_hash bytea NOT NULL,
  leaves bytea NOT NULL,
  salt uuid NOT NULL,
  CONSTRAINT block_id PRIMARY KEY (book, lane, number),
  CONSTRAINT block_leaves CHECK (length(leaves) = (transfers + moves) * 32)
);
ALTER TABLE ledger.block ALTER COLUMN leaves SET STORAGE EXTERNAL;
COMMENT ON TABLE ledger.block IS 'The hash of one batch, with the hash of the block before in its own: nothing in the past can be changed without changing every block since. Never changed, never deleted.';
COMMENT ON CONSTRAINT block_id ON ledger.block IS 'Numbered from 1 without gaps.';
COMMENT ON CONSTRAINT block_leaves ON ledger.block IS 'A hash for each row that the block holds.';
COMMENT ON COLUMN ledger.block.leaves IS 'The hashes of its transfers by position, then those of their steps on lots by transfer and position: one that was changed can be named, and one transfer can be proved to a person without showing the others. Hashes do not compress.';
COMMENT ON COLUMN ledger.block.private_hash IS 'ledger.private_hash of what a proof does not show: the running balances and versions of its transfers, and their steps on lots.';
COMMENT ON COLUMN ledger.block.salt IS 'Random and secret, so that nobody finds out what private_hash was taken of by guessing. Only the owner of the books reads it; it is in no answer, proof, export or log.';
COMMENT ON COLUMN ledger.block.at IS 'When its transfers were recorded.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.block
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Hashes are taken of the binary form of a row (record_send: for each column its type, length and bytes), which
-- is the same for everybody and in every version, so it can be rebuilt without a database.
CREATE FUNCTION ledger.leaf(t ledger.transfer) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(record_send(ROW(t.book, t.id, t.kind, t.unit, t.code, t.rule_version, t.debit, t.credit, t.amount, t.subject, t.origin,
  t.recorded_at, t.effective_at, t.lane, t.block::bigint, t.position, t.expires_at)));
COMMENT ON FUNCTION ledger.leaf(ledger.transfer) IS 'The hash of what both sides of a transfer may know: without the balances, which belong to one side each. Needs no salt: its id and its accounts have random bits or are hashes of what has them, which nobody guesses of a transfer that is not theirs.';
CREATE FUNCTION ledger.balances(t ledger.transfer) RETURNS bytea LANGUAGE sql STABLE
RETURN int8send(t.debit_balance) || int8send(t.debit_version) || int8send(t.credit_balance) || int8send(t.credit_version);
COMMENT ON FUNCTION ledger.balances IS 'What a transfer''s leaf leaves out, in 32 bytes.';
CREATE FUNCTION ledger.private_hash(p_salt uuid, p_balances bytea, p_move_leaves bytea) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(uuid_send(p_salt) || p_balances || p_move_leaves);
COMMENT ON FUNCTION ledger.private_hash IS 'Over the balances of a block''s transfers by position and the leaves of their steps on lots. How many transfers there are is in the hash of the block; how many steps then follows.';
CREATE FUNCTION ledger.leaf(m ledger.lot_move) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(record_send(ROW(m.book, m.transfer, m.position, m.account, m.expires_on, m.amount, m.reserved, m.origin, m.origin_day)));
COMMENT ON FUNCTION ledger.leaf(ledger.lot_move) IS 'The hash of a step on a lot. No proof shows it: who knows the transfer could guess the day and the amount.';
CREATE FUNCTION ledger.transfer_leaves(p_transfers int, p_leaves bytea) RETURNS bytea LANGUAGE sql STABLE
RETURN substring(p_leaves FROM 1 FOR least(greatest(p_transfers, 0)::bigint * 32, length(p_leaves))::int);
COMMENT ON FUNCTION ledger.transfer_leaves IS 'The leaves of a block without those of steps on lots; no fault, whatever was written there.';
CREATE FUNCTION ledger.block_hash(p_book int, p_lane smallint, p_number bigint, p_transfers int, p_at timestamptz, p_previous bytea, p_leaves bytea, p_private_hash bytea)
RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(record_send(ROW(p_book, p_lane, p_number, p_transfers, p_at, p_previous, sha256(ledger.transfer_leaves(p_transfers, p_leaves)), p_private_hash)));
COMMENT ON FUNCTION ledger.block_hash IS 'The hash of a block over the leaves of its transfers, its private hash, and the hash of the block before it; 32 zero bytes before the first.';
CREATE FUNCTION ledger.body_hash(p_kind smallint, p_debit uuid, p_credit uuid, p_amount bigint, p_code smallint, p_subject uuid, p_origin uuid)
RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(record_send(ROW(p_kind, p_debit, p_credit, p_amount, p_code, p_subject, p_origin)));
COMMENT ON FUNCTION ledger.body_hash IS 'The hash of what an id stands for, as it was sent.';
CREATE FUNCTION ledger.clock() RETURNS timestamptz LANGUAGE sql VOLATILE RETURN clock_timestamp();
COMMENT ON FUNCTION ledger.clock IS 'The one clock that decides what has expired. Tests put another in its place to travel in time.';

CREATE FUNCTION ledger.open_accounts(
  p_book int, p_id uuid[], p_unit smallint[], p_kind text[], p_owner uuid[], p_region text[], p_lots boolean[], p_floor bigint[], p_ceiling bigint[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
  opened int;
BEGIN
  IF NOT EXISTS (SELECT FROM lane WHERE book = p_book) THEN
    INSERT INTO lane (book, lane, number, hash) SELECT p_book, n, 0, decode(repeat('00', 32), 'hex') FROM generate_series(0, 31) AS n ON CONFLICT DO NOTHING;
  END IF;
  -- In id order, so that two callers who open the same accounts wait for each other and never deadlock.
  INSERT INTO account (book, id, unit, kind, owner, region, lots, floor, ceiling)
  SELECT p_book, u.* FROM unnest(p_id, p_unit, p_kind, p_owner, p_region, p_lots, p_floor, p_ceiling)
    AS u (id, unit, kind, owner, region, lots, floor, ceiling) ORDER BY u.id
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS opened = ROW_COUNT;
  -- Only where some were there: the join is slow while a file of people fills a table whose statistics lag behind.
  IF opened < cardinality(p_id) AND EXISTS (
    SELECT FROM unnest(p_id, p_unit, p_kind, p_owner) AS u (id, unit, kind, owner)
    JOIN account a ON a.book = p_book AND a.id = u.id
    WHERE (a.unit, a.kind) <> (u.unit, u.kind) OR a.owner IS DISTINCT FROM u.owner
  ) THEN RAISE EXCEPTION 'an account id is in use for another account' USING ERRCODE = 'unique_violation'; END IF;
END $$;
COMMENT ON FUNCTION ledger.open_accounts IS 'Opens accounts at balance 0. One that is open already stays as it is, limits and region included, but must have the same unit, kind and owner.';

CREATE FUNCTION ledger.change_account(p_book int, p_id uuid, p_floor bigint, p_ceiling bigint, p_closed boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
  a account;
BEGIN
  SELECT * INTO a FROM account WHERE book = p_book AND id = p_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'account_unknown'; END IF;
  IF a.balance - a.debit_pending < p_floor OR (a.lots AND p_floor IS DISTINCT FROM 0) THEN RETURN 'below_floor'; END IF;
  IF a.balance + a.credit_pending > p_ceiling THEN RETURN 'above_ceiling'; END IF;
  IF p_closed AND (a.balance <> 0 OR a.debit_pending <> 0 OR a.credit_pending <> 0) THEN RETURN 'not_empty'; END IF;
  UPDATE account SET floor = p_floor, ceiling = p_ceiling, closed_at = CASE WHEN p_closed THEN coalesce(a.closed_at, ledger.clock()) END
    WHERE book = p_book AND id = p_id;
  RETURN 'changed';
END $$;
COMMENT ON FUNCTION ledger.change_account IS 'Sets credit line, ceiling and whether it is closed, under the lock that posting takes. Refuses, changing nothing: account_unknown; below_floor and above_ceiling when it stands past the new limit already, or lots would get a credit line; not_empty when it is to be closed with a balance or open holds.';

-- How it works: lock every account of the batch; read, in few statements, all that the decision needs of what is
-- written; decide in arrays, in order; write with one UPDATE and one INSERT. No statement, lock or subtransaction
-- per transfer. In a segment no id and no origin is named twice, so no transfer of it depends on another's row.
-- An array's subscript i is a transfer's place in the segment; d, c are accounts' places in the a_ arrays.
CREATE FUNCTION ledger.post_segment(
  p_book int, p_kind smallint[], p_id uuid[], p_debit uuid[], p_credit uuid[], p_amount bigint[], p_code smallint[], p_subject uuid[],
  p_origin uuid[], p_group int[], p_rule_version int[], p_effective_at timestamptz[], p_hold_seconds int[], p_expires_on date[], p_named_twice boolean[],
  OUT results smallint[], OUT posted_at timestamptz, OUT then_at timestamptz[], OUT d_balance bigint[], OUT c_balance bigint[]
) LANGUAGE plpgsql SET search_path = ledger, pg_temp
-- One plan for ever, and one that a large table does not spoil: sessions that opened on empty books would keep
-- reading whole tables, and planning for the values of 256 transfers costs more than posting them.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  safe_max CONSTANT bigint := 9007199254740991;
  n CONSTANT int := cardinality(p_id);
  with_origin CONSTANT boolean := cardinality(array_remove(p_origin, NULL)) > 0;
  with_dates CONSTANT boolean := cardinality(array_remove(p_effective_at, NULL)) > 0;
  given_debit CONSTANT uuid[] := p_debit; given_credit CONSTANT uuid[] := p_credit; given_amount CONSTANT bigint[] := p_amount;
  v_last timestamptz; today date; first_id uuid; end_id uuid; closed_until timestamptz;
  a_id uuid[]; a_unit smallint[]; a_floor bigint[]; a_ceiling bigint[]; a_lots boolean[]; a_closed boolean[]; a_balance bigint[];
  a_debit_pending bigint[]; a_credit_pending bigint[]; a_version bigint[]; a_version_before bigint[]; a_skew bigint[];
  d_at int[]; c_at int[]; d_version bigint[]; c_version bigint[];
  -- Of what a transfer refers to: the transfer itself, the state of the hold, what was taken back of it before.
  o_kind smallint[]; o_debit uuid[]; o_credit uuid[]; o_amount bigint[]; o_state smallint[]; o_expires timestamptz[]; o_taken bigint[];
  -- Lots: nodes of one list per account, in order of day. Moves are the log of what was changed, by which transfer.
  with_lots boolean; a_head int[]; a_live bigint[];
  l_account int[]; l_day date[]; l_remaining bigint[]; l_reserved bigint[]; l_next int[]; nodes int := 0;
  m_at int[]; m_position smallint[]; m_account int[]; m_day date[]; m_amount bigint[]; m_reserved bigint[]; m_origin_day date[];
  moves int := 0; moves_before int; moves_applied int;
  -- What is left of what an origin did to lots.
  f_at int[]; f_account uuid[]; f_day date[]; f_amount bigint[]; f_reserved bigint[];
  k smallint; d int; c int; amount bigint; moved bigint; pending bigint; need bigint; piece bigint; node int; before int; r smallint; own record;
  known uuid[] := '{}'; first_of_group int := 1; group_failed boolean := false; created int := 0; written int;
  v_lane smallint; v_number bigint; v_previous bytea; v_leaves bytea; v_move_leaves bytea; v_balances bytea; v_salt uuid := gen_random_uuid(); v_private bytea; v_hash bytea;
BEGIN
  SELECT s.first_id, s.end_id, (SELECT max(p.ends_at) FROM period p WHERE p.book = p_book) INTO first_id, end_id, closed_until FROM span s;

  -- What the transfers refer to is never changed, so it may be read before the locks; whoever takes back or
  -- resolves something need not say its accounts.
  IF with_origin THEN
    SELECT array_agg(o.kind), array_agg(o.debit), array_agg(o.credit), array_agg(o.amount),
           array_agg(coalesce(u.debit, CASE WHEN u.kind = 5 THEN o.credit ELSE o.debit END)),
           array_agg(coalesce(u.credit, CASE WHEN u.kind = 5 THEN o.debit ELSE o.credit END))
      INTO o_kind, o_debit, o_credit, o_amount, p_debit, p_credit
      FROM (SELECT v.i, v.kind, v.debit, v.credit, f.kind AS o_kind, f.debit AS o_debit, f.credit AS o_credit, f.amount AS o_amount
            FROM unnest(p_kind, p_debit, p_credit, p_origin) WITH ORDINALITY AS v (kind, debit, credit, origin, i)
            LEFT JOIN (SELECT * FROM transfer WHERE book = p_book AND id = ANY (p_origin)) f ON f.id = v.origin
            ORDER BY v.i) u,
      LATERAL (SELECT u.o_kind AS kind, u.o_debit AS debit, u.o_credit AS credit, u.o_amount AS amount) o;
  END IF;

  -- In id order for everybody, so that batches wait for each other and never deadlock.
  SELECT array_agg(x.id), array_agg(x.unit), array_agg(coalesce(x.floor, -safe_max)), array_agg(coalesce(x.ceiling, safe_max)),
         array_agg(x.lots), bool_or(x.lots), array_agg(x.closed_at IS NOT NULL), array_agg(x.balance),
         array_agg(x.debit_pending), array_agg(x.credit_pending), array_agg(x.version), array_agg(x.skew_ms), max(x.last_at)
    INTO a_id, a_unit, a_floor, a_ceiling, a_lots, with_lots, a_closed, a_balance, a_debit_pending, a_credit_pending, a_version, a_skew, v_last
    FROM (SELECT * FROM account WHERE book = p_book AND id = ANY (p_debit || p_credit) ORDER BY id FOR NO KEY UPDATE) x;
  a_version_before := a_version;
  -- After the locks: on every account, later versions have later times. In the milliseconds that the service
  -- counts in, or a time read from a statement would stand before its own transfer. Never in a closed period,
  -- also when the server's clock was set back.
  posted_at := greatest(date_trunc('milliseconds', ledger.clock()), v_last, closed_until);

  IF with_origin THEN
    SELECT array_agg(u.state), array_agg(u.expires_at), array_agg(u.taken) INTO o_state, o_expires, o_taken
      FROM (SELECT h.state, h.expires_at, coalesce(t.taken, 0) AS taken
            FROM unnest(p_origin) WITH ORDINALITY AS v (origin, i)
            LEFT JOIN (SELECT * FROM hold WHERE book = p_book AND id = ANY (p_origin)) h ON h.id = v.origin
            LEFT JOIN (SELECT * FROM taken_back WHERE book = p_book AND id = ANY (p_origin)) t ON t.id = v.origin
            ORDER BY v.i) u;
    -- What is not said is all that is left.
    FOR i IN 1..n LOOP
      IF p_amount[i] IS NULL AND o_kind[i] IS NOT NULL THEN p_amount[i] := CASE WHEN p_kind[i] = 5 THEN greatest(o_amount[i] - o_taken[i], 1) ELSE o_amount[i] END; END IF;
    END LOOP;
  END IF;

  SELECT array_agg(u.d), array_agg(u.c), array_agg(u.r) INTO d_at, c_at, results
    FROM (
      SELECT dx.place::int AS d, cx.place::int AS c, (CASE
          WHEN v.id < first_id OR v.id >= end_id THEN 2
          WHEN p_named_twice[v.i] THEN 3
          WHEN v.amount NOT BETWEEN 1 AND safe_max OR (v.amount IS NULL AND v.origin IS NULL) THEN 4
          WHEN v.origin IS NOT NULL AND o_kind[v.i] IS NULL THEN 5
          WHEN v.debit = v.credit THEN 6
          WHEN dx.id IS NULL OR cx.id IS NULL THEN 7
          WHEN a_unit[dx.place] <> a_unit[cx.place] THEN 8
        END)::smallint AS r
      FROM unnest(p_id, p_debit, p_credit, p_amount, p_origin) WITH ORDINALITY AS v (id, debit, credit, amount, origin, i)
      LEFT JOIN unnest(a_id) WITH ORDINALITY AS dx (id, place) ON dx.id = v.debit
      LEFT JOIN unnest(a_id) WITH ORDINALITY AS cx (id, place) ON cx.id = v.credit
      ORDER BY v.i) u;
  then_at := array_fill(NULL::timestamptz, ARRAY[n]);
  d_balance := array_fill(NULL::bigint, ARRAY[n]);
  c_balance := d_balance;
  d_version := d_balance;
  c_version := d_balance;

  -- Ids that were answered before get the same answer, unless they now stand for something else.
  IF EXISTS (SELECT FROM transfer WHERE book = p_book AND id = ANY (p_id)) OR EXISTS (SELECT FROM refused WHERE book = p_book AND id = ANY (p_id)) THEN
    FOR own IN
      SELECT w.i, f.recorded_at, f.debit_balance, f.credit_balance, 1::smallint AS answer,
             f.kind = coalesce(w.kind, 0) AND f.code = w.code AND f.debit = coalesce(w.debit, f.debit) AND f.credit = coalesce(w.credit, f.credit)
             AND f.amount = coalesce(w.amount, f.amount) AND f.subject IS NOT DISTINCT FROM w.subject AND f.origin IS NOT DISTINCT FROM w.origin AS same
        FROM (SELECT * FROM transfer WHERE book = p_book AND id = ANY (p_id)) f
        JOIN unnest(p_id, p_kind, given_debit, given_credit, given_amount, p_code, p_subject, p_origin) WITH ORDINALITY
          AS w (id, kind, debit, credit, amount, code, subject, origin, i) ON w.id = f.id
      UNION ALL
      SELECT w.i, NULL, NULL, NULL, f.result,
             f.body = ledger.body_hash(coalesce(w.kind, 0::smallint), w.debit, w.credit, w.amount, w.code, w.subject, w.origin)
        FROM (SELECT * FROM refused WHERE book = p_book AND id = ANY (p_id)) f
        JOIN unnest(p_id, p_kind, given_debit, given_credit, given_amount, p_code, p_subject, p_origin) WITH ORDINALITY
          AS w (id, kind, debit, credit, amount, code, subject, origin, i) ON w.id = f.id
    LOOP
      -- What is in the books outdoes a refusal that another transaction came to while it was being posted.
      CONTINUE WHEN results[own.i] = 1;
      IF own.same THEN
        results[own.i] := own.answer;
        then_at[own.i] := own.recorded_at;
        d_balance[own.i] := own.debit_balance;
        c_balance[own.i] := own.credit_balance;
      ELSE
        results[own.i] := coalesce(results[own.i], 9::smallint);
        known := known || p_id[own.i];
      END IF;
    END LOOP;
  END IF;

  IF with_lots THEN
    today := (posted_at AT TIME ZONE 'Asia/Shanghai')::date;
    a_head := array_fill(0, ARRAY[cardinality(a_id)]);
    a_live := array_fill(0::bigint, ARRAY[cardinality(a_id)]);
    -- Latest day first, so that each node is put before the one read last.
    FOR own IN
      SELECT x.place::int AS place, l.expires_on, l.remaining, l.reserved
        FROM (SELECT * FROM lot WHERE book = p_book AND account = ANY (p_debit) AND remaining > 0) l
        JOIN unnest(a_id) WITH ORDINALITY AS x (id, place) ON x.id = l.account ORDER BY l.expires_on DESC
    LOOP
      nodes := nodes + 1;
      l_account[nodes] := own.place;
      l_day[nodes] := own.expires_on;
      l_remaining[nodes] := own.remaining;
      l_reserved[nodes] := own.reserved;
      l_next[nodes] := a_head[own.place];
      a_head[own.place] := nodes;
      IF own.expires_on >= today THEN a_live[own.place] := a_live[own.place] + own.remaining - own.reserved; END IF;
    END LOOP;
    -- What is left in each lot of what an origin did: the latest day first, so a part that comes back is the one that lasts longest.
    IF with_origin THEN
      SELECT array_agg(u.i), array_agg(u.account), array_agg(u.expires_on), array_agg(u.amount), array_agg(u.reserved)
        INTO f_at, f_account, f_day, f_amount, f_reserved
        FROM (SELECT v.i::int AS i, s.account, s.expires_on, sum(s.amount)::bigint AS amount, sum(s.reserved)::bigint AS reserved
              FROM unnest(p_origin) WITH ORDINALITY AS v (origin, i)
              JOIN (SELECT transfer AS origin, account, expires_on, amount, reserved FROM lot_move WHERE book = p_book AND transfer = ANY (p_origin)
                    UNION ALL
                    SELECT origin, account, origin_day, amount, reserved FROM lot_move WHERE book = p_book AND origin = ANY (p_origin)) s ON s.origin = v.origin
              GROUP BY v.i, s.account, s.expires_on ORDER BY v.i, s.expires_on DESC) u;
    END IF;
  END IF;

  FOR i IN 1..n LOOP
    IF i = 1 OR coalesce(p_group[i], 0) <= 0 OR p_group[i] IS DISTINCT FROM p_group[i - 1] THEN
      first_of_group := i;
      group_failed := false;
    END IF;
    r := results[i];
    IF r IS NULL THEN
      d := d_at[i];
      c := c_at[i];
      amount := p_amount[i];
      k := coalesce(p_kind[i], 0);
      moved := amount;
      pending := 0;
      IF group_failed THEN r := 20;
      ELSIF k <> 0 THEN
        IF k = 1 THEN
          moved := 0;
          pending := amount;
        ELSIF k = 5 THEN
          r := CASE
            WHEN o_kind[i] NOT IN (0, 2, 6) OR o_debit[i] <> p_credit[i] OR o_credit[i] <> p_debit[i] THEN 10
            WHEN o_taken[i] = o_amount[i] THEN 14
            WHEN amount > o_amount[i] - o_taken[i] THEN 15
          END;
        ELSIF k IN (2, 3, 4) THEN
          IF k <> 2 THEN moved := 0; END IF;
          pending := -o_amount[i];
          r := CASE
            WHEN o_kind[i] <> 1 OR o_debit[i] <> p_debit[i] OR o_credit[i] <> p_credit[i] OR (k <> 2 AND amount <> o_amount[i]) THEN 10
            WHEN o_state[i] <> 0 THEN 11
            WHEN k <> 4 AND o_expires[i] <= posted_at THEN 12
            WHEN k = 4 AND o_expires[i] > posted_at THEN 13
            WHEN amount > o_amount[i] THEN 15
          END;
        END IF;
      END IF;
      -- What was promised before an account was closed, or is owed back, still happens.
      IF r IS NULL AND k <= 1 AND (a_closed[d] OR a_closed[c]) THEN r := 16; END IF;
      IF r IS NULL AND p_effective_at[i] < closed_until THEN r := 17; END IF;
      IF r IS NULL AND k IN (0, 1, 5, 6) THEN
        -- A balance on the other side would leave room for more to be promised than JavaScript holds exactly.
        IF a_balance[d] - a_debit_pending[d] - amount < a_floor[d] OR (k = 6 AND NOT a_lots[d])
          OR (k = 1 AND amount > safe_max - a_debit_pending[d]) THEN r := 18;
        ELSIF with_lots AND a_lots[d] THEN
          -- Lots whose day is over can be spent no more, only lapse, or go back to where they came from.
          need := amount;
          IF k <> 6 THEN need := need - a_live[d]; END IF;
          node := CASE WHEN k IN (5, 6) THEN a_head[d] ELSE 0 END;
          WHILE node > 0 AND need > 0 LOOP
            EXIT WHEN l_day[node] >= today;
            piece := l_remaining[node] - l_reserved[node];
            IF k = 5 THEN
              SELECT least(piece, coalesce(sum(f.amount), 0)) INTO piece FROM unnest(f_at, f_account, f_day, f_amount) AS f (place, account, day, amount)
                WHERE f.place = i AND f.account = a_id[d] AND f.day = l_day[node] AND f.amount > 0;
            END IF;
            need := need - piece;
            node := l_next[node];
          END LOOP;
          IF need > 0 THEN r := 18; END IF;
        END IF;
        IF r IS NULL AND (a_balance[c] + a_credit_pending[c] + amount > a_ceiling[c]
          OR (k = 1 AND amount > safe_max - a_credit_pending[c])) THEN r := 19; END IF;
      END IF;

      IF r IS NULL THEN
        r := 0;
        created := created + 1;
        a_version[d] := a_version[d] + 1;
        a_version[c] := a_version[c] + 1;
        IF moved > 0 THEN
          a_balance[d] := a_balance[d] - moved;
          a_balance[c] := a_balance[c] + moved;
        END IF;
        IF pending <> 0 THEN
          a_debit_pending[d] := a_debit_pending[d] + pending;
          a_credit_pending[c] := a_credit_pending[c] + pending;
        END IF;
        d_balance[i] := a_balance[d];
        c_balance[i] := a_balance[c];
        d_version[i] := a_version[d];
        c_version[i] := a_version[c];

        IF with_lots AND (a_lots[d] OR a_lots[c]) THEN
          -- Three passes write to the log what happens to lots, and each is applied before the next:
          -- what comes from where the origin says; what is taken first-expiring first; what is given.
          need := CASE WHEN a_lots[d] THEN amount ELSE 0 END;
          moves_before := moves;
          FOR pass IN 1..3 LOOP
            moves_applied := moves;
            IF pass = 1 AND k BETWEEN 2 AND 5 AND a_lots[d] THEN
              -- The earliest day first.
              FOR f IN REVERSE coalesce(cardinality(f_at), 0)..1 LOOP
                CONTINUE WHEN f_at[f] <> i OR f_account[f] <> a_id[d];
                IF k < 5 THEN
                  piece := CASE WHEN k = 2 THEN least(need, f_reserved[f]) ELSE 0 END;
                  m_reserved[moves + 1] := -f_reserved[f];
                  m_origin_day[moves + 1] := NULL;
                ELSE
                  node := a_head[d];
                  WHILE node > 0 AND l_day[node] < f_day[f] LOOP node := l_next[node]; END LOOP;
                  CONTINUE WHEN node = 0 OR l_day[node] <> f_day[f];
                  piece := least(need, f_amount[f], l_remaining[node] - l_reserved[node]);
                  CONTINUE WHEN piece <= 0;
                  m_reserved[moves + 1] := 0;
                  m_origin_day[moves + 1] := f_day[f];
                END IF;
                moves := moves + 1;
                need := need - piece;
                m_account[moves] := d;
                m_day[moves] := f_day[f];
                m_amount[moves] := -piece;
              END LOOP;
            ELSIF pass = 2 AND k IN (0, 1, 5, 6) THEN
              node := a_head[d];
              WHILE node > 0 AND need > 0 LOOP
                piece := least(need, l_remaining[node] - l_reserved[node]);
                IF piece > 0 AND (l_day[node] < today) = (k = 6) THEN
                  moves := moves + 1;
                  need := need - piece;
                  m_account[moves] := d;
                  m_day[moves] := l_day[node];
                  m_amount[moves] := CASE WHEN k = 1 THEN 0 ELSE -piece END;
                  m_reserved[moves] := CASE WHEN k = 1 THEN piece ELSE 0 END;
                  m_origin_day[moves] := NULL;
                END IF;
                node := l_next[node];
              END LOOP;
            ELSIF pass = 3 AND moved > 0 AND a_lots[c] THEN
              need := moved;
              IF k = 5 THEN
                FOR f IN 1..coalesce(cardinality(f_at), 0) LOOP
                  EXIT WHEN need = 0;
                  CONTINUE WHEN f_at[f] <> i OR f_account[f] <> a_id[c] OR f_amount[f] >= 0;
                  moves := moves + 1;
                  m_amount[moves] := least(need, -f_amount[f]);
                  need := need - m_amount[moves];
                  m_account[moves] := c;
                  m_day[moves] := CASE WHEN f_day[f] < today THEN coalesce(p_expires_on[i], f_day[f]) ELSE f_day[f] END;
                  m_reserved[moves] := 0;
                  m_origin_day[moves] := f_day[f];
                END LOOP;
              ELSIF a_lots[d] AND p_expires_on[i] IS NULL THEN
                FOR m IN moves_before + 1..moves_applied LOOP
                  CONTINUE WHEN m_amount[m] = 0;
                  moves := moves + 1;
                  m_amount[moves] := -m_amount[m];
                  need := need - m_amount[moves];
                  m_account[moves] := c;
                  m_day[moves] := m_day[m];
                  m_reserved[moves] := 0;
                  m_origin_day[moves] := NULL;
                END LOOP;
              END IF;
              IF need > 0 THEN
                moves := moves + 1;
                m_account[moves] := c;
                m_day[moves] := coalesce(p_expires_on[i], 'infinity');
                m_amount[moves] := need;
                m_reserved[moves] := 0;
                m_origin_day[moves] := NULL;
              END IF;
            END IF;

            FOR m IN moves_applied + 1..moves LOOP
              m_at[m] := i;
              m_position[m] := m - moves_before;
              before := 0;
              node := a_head[m_account[m]];
              WHILE node > 0 AND l_day[node] < m_day[m] LOOP
                before := node;
                node := l_next[node];
              END LOOP;
              IF node = 0 OR l_day[node] <> m_day[m] THEN
                nodes := nodes + 1;
                l_day[nodes] := m_day[m];
                l_remaining[nodes] := 0;
                l_reserved[nodes] := 0;
                l_next[nodes] := node;
                IF before = 0 THEN a_head[m_account[m]] := nodes; ELSE l_next[before] := nodes; END IF;
                node := nodes;
              END IF;
              l_remaining[node] := l_remaining[node] + m_amount[m];
              l_reserved[node] := l_reserved[node] + m_reserved[m];
              IF m_day[m] >= today THEN a_live[m_account[m]] := a_live[m_account[m]] + m_amount[m] - m_reserved[m]; END IF;
            END LOOP;
          END LOOP;
        END IF;
      END IF;
    END IF;
    results[i] := r;

    -- The first refusal in a group takes back its earlier members; an 'exists' is no refusal.
    IF r > 1 AND p_group[i] > 0 AND NOT group_failed THEN
      group_failed := true;
      FOR j IN REVERSE i - 1..first_of_group LOOP
        CONTINUE WHEN results[j] <> 0;
        d := d_at[j];
        c := c_at[j];
        k := coalesce(p_kind[j], 0);
        moved := CASE WHEN k IN (1, 3, 4) THEN 0 ELSE p_amount[j] END;
        pending := CASE WHEN k = 1 THEN p_amount[j] WHEN k IN (2, 3, 4) THEN -o_amount[j] ELSE 0 END;
        results[j] := 20;
        created := created - 1;
        a_balance[d] := a_balance[d] + moved;
        a_balance[c] := a_balance[c] - moved;
        a_debit_pending[d] := a_debit_pending[d] - pending;
        a_credit_pending[c] := a_credit_pending[c] - pending;
        a_version[d] := a_version[d] - 1;
        a_version[c] := a_version[c] - 1;
        d_balance[j] := NULL;
        c_balance[j] := NULL;
      END LOOP;
      WHILE moves > 0 AND m_at[moves] >= first_of_group LOOP
        node := a_head[m_account[moves]];
        WHILE l_day[node] <> m_day[moves] LOOP node := l_next[node]; END LOOP;
        l_remaining[node] := l_remaining[node] - m_amount[moves];
        l_reserved[node] := l_reserved[node] - m_reserved[moves];
        IF m_day[moves] >= today THEN
          a_live[m_account[moves]] := a_live[m_account[moves]] - m_amount[moves] + m_reserved[moves];
        END IF;
        m_at[moves] := NULL;
        moves := moves - 1;
      END LOOP;
    END IF;
  END LOOP;

  -- What was refused for how the books stood stays refused under its id, however they stand later.
  IF EXISTS (SELECT FROM unnest(results) AS u (r) WHERE r IN (5, 7) OR r BETWEEN 11 AND 19) THEN
    INSERT INTO refused (book, id, result, body, at)
      SELECT p_book, u.id, u.r, ledger.body_hash(coalesce(u.kind, 0::smallint), u.debit, u.credit, u.amount, u.code, u.subject, u.origin), posted_at
      FROM unnest(p_id, results, p_kind, given_debit, given_credit, given_amount, p_code, p_subject, p_origin) AS u (id, r, kind, debit, credit, amount, code, subject, origin)
      WHERE (u.r IN (5, 7) OR u.r BETWEEN 11 AND 19) AND u.r <> 13 AND u.id <> ALL (known) ORDER BY u.id
    ON CONFLICT DO NOTHING;
  END IF;
  IF created = 0 THEN RETURN; END IF;

  -- Only now: a maximum cannot be taken back from a group that failed.
  IF with_dates THEN
    FOR i IN 1..n LOOP
      CONTINUE WHEN results[i] <> 0 OR p_effective_at[i] IS NULL;
      piece := abs(extract(epoch FROM posted_at - p_effective_at[i]) * 1000)::bigint + 1;
      a_skew[d_at[i]] := greatest(a_skew[d_at[i]], piece);
      a_skew[c_at[i]] := greatest(a_skew[c_at[i]], piece);
    END LOOP;
  END IF;

  UPDATE account a SET balance = u.balance, debit_pending = u.debit_pending, credit_pending = u.credit_pending,
                       version = u.version, skew_ms = u.skew, last_at = posted_at
    FROM (SELECT a_id[i] AS id, a_balance[i] AS balance, a_debit_pending[i] AS debit_pending, a_credit_pending[i] AS credit_pending, a_version[i] AS version,
                 a_skew[i] AS skew FROM generate_series(1, cardinality(a_id)) AS x (i) WHERE a_version[i] <> a_version_before[i]) u
    WHERE a.book = p_book AND a.id = ANY (a_id) AND a.id = u.id;

  -- A chain that nobody else is writing to; when all are taken, wait for one.
  SELECT l.lane, l.number + 1, l.hash INTO v_lane, v_number, v_previous FROM lane l WHERE l.book = p_book ORDER BY l.lane LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    SELECT l.lane, l.number + 1, l.hash INTO STRICT v_lane, v_number, v_previous FROM lane l WHERE l.book = p_book AND l.lane = pg_backend_pid() % 32 FOR UPDATE;
  END IF;

  -- In id order: two batches with the same ids and no common account then wait in a row, not in a circle.
  WITH t AS (
    INSERT INTO transfer (book, id, kind, unit, code, lane, block, position, rule_version, debit, credit, amount, subject, origin,
                          recorded_at, effective_at, expires_at, debit_balance, debit_version, credit_balance, credit_version)
    SELECT p_book, p_id[i], coalesce(p_kind[i], 0::smallint), a_unit[d_at[i]], p_code[i], v_lane, v_number, row_number() OVER (ORDER BY p_id[i]), p_rule_version[i],
           p_debit[i], p_credit[i], p_amount[i], p_subject[i], p_origin[i], posted_at, p_effective_at[i],
           CASE WHEN p_kind[i] = 1 THEN coalesce(posted_at + make_interval(secs => p_hold_seconds[i]), 'infinity') END,
           d_balance[i], d_version[i], c_balance[i], c_version[i]
      FROM generate_series(1, n) AS u (i) WHERE results[i] = 0 ORDER BY p_id[i]
    ON CONFLICT (book, id) DO NOTHING
    RETURNING transfer AS row)
  SELECT string_agg(ledger.leaf(t.row), '' ORDER BY (t.row).position), string_agg(ledger.balances(t.row), '' ORDER BY (t.row).position), count(*)
    INTO v_leaves, v_balances, written FROM t;
  -- The same id was posted meanwhile between other accounts, so no lock was shared: decide again, knowing it.
  IF written <> created THEN
    RAISE EXCEPTION 'an id of the batch was posted at the same time' USING ERRCODE = 'serialization_failure';
  END IF;

  IF with_origin THEN
    UPDATE hold h SET state = u.kind, resolved_by = u.id
      FROM unnest(p_id, p_kind, p_origin, results) AS u (id, kind, origin, result)
      WHERE h.book = p_book AND h.id = ANY (p_origin) AND h.id = u.origin AND u.kind IN (2, 3, 4) AND u.result = 0;
    MERGE INTO taken_back b USING (
        SELECT u.origin, u.whole, u.amount FROM unnest(p_kind, p_origin, o_amount, p_amount, results) AS u (kind, origin, whole, amount, result)
        WHERE u.kind = 5 AND u.result = 0) u ON b.book = p_book AND b.id = ANY (p_origin) AND b.id = u.origin
      WHEN MATCHED THEN UPDATE SET taken = b.taken + u.amount
      WHEN NOT MATCHED THEN INSERT (book, id, amount, taken) VALUES (p_book, u.origin, u.whole, u.amount);
  END IF;
  IF 1 = ANY (p_kind) THEN
    INSERT INTO hold (book, id, debit, credit, amount, expires_at)
      SELECT p_book, u.id, u.debit, u.credit, u.amount, coalesce(posted_at + make_interval(secs => u.seconds), 'infinity')
      FROM unnest(p_id, p_kind, p_debit, p_credit, p_amount, p_hold_seconds, results) AS u (id, kind, debit, credit, amount, seconds, result)
      WHERE u.kind = 1 AND u.result = 0;
  END IF;
  IF moves > 0 THEN
    WITH written_move AS (
      INSERT INTO lot_move (book, transfer, position, account, expires_on, amount, reserved, origin, origin_day)
      SELECT p_book, p_id[u.at], u.position, a_id[u.account], u.day, u.amount, u.reserved,
             CASE WHEN u.origin_day IS NOT NULL THEN p_origin[u.at] END, u.origin_day
        FROM unnest(m_at, m_position, m_account, m_day, m_amount, m_reserved, m_origin_day) AS u (at, position, account, day, amount, reserved, origin_day)
        WHERE u.at IS NOT NULL
      RETURNING lot_move AS row)
    SELECT string_agg(ledger.leaf(w.row), '' ORDER BY (w.row).transfer, (w.row).position) INTO v_move_leaves FROM written_move w;
    MERGE INTO lot l USING (
        SELECT a_id[u.account] AS account, u.day, sum(u.amount) AS amount, sum(u.reserved) AS reserved
          FROM unnest(m_at, m_account, m_day, m_amount, m_reserved) AS u (at, account, day, amount, reserved)
          WHERE u.at IS NOT NULL GROUP BY u.account, u.day) u
      ON l.book = p_book AND l.account = ANY (a_id) AND l.account = u.account AND l.expires_on = u.day
      WHEN MATCHED THEN UPDATE SET remaining = l.remaining + u.amount, reserved = l.reserved + u.reserved
      WHEN NOT MATCHED THEN INSERT (book, account, expires_on, remaining, reserved) VALUES (p_book, u.account, u.day, u.amount, u.reserved);
  END IF;

  v_move_leaves := coalesce(v_move_leaves, '');
  v_leaves := v_leaves || v_move_leaves;
  v_private := ledger.private_hash(v_salt, v_balances, v_move_leaves);
  v_hash := ledger.block_hash(p_book, v_lane, v_number, created, posted_at, v_previous, v_leaves, v_private);
  INSERT INTO block (book, lane, number, transfers, moves, at, hash, private_hash, leaves, salt)
    VALUES (p_book, v_lane, v_number, created, moves, posted_at, v_hash, v_private, v_leaves, v_salt);
  UPDATE lane l SET number = v_number, hash = v_hash WHERE l.book = p_book AND l.lane = v_lane;
END $$;
COMMENT ON FUNCTION ledger.post_segment IS 'A batch, or the part of one, in which no id and no origin is named twice. Called by ledger.post only.';

CREATE FUNCTION ledger.post_slice(p_from int, p_to int, p_book int, p_kind smallint[], p_id uuid[], p_debit uuid[], p_credit uuid[], p_amount bigint[], p_code smallint[], p_subject uuid[],
  p_origin uuid[], p_group int[], p_rule_version int[], p_effective_at timestamptz[], p_hold_seconds int[], p_expires_on date[], p_named_twice boolean[]
) RETURNS TABLE ("position" int, result smallint, recorded_at timestamptz, debit_balance bigint, credit_balance bigint)
LANGUAGE sql SET search_path = ledger, pg_temp AS $$
  SELECT (p_from + u.i - 1)::int, u.r, CASE WHEN u.r = 0 THEN s.posted_at ELSE u.at END, u.d, u.c
    FROM ledger.post_segment(p_book, p_kind[p_from:p_to], p_id[p_from:p_to], p_debit[p_from:p_to], p_credit[p_from:p_to], p_amount[p_from:p_to],
           p_code[p_from:p_to], p_subject[p_from:p_to], p_origin[p_from:p_to], p_group[p_from:p_to], p_rule_version[p_from:p_to],
           p_effective_at[p_from:p_to], p_hold_seconds[p_from:p_to], p_expires_on[p_from:p_to], p_named_twice[p_from:p_to]) s,
         unnest(s.results, s.then_at, s.d_balance, s.c_balance) WITH ORDINALITY AS u (r, at, d, c, i)
$$;
COMMENT ON FUNCTION ledger.post_slice IS 'The transfers of a batch from one place to another, for ledger.post.';

CREATE FUNCTION ledger.post(
  p_book int, p_kind smallint[], p_id uuid[], p_debit uuid[], p_credit uuid[], p_amount bigint[], p_code smallint[], p_subject uuid[],
  p_origin uuid[], p_group int[], p_rule_version int[], p_effective_at timestamptz[], p_hold_seconds int[], p_expires_on date[]
) RETURNS TABLE ("position" int, result smallint, recorded_at timestamptz, debit_balance bigint, credit_balance bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
DECLARE
  n CONSTANT int := cardinality(p_id);
  names CONSTANT uuid[] := array_remove(p_id || p_origin, NULL);
  named_once boolean := n = 1 AND names = p_id;
  first int := 1; group_start int; group_end int := 0; seen uuid[] := '{}'; in_group uuid[]; twice boolean[]; name uuid;
BEGIN
  IF (n = ALL (ARRAY[cardinality(p_debit), cardinality(p_credit), cardinality(p_amount), cardinality(p_code), cardinality(p_rule_version)])) IS NOT TRUE
    OR (ARRAY[0, n] @> ARRAY[cardinality(p_kind), cardinality(p_subject), cardinality(p_origin), cardinality(p_group),
                             cardinality(p_effective_at), cardinality(p_hold_seconds), cardinality(p_expires_on)]) IS NOT TRUE
    OR array_position(p_id, NULL) IS NOT NULL OR array_position(p_code, NULL) IS NOT NULL OR array_position(p_rule_version, NULL) IS NOT NULL
  THEN RAISE EXCEPTION 'a batch is arrays of one length, each transfer with id, code and rule version' USING ERRCODE = 'invalid_parameter_value'; END IF;
  IF cardinality(p_kind) + cardinality(p_origin) + cardinality(p_hold_seconds) > 0 THEN
    IF EXISTS (
      SELECT FROM unnest(p_id, p_kind, p_origin, p_hold_seconds) AS u (id, kind, origin, seconds)
      WHERE coalesce(kind, 0) NOT BETWEEN 0 AND 6 OR (coalesce(kind, 0) BETWEEN 2 AND 5) <> (origin IS NOT NULL) OR seconds <= 0)
    THEN RAISE EXCEPTION 'what resolves or reverses has an origin and nothing else has, and a hold lasts a while' USING ERRCODE = 'invalid_parameter_value'; END IF;
  END IF;
  -- Waits for nobody but for the moment in which a period is closed, which then knows that no batch is half way.
  LOCK TABLE period IN ROW SHARE MODE;

  IF NOT named_once THEN named_once := (SELECT count(DISTINCT u.name) FROM unnest(names) AS u (name)) = cardinality(names); END IF;
  IF named_once THEN
    RETURN QUERY SELECT u.i::int, u.r, CASE WHEN u.r = 0 THEN s.posted_at ELSE u.at END, u.d, u.c
      FROM ledger.post_segment(p_book, p_kind, p_id, p_debit, p_credit, p_amount, p_code, p_subject, p_origin, p_group, p_rule_version,
             p_effective_at, p_hold_seconds, p_expires_on, NULL) s,
           unnest(s.results, s.then_at, s.d_balance, s.c_balance) WITH ORDINALITY AS u (r, at, d, c, i);
    RETURN;
  END IF;

  -- Something of the batch is named twice: an id, or a hold and its capture. It is posted in segments, each of
  -- which knows what the ones before it wrote. All accounts first, in one order, so that segments cannot deadlock.
  PERFORM FROM account WHERE book = p_book AND id = ANY (p_debit || p_credit || ARRAY(
    SELECT unnest(ARRAY[debit, credit]) FROM transfer WHERE book = p_book AND id = ANY (p_origin))) ORDER BY id FOR NO KEY UPDATE;
  twice := array_fill(false, ARRAY[n]);
  WHILE group_end < n LOOP
    group_start := group_end + 1;
    group_end := group_start;
    WHILE p_group[group_start] > 0 AND p_group[group_end + 1] = p_group[group_start] LOOP group_end := group_end + 1; END LOOP;
    in_group := '{}';
    FOR i IN group_start..group_end LOOP
      FOREACH name IN ARRAY array_remove(ARRAY[p_id[i], p_origin[i]], NULL) LOOP
        IF name = ANY (in_group) THEN twice[i] := true; END IF;
        in_group := in_group || name;
      END LOOP;
    END LOOP;
    IF in_group && seen THEN
      RETURN QUERY SELECT * FROM ledger.post_slice(first, group_start - 1, p_book, p_kind, p_id, p_debit, p_credit, p_amount, p_code, p_subject,
        p_origin, p_group, p_rule_version, p_effective_at, p_hold_seconds, p_expires_on, twice);
      first := group_start;
      seen := '{}';
    END IF;
    seen := seen || in_group;
  END LOOP;
  RETURN QUERY SELECT * FROM ledger.post_slice(first, n, p_book, p_kind, p_id, p_debit, p_credit, p_amount, p_code, p_subject,
    p_origin, p_group, p_rule_version, p_effective_at, p_hold_seconds, p_expires_on, twice);
END $$;
COMMENT ON FUNCTION ledger.post IS
'Posts a batch; answers for each transfer what posting them one after the other would answer, in order.
What is nowhere given may be an empty array: kind (0), subject, origin, group, effective_at, hold_seconds, expires_on.
What has an origin may leave debit, credit and amount NULL: those of the hold, the opposite of the reversed, all of the rest.
expires_on is the day of the lot that is credited; without it lots are inherited from the debited account, or never lapse. For a
reversal it is the new day of what has lapsed meanwhile; without it each part goes back to its own lot, lapsed or not.
Results: 0 created; 1 exists: this very transfer was posted before; time and balances are those of then. Otherwise the first of
these that applies: 2 id_outside_years (no part of ledger.transfer can hold it), 3 named_twice (in its own group), 4 amount_wrong,
5 origin_unknown, 6 same_account, 7 account_unknown, 8 units_differ, 9 id_reused (answered before with another body),
10 origin_differs (not a hold, not what a reversal can take back, or between other accounts), 11 hold_resolved, 12 hold_expired,
13 hold_not_expired, 14 already_reversed, 15 exceeds_rest, 16 account_closed, 17 period_closed, 18 below_floor, 19 above_ceiling;
20 group_failed instead of 10 to 19, once a member of the group was refused.
5, 7, 11, 12 and 14 to 19 depend on how the books stand, so they are kept under the id: asked again it gets the same answer.
An id that was answered before keeps that answer; what is then wrong with another body is not kept beside it.
Equal numbers > 0 that follow each other in p_group are a group: all of it happens or nothing. Anything else stands alone,
and no refusal touches those outside of its group. An exists does not fail a group.
The body that an id stands for is kind, debit, credit, amount, code, subject and origin. The rest is no part of it: a retry after
midnight may name newer rules and is still the same movement; what was first written holds.
Raises 40001 when another transaction posts one of the ids at the same time: run the transaction again.
Call it once in a transaction: locks are ordered within a call.';

CREATE FUNCTION ledger.version_at(p_book int, p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  low bigint := 0; high bigint; middle bigint; at_middle timestamptz;
BEGIN
  SELECT version INTO high FROM account WHERE book = p_book AND id = p_account;
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
'The place in an account''s history of the newest transfer recorded up to a time; 0 before its first or without an account.
Versions are gapless and times rise with them, so it is found by halving: log2(versions) steps of one probe in the two unique
indexes of each year, each of depth log(transfers). No index on time is needed, and a transfer costs none.';

CREATE FUNCTION ledger.balance_at(p_book int, p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  at_version CONSTANT bigint := ledger.version_at(p_book, p_account, p_at);
BEGIN
  RETURN coalesce((SELECT t.balance FROM (
    SELECT debit_balance AS balance FROM transfer WHERE book = p_book AND debit = p_account AND debit_version = at_version
    UNION ALL
    SELECT credit_balance FROM transfer WHERE book = p_book AND credit = p_account AND credit_version = at_version) t), 0);
END $$;
COMMENT ON FUNCTION ledger.balance_at IS 'The balance as recorded at a time; 0 before an account''s first transfer or without an account.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.open_accounts, ledger.change_account, ledger.post, ledger.version_at, ledger.balance_at, ledger.open_year, ledger.clock,
  ledger.leaf(ledger.transfer), ledger.leaf(ledger.lot_move), ledger.transfer_leaves, ledger.block_hash TO linli_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO linli_app;
-- All but the salt.
REVOKE SELECT ON ledger.block FROM linli_app;
GRANT SELECT (number, at, book, transfers, moves, lane, hash, private_hash, leaves) ON ledger.block TO linli_app;
