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
  kind text NOT NULL,
  owner uuid,
  region text NOT NULL,
  floor bigint,
  ceiling bigint,
  balance bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  last_at timestamptz NOT NULL DEFAULT '-infinity',
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT account_id PRIMARY KEY (book, id),
  CONSTRAINT account_floor CHECK (balance >= floor),
  CONSTRAINT account_ceiling CHECK (balance <= ceiling),
  CONSTRAINT account_safe CHECK (balance BETWEEN -9007199254740991 AND 9007199254740991),
  CONSTRAINT account_version CHECK (version >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
COMMENT ON TABLE ledger.account IS 'One owner''s balance of one unit: credits minus debits. Half of each page is left free and no changing column is indexed, so that updates stay in the page (HOT).';
COMMENT ON CONSTRAINT account_unit ON ledger.account IS 'Nothing is counted that is not named.';
COMMENT ON CONSTRAINT account_id ON ledger.account IS 'The book (a city) comes first in every key, so that a book can live on a machine of its own.';
COMMENT ON CONSTRAINT account_floor ON ledger.account IS 'Nobody spends what they do not have, whatever the code above does. No floor: an account that issues.';
COMMENT ON CONSTRAINT account_ceiling ON ledger.account IS 'Nobody holds more than is allowed. No ceiling: as much as comes.';
COMMENT ON CONSTRAINT account_safe ON ledger.account IS 'What JavaScript holds exactly; also the floor and ceiling of accounts without their own.';
COMMENT ON CONSTRAINT account_version ON ledger.account IS 'Histories start at 1; 0 is an account that nothing has touched.';
COMMENT ON COLUMN ledger.account.owner IS 'The person or merchant; nobody for the accounts of a region.';
COMMENT ON COLUMN ledger.account.region IS 'Division code, so that a region''s total is a sum over the codes that begin with its own.';
COMMENT ON COLUMN ledger.account.version IS 'Number of transfers that touched the account: the place of each in its history.';
COMMENT ON COLUMN ledger.account.last_at IS 'When the newest of them was recorded: the next one is never earlier.';

CREATE TABLE ledger.transfer (
  book int NOT NULL,
  id uuid NOT NULL,
  unit smallint NOT NULL,
  code smallint NOT NULL,
  rule_version int NOT NULL,
  debit uuid NOT NULL,
  credit uuid NOT NULL,
  amount bigint NOT NULL,
  subject uuid,
  reverses uuid,
  recorded_at timestamptz NOT NULL,
  effective_at timestamptz,
  debit_balance bigint NOT NULL,
  debit_version bigint NOT NULL,
  credit_balance bigint NOT NULL,
  credit_version bigint NOT NULL,
  CONSTRAINT transfer_id PRIMARY KEY (book, id),
  CONSTRAINT transfer_debit UNIQUE (book, debit, debit_version),
  CONSTRAINT transfer_credit UNIQUE (book, credit, credit_version),
  CONSTRAINT transfer_amount CHECK (amount BETWEEN 1 AND 9007199254740991),
  CONSTRAINT transfer_two_accounts CHECK (debit <> credit)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
CREATE UNIQUE INDEX transfer_reversed_once ON ledger.transfer (book, reverses) WHERE reverses IS NOT NULL;
COMMENT ON TABLE ledger.transfer IS 'One movement from one account to another, so the books balance by construction. With both balances and versions after it, so that history is read and checked without adding up. Never changed, never deleted; a mistake is corrected by an opposite transfer.';
COMMENT ON CONSTRAINT transfer_id ON ledger.transfer IS 'The id is made from the cause before sending: it is the idempotency key, kept for ever.';
COMMENT ON CONSTRAINT transfer_debit ON ledger.transfer IS 'One transfer for each place in an account''s history. Statements and balances as of a time are read from this and transfer_credit: versions are gapless and time never runs backwards on an account, so no index on time is needed.';
COMMENT ON CONSTRAINT transfer_credit ON ledger.transfer IS 'The other side of transfer_debit. A place stands in one of the two, never in both: ledger.post sees to it under the account''s lock, check-books proves it.';
COMMENT ON CONSTRAINT transfer_amount ON ledger.transfer IS 'Nothing moves backwards or not at all; no more than JavaScript holds exactly.';
COMMENT ON CONSTRAINT transfer_two_accounts ON ledger.transfer IS 'A movement from an account to itself would take two places in its history at once.';
COMMENT ON INDEX ledger.transfer_reversed_once IS 'A mistake is taken back at most once.';
COMMENT ON COLUMN ledger.transfer.code IS 'Why it moved; the words are in src/ledger/transfer.ts.';
COMMENT ON COLUMN ledger.transfer.rule_version IS 'The rule set that the amount was worked out by.';
COMMENT ON COLUMN ledger.transfer.subject IS 'What it is about: a service record, a redemption.';
COMMENT ON COLUMN ledger.transfer.recorded_at IS 'The database''s time under the accounts'' locks, in whole milliseconds.';
COMMENT ON COLUMN ledger.transfer.effective_at IS 'When it counts from, where that is not when it was recorded.';

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

CREATE FUNCTION ledger.open_accounts(
  p_book int, p_id uuid[], p_unit smallint[], p_kind text[], p_owner uuid[], p_region text[], p_floor bigint[], p_ceiling bigint[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
  -- In id order, so that two callers who open the same accounts wait for each other and never deadlock.
  INSERT INTO account (book, id, unit, kind, owner, region, floor, ceiling)
  SELECT p_book, u.* FROM unnest(p_id, p_unit, p_kind, p_owner, p_region, p_floor, p_ceiling)
    AS u (id, unit, kind, owner, region, floor, ceiling) ORDER BY u.id
  ON CONFLICT DO NOTHING;
  IF EXISTS (
    SELECT FROM unnest(p_id, p_unit, p_kind, p_owner) AS u (id, unit, kind, owner)
    JOIN account a ON a.book = p_book AND a.id = u.id
    WHERE (a.unit, a.kind) <> (u.unit, u.kind) OR a.owner IS DISTINCT FROM u.owner
  ) THEN RAISE EXCEPTION 'an account id is in use for another account' USING ERRCODE = 'unique_violation'; END IF;
END $$;
COMMENT ON FUNCTION ledger.open_accounts IS 'Opens accounts at balance 0. One that is open already stays as it is, limits and region included, but must have the same unit, kind and owner.';

-- How it works: lock every account of the batch; read, in one statement, all that the decision needs of what
-- is written; decide in arrays, in order; write with one UPDATE and one INSERT. No statement, lock or
-- subtransaction per transfer. An array's subscript i is a transfer's place in the batch; d, c are accounts'
-- places in the a_ arrays.
CREATE FUNCTION ledger.post(
  p_book int, p_id uuid[], p_debit uuid[], p_credit uuid[], p_amount bigint[], p_code smallint[], p_subject uuid[],
  p_reverses uuid[], p_group int[], p_rule_version int[], p_effective_at timestamptz[]
) RETURNS TABLE ("position" int, result text, recorded_at timestamptz, debit_balance bigint, credit_balance bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp
-- One plan for ever, and one that a large table does not spoil: sessions that opened on empty books would keep
-- reading whole tables, and planning for the values of 256 transfers costs more than posting them.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  safe_max CONSTANT bigint := 9007199254740991;
  n CONSTANT int := cardinality(p_id);
  v_now timestamptz; v_last timestamptz;
  a_id uuid[]; a_unit smallint[]; a_floor bigint[]; a_ceiling bigint[]; a_balance bigint[]; a_version bigint[]; a_version_before bigint[];
  d_at int[]; c_at int[]; results text[]; then_at timestamptz[];
  d_balance bigint[]; c_balance bigint[]; d_version bigint[]; c_version bigint[];
  -- Only for batches with reversals. findings: what the books say against it; original_at: the original's
  -- place if it is in this batch; claim: the place of the first that names the same original; claimed, by
  -- claim: whether one of them was created.
  with_reversals boolean; findings text[]; original_at int[]; claim int[]; claimed boolean[];
  d int; c int; k int; r text; first_of_group int := 1; group_failed boolean := false; created int := 0; written int;
BEGIN
  IF (n = ALL (ARRAY[cardinality(p_debit), cardinality(p_credit), cardinality(p_amount), cardinality(p_code), cardinality(p_subject),
                     cardinality(p_reverses), cardinality(p_group), cardinality(p_rule_version), cardinality(p_effective_at)])) IS NOT TRUE
    OR array_position(p_id, NULL) IS NOT NULL OR array_position(p_code, NULL) IS NOT NULL
    OR array_position(p_group, NULL) IS NOT NULL OR array_position(p_rule_version, NULL) IS NOT NULL
  THEN RAISE EXCEPTION 'a batch is arrays of one length, each transfer with id, code, group and rule version' USING ERRCODE = 'invalid_parameter_value'; END IF;

  -- In id order for everybody, so that batches wait for each other and never deadlock.
  SELECT array_agg(x.id), array_agg(x.unit), array_agg(coalesce(x.floor, -safe_max)), array_agg(coalesce(x.ceiling, safe_max)),
         array_agg(x.balance), array_agg(x.version), max(x.last_at)
    INTO a_id, a_unit, a_floor, a_ceiling, a_balance, a_version, v_last
    FROM (SELECT * FROM account WHERE book = p_book AND id = ANY (p_debit || p_credit) ORDER BY id FOR NO KEY UPDATE) x;
  a_version_before := a_version;
  -- After the locks: on every account, later versions have later times. In the milliseconds that the service
  -- counts in, or a time read from a statement would stand before its own transfer.
  v_now := greatest(date_trunc('milliseconds', clock_timestamp()), v_last);

  SELECT array_agg(dx.place::int ORDER BY u.i), array_agg(cx.place::int ORDER BY u.i),
         array_agg(CASE
           WHEN t.same THEN 'exists'
           WHEN u.amount IS NULL OR u.amount NOT BETWEEN 1 AND safe_max THEN 'amount_wrong'
           WHEN u.debit = u.credit THEN 'same_account'
           WHEN dx.id IS NULL OR cx.id IS NULL THEN 'account_unknown'
           WHEN a_unit[dx.place] <> a_unit[cx.place] THEN 'units_differ'
           WHEN t.id IS NOT NULL THEN 'id_reused'
           WHEN u.copy > 1 THEN 'duplicate_in_batch'
         END ORDER BY u.i),
         array_agg(CASE WHEN t.same THEN t.recorded_at END ORDER BY u.i),
         array_agg(CASE WHEN t.same THEN t.debit_balance END ORDER BY u.i),
         array_agg(CASE WHEN t.same THEN t.credit_balance END ORDER BY u.i)
    INTO d_at, c_at, results, then_at, d_balance, c_balance
    FROM (SELECT v.*, row_number() OVER (PARTITION BY v.id ORDER BY v.i) AS copy
          FROM unnest(p_id, p_debit, p_credit, p_amount) WITH ORDINALITY AS v (id, debit, credit, amount, i)) u
    LEFT JOIN unnest(a_id) WITH ORDINALITY AS dx (id, place) ON dx.id = u.debit
    LEFT JOIN unnest(a_id) WITH ORDINALITY AS cx (id, place) ON cx.id = u.credit
    LEFT JOIN (
      SELECT f.id, w.i, f.recorded_at, f.debit_balance, f.credit_balance,
             (f.debit, f.credit, f.amount, f.code) = (w.debit, w.credit, w.amount, w.code)
             AND f.subject IS NOT DISTINCT FROM w.subject AND f.reverses IS NOT DISTINCT FROM w.reverses AS same
      FROM (SELECT * FROM transfer WHERE book = p_book AND id = ANY (p_id)) f
      JOIN unnest(p_id, p_debit, p_credit, p_amount, p_code, p_subject, p_reverses) WITH ORDINALITY
        AS w (id, debit, credit, amount, code, subject, reverses, i) ON w.id = f.id
    ) t ON t.i = u.i;
  d_version := array_fill(0::bigint, ARRAY[n]);
  c_version := d_version;

  with_reversals := cardinality(array_remove(p_reverses, NULL)) > 0;
  IF with_reversals THEN
    SELECT array_agg(CASE
             WHEN u.reverses IS NULL THEN NULL
             WHEN o.id IS NULL THEN 'reversed_unknown'
             WHEN o.reverses IS NOT NULL OR (o.debit, o.credit, o.amount) IS DISTINCT FROM (u.credit, u.debit, u.amount) THEN 'reversal_differs'
             WHEN b.id IS NOT NULL THEN 'already_reversed'
           END ORDER BY u.i),
           array_agg(s.i::int ORDER BY u.i), array_agg(u.claim::int ORDER BY u.i), array_agg(false)
      INTO findings, original_at, claim, claimed
      FROM (SELECT v.*, min(v.i) OVER (PARTITION BY v.reverses) AS claim
            FROM unnest(p_debit, p_credit, p_amount, p_reverses) WITH ORDINALITY AS v (debit, credit, amount, reverses, i)) u
      LEFT JOIN (SELECT * FROM transfer WHERE book = p_book AND id = ANY (p_reverses)) o ON o.id = u.reverses
      LEFT JOIN (SELECT * FROM transfer WHERE book = p_book AND reverses = ANY (p_reverses) AND reverses IS NOT NULL) b ON b.reverses = u.reverses
      LEFT JOIN (SELECT id, min(i) AS i FROM unnest(p_id) WITH ORDINALITY AS v (id, i) GROUP BY id) s ON s.id = u.reverses;
  END IF;

  FOR i IN 1..n LOOP
    IF i = 1 OR p_group[i] <= 0 OR p_group[i] <> p_group[i - 1] THEN
      first_of_group := i;
      group_failed := false;
    END IF;
    r := results[i];

    IF r IS NULL AND with_reversals AND p_reverses[i] IS NOT NULL THEN
      r := findings[i];
      k := original_at[i];
      -- The original may stand earlier in this very batch: then the answer is as if it had been posted before.
      IF r = 'reversed_unknown' AND k < i THEN
        r := CASE
          WHEN group_failed THEN 'group_failed'
          WHEN results[k] <> 'created' THEN 'reversed_unknown'
          WHEN p_reverses[k] IS NOT NULL OR (p_debit[k], p_credit[k], p_amount[k]) <> (p_credit[i], p_debit[i], p_amount[i]) THEN 'reversal_differs'
        END;
      END IF;
      IF r IS NULL AND NOT group_failed AND claimed[claim[i]] THEN r := 'already_reversed'; END IF;
    END IF;

    IF r IS NULL THEN
      d := d_at[i];
      c := c_at[i];
      IF group_failed THEN r := 'group_failed';
      ELSIF a_balance[d] - p_amount[i] < a_floor[d] THEN r := 'below_floor';
      ELSIF a_balance[c] + p_amount[i] > a_ceiling[c] THEN r := 'above_ceiling';
      ELSE
        r := 'created';
        created := created + 1;
        a_balance[d] := a_balance[d] - p_amount[i];
        a_balance[c] := a_balance[c] + p_amount[i];
        a_version[d] := a_version[d] + 1;
        a_version[c] := a_version[c] + 1;
        then_at[i] := v_now;
        d_balance[i] := a_balance[d];
        c_balance[i] := a_balance[c];
        d_version[i] := a_version[d];
        c_version[i] := a_version[c];
        IF p_reverses[i] IS NOT NULL THEN claimed[claim[i]] := true; END IF;
      END IF;
    END IF;
    results[i] := r;

    -- The first refusal in a group takes back its earlier members; an 'exists' is no refusal.
    IF p_group[i] > 0 AND NOT group_failed AND r NOT IN ('created', 'exists') THEN
      group_failed := true;
      FOR j IN REVERSE i - 1..first_of_group LOOP
        CONTINUE WHEN results[j] <> 'created';
        d := d_at[j];
        c := c_at[j];
        results[j] := 'group_failed';
        created := created - 1;
        a_balance[d] := a_balance[d] + p_amount[j];
        a_balance[c] := a_balance[c] - p_amount[j];
        a_version[d] := a_version[d] - 1;
        a_version[c] := a_version[c] - 1;
        then_at[j] := NULL;
        d_balance[j] := NULL;
        c_balance[j] := NULL;
        IF p_reverses[j] IS NOT NULL THEN claimed[claim[j]] := false; END IF;
      END LOOP;
    END IF;
  END LOOP;

  IF created > 0 THEN
    UPDATE account a SET balance = u.balance, version = u.version, last_at = v_now
      FROM unnest(a_id, a_balance, a_version, a_version_before) AS u (id, balance, version, version_before)
      WHERE a.book = p_book AND a.id = ANY (a_id) AND a.id = u.id AND u.version <> u.version_before;
    -- In id order: two batches with the same ids and no common account then wait in a row, not in a circle.
    INSERT INTO transfer (book, id, unit, code, rule_version, debit, credit, amount, subject, reverses,
                          recorded_at, effective_at, debit_balance, debit_version, credit_balance, credit_version)
      SELECT p_book, u.id, a_unit[u.d], u.code, u.rule_version, u.debit, u.credit, u.amount, u.subject, u.reverses,
             v_now, u.effective_at, u.d_balance, u.d_version, u.c_balance, u.c_version
      FROM unnest(p_id, p_code, p_rule_version, p_debit, p_credit, p_amount, p_subject, p_reverses, p_effective_at,
                  d_balance, d_version, c_balance, c_version, results, d_at)
        AS u (id, code, rule_version, debit, credit, amount, subject, reverses, effective_at,
              d_balance, d_version, c_balance, c_version, result, d)
      WHERE u.result = 'created' ORDER BY u.id
      ON CONFLICT (book, id) DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    -- The same id was posted meanwhile between other accounts, so no lock was shared: decide again, knowing it.
    IF written <> created THEN
      RAISE EXCEPTION 'an id of the batch was posted at the same time' USING ERRCODE = 'serialization_failure';
    END IF;
  END IF;
  RETURN QUERY SELECT u.i::int, u.result, u.at, u.d_balance, u.c_balance
    FROM unnest(results, then_at, d_balance, c_balance) WITH ORDINALITY AS u (result, at, d_balance, c_balance, i) ORDER BY u.i;
END $$;
COMMENT ON FUNCTION ledger.post IS
'Posts a batch; answers for each transfer what posting them one after the other would answer, in order.
created, or exists: this very transfer was posted before; time and balances are those of then. Otherwise the first of
these that applies: amount_wrong, same_account, account_unknown, units_differ, id_reused (posted with another body),
duplicate_in_batch (the id stands earlier in the batch, whatever became of it), reversed_unknown, reversal_differs (no
mirror of its original, or of a reversal), already_reversed, below_floor, above_ceiling; group_failed instead of those
that depend on neighbours, once a member of the group was refused.
Equal numbers > 0 that follow each other in p_group are a group: all of it happens or nothing. Anything else stands alone,
and no refusal touches those outside of its group. An exists does not fail a group.
The body that an id stands for is debit, credit, amount, code, subject and reverses. rule_version and effective_at are
no part of it: a retry after midnight may name newer rules and is still the same movement; what was first written holds.
Raises 40001 when another transaction posts one of the ids at the same time: run the transaction again.
Call it once in a transaction: locks are ordered within a call.';

CREATE FUNCTION ledger.balance_at(p_book int, p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  low bigint := 0; high bigint; middle bigint;
  at_middle timestamptz; balance_there bigint; balance_then bigint := 0;
BEGIN
  SELECT version INTO high FROM account WHERE book = p_book AND id = p_account;
  WHILE low < high LOOP
    middle := (low + high + 1) / 2;
    SELECT t.recorded_at, t.balance INTO at_middle, balance_there FROM (
      SELECT recorded_at, debit_balance AS balance FROM transfer WHERE book = p_book AND debit = p_account AND debit_version = middle
      UNION ALL
      SELECT recorded_at, credit_balance FROM transfer WHERE book = p_book AND credit = p_account AND credit_version = middle) t;
    IF NOT FOUND THEN RAISE EXCEPTION 'version % of account % is missing', middle, p_account USING ERRCODE = 'data_corrupted'; END IF;
    IF at_middle <= p_at THEN
      low := middle;
      balance_then := balance_there;
    ELSE
      high := middle - 1;
    END IF;
  END LOOP;
  RETURN balance_then;
END $$;
COMMENT ON FUNCTION ledger.balance_at IS
'The balance as recorded at a time; 0 before an account''s first transfer or without an account. Versions are gapless and
times rise with them, so the last version of then is found by halving: log2(versions) steps of one probe in transfer_debit
and transfer_credit, each of depth log(transfers). No index on time is needed, and a transfer costs none.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.open_accounts, ledger.post, ledger.balance_at TO linli_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO linli_app;
