-- The books: accounts, and transfers that are only ever added. Money-like units move nowhere else.
CREATE SCHEMA ledger;
GRANT USAGE ON SCHEMA ledger TO linli_app;

CREATE TABLE ledger.unit (
  id smallint PRIMARY KEY,
  code text NOT NULL UNIQUE,
  step text NOT NULL
);
COMMENT ON TABLE ledger.unit IS 'What is counted, always in whole steps: there are no fractions in the books.';
INSERT INTO ledger.unit VALUES (1, 'HOURS', 'minute'), (2, 'COIN', 'minute'), (3, 'POINT', '0.01 point');

CREATE TABLE ledger.account (
  book int NOT NULL,
  id uuid NOT NULL,
  unit smallint NOT NULL REFERENCES ledger.unit,
  kind text NOT NULL,
  owner uuid,
  region text NOT NULL,
  floor bigint,
  ceiling bigint,
  balance bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  last_at timestamptz NOT NULL DEFAULT '-infinity',
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (book, id),
  CONSTRAINT account_floor CHECK (balance >= floor),
  CONSTRAINT account_ceiling CHECK (balance <= ceiling),
  CONSTRAINT account_safe CHECK (balance BETWEEN -9007199254740991 AND 9007199254740991),
  CONSTRAINT account_version CHECK (version >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
COMMENT ON TABLE ledger.account IS 'One owner''s balance of one unit: credits minus debits. Half of each page is left free and no changing column is indexed, so that updates stay in the page (HOT).';
COMMENT ON CONSTRAINT account_floor ON ledger.account IS 'Nobody spends what they do not have, whatever the code above does. No floor: an issue account.';
COMMENT ON CONSTRAINT account_safe ON ledger.account IS 'What JavaScript holds exactly.';
COMMENT ON COLUMN ledger.account.version IS 'Number of transfers that touched the account: the place of each in its history.';

CREATE TABLE ledger.transfer (
  book int NOT NULL,
  id uuid NOT NULL,
  unit smallint NOT NULL,
  code smallint NOT NULL,
  rule_version int NOT NULL,
  debit uuid NOT NULL,
  credit uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 9007199254740991),
  subject uuid,
  reverses uuid,
  recorded_at timestamptz NOT NULL,
  effective_at timestamptz,
  debit_balance bigint NOT NULL,
  debit_version bigint NOT NULL,
  credit_balance bigint NOT NULL,
  credit_version bigint NOT NULL,
  PRIMARY KEY (book, id),
  CONSTRAINT transfer_two_accounts CHECK (debit <> credit)
);
COMMENT ON TABLE ledger.transfer IS 'One movement from one account to another, so the books balance by construction. With both balances and versions after it, so that history is read and checked without adding up. Never changed, never deleted; a mistake is corrected by an opposite transfer.';
COMMENT ON COLUMN ledger.transfer.id IS 'Made by whoever caused it, before sending: it is the idempotency key, kept for ever.';
COMMENT ON COLUMN ledger.transfer.effective_at IS 'When it counts from, where that is not when it was recorded.';
COMMENT ON COLUMN ledger.transfer.subject IS 'What it is about: a service record, a redemption.';
-- These two are also what statements and balances as of a time are read from: versions are gapless and time
-- never runs backwards on an account, so no index on time is needed.
CREATE UNIQUE INDEX transfer_debit ON ledger.transfer (book, debit, debit_version);
CREATE UNIQUE INDEX transfer_credit ON ledger.transfer (book, credit, credit_version);
CREATE UNIQUE INDEX transfer_reversed_once ON ledger.transfer (book, reverses) WHERE reverses IS NOT NULL;

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger.% is append-only; correct by an opposite transfer', TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.transfer
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Opens accounts; one that is there already stays as it is, but must be the same account.
CREATE FUNCTION ledger.open_accounts(
  p_book int, p_id uuid[], p_unit smallint[], p_kind text[], p_owner uuid[], p_region text[], p_floor bigint[], p_ceiling bigint[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
  INSERT INTO account (book, id, unit, kind, owner, region, floor, ceiling)
  SELECT p_book, u.* FROM unnest(p_id, p_unit, p_kind, p_owner, p_region, p_floor, p_ceiling)
    AS u (id, unit, kind, owner, region, floor, ceiling) ORDER BY u.id
  ON CONFLICT DO NOTHING;
  IF EXISTS (
    SELECT FROM unnest(p_id, p_unit, p_kind, p_owner) AS u (id, unit, kind, owner)
    JOIN account a ON a.book = p_book AND a.id = u.id
    WHERE (a.unit, a.kind) <> (u.unit, u.kind) OR a.owner IS DISTINCT FROM u.owner
  ) THEN RAISE EXCEPTION 'an account id is in use for another account'; END IF;
END $$;

-- Posts a batch in one round trip. Answers for each transfer, in order: 'created', 'exists' (it was posted
-- before; balances are those of then) or the first of these refusals that applies, tested in this order:
--   amount_wrong, same_account, id_reused (this id was posted with another body), duplicate_in_batch,
--   account_unknown, units_differ, reversed_unknown, reversal_differs, already_reversed,
--   below_floor, above_ceiling; and group_failed for the neighbours of a refused member of a group.
-- A group is a run of equal numbers > 0 in p_group: all of it happens or nothing. A refused transfer never
-- fails those outside of its group. rule_version and effective_at are not part of a transfer's identity: a
-- retry after midnight may name newer rules and is still the same movement.
CREATE FUNCTION ledger.post(
  p_book int, p_id uuid[], p_debit uuid[], p_credit uuid[], p_amount bigint[], p_code smallint[], p_subject uuid[],
  p_reverses uuid[], p_group int[], p_rule_version int[], p_effective_at timestamptz[]
) RETURNS TABLE (place int, result text, recorded_at timestamptz, debit_balance bigint, credit_balance bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
DECLARE
  n int := cardinality(p_id);
  v_now timestamptz;
  -- The accounts of the batch, by place.
  a_id uuid[]; a_unit smallint[]; a_floor bigint[]; a_ceiling bigint[]; a_balance bigint[]; a_version bigint[]; a_last timestamptz;
  a_first_version bigint[];
  -- The transfers of the batch: where their accounts are, and what was decided.
  d_at int[]; c_at int[]; results text[]; then_at timestamptz[]; d_balance bigint[]; c_balance bigint[]; d_version bigint[]; c_version bigint[];
  reversed_now uuid[] := '{}';
  d int; c int; i int; j int; first_of_group int := 1; group_failed boolean := false; r text; written int; created int := 0;
BEGIN
  -- Locks in one order for everybody, so that batches wait for each other and never deadlock.
  SELECT array_agg(x.id), array_agg(x.unit), array_agg(x.floor), array_agg(x.ceiling), array_agg(x.balance), array_agg(x.version), max(x.last_at)
    INTO a_id, a_unit, a_floor, a_ceiling, a_balance, a_version, a_last
    FROM (SELECT * FROM account WHERE book = p_book AND id IN (SELECT unnest(p_debit) UNION SELECT unnest(p_credit))
          ORDER BY id FOR UPDATE) x;
  a_first_version := a_version;
  -- Taken after the locks: on every account, later versions have later times.
  v_now := greatest(clock_timestamp(), a_last);

  -- Everything that the decision needs of what is written already, in one statement.
  SELECT array_agg(dx.place::int ORDER BY u.o), array_agg(cx.place::int ORDER BY u.o),
         array_agg(CASE
           WHEN u.amount IS NULL OR u.amount NOT BETWEEN 1 AND 9007199254740991 THEN 'amount_wrong'
           WHEN u.debit = u.credit THEN 'same_account'
           WHEN t.id IS NOT NULL THEN CASE
             WHEN (t.debit, t.credit, t.amount, t.code) = (u.debit, u.credit, u.amount, u.code)
              AND t.subject IS NOT DISTINCT FROM u.subject AND t.reverses IS NOT DISTINCT FROM u.reverses
             THEN 'exists' ELSE 'id_reused' END
           WHEN u.copy > 1 THEN 'duplicate_in_batch'
           WHEN dx.id IS NULL OR cx.id IS NULL THEN 'account_unknown'
           WHEN a_unit[dx.place] <> a_unit[cx.place] THEN 'units_differ'
           WHEN u.reverses IS NOT NULL AND o.id IS NULL THEN 'reversed_unknown'
           WHEN o.reverses IS NOT NULL OR (o.debit, o.credit, o.amount) <> (u.credit, u.debit, u.amount) THEN 'reversal_differs'
           WHEN b.id IS NOT NULL THEN 'already_reversed'
         END ORDER BY u.o),
         array_agg(t.recorded_at ORDER BY u.o), array_agg(t.debit_balance ORDER BY u.o), array_agg(t.credit_balance ORDER BY u.o),
         array_agg(0::bigint ORDER BY u.o), array_agg(0::bigint ORDER BY u.o)
    INTO d_at, c_at, results, then_at, d_balance, c_balance, d_version, c_version
    FROM (SELECT v.*, row_number() OVER (PARTITION BY v.id ORDER BY v.o) AS copy
          FROM unnest(p_id, p_debit, p_credit, p_amount, p_code, p_subject, p_reverses) WITH ORDINALITY
            AS v (id, debit, credit, amount, code, subject, reverses, o)) u
    LEFT JOIN unnest(a_id) WITH ORDINALITY AS dx (id, place) ON dx.id = u.debit
    LEFT JOIN unnest(a_id) WITH ORDINALITY AS cx (id, place) ON cx.id = u.credit
    LEFT JOIN transfer t ON t.book = p_book AND t.id = u.id
    LEFT JOIN transfer o ON o.book = p_book AND o.id = u.reverses
    LEFT JOIN transfer b ON b.book = p_book AND b.reverses = u.reverses;

  FOR i IN 1..n LOOP
    IF i = 1 OR p_group[i] = 0 OR p_group[i] <> p_group[i - 1] THEN
      first_of_group := i;
      group_failed := false;
    END IF;
    r := results[i];
    IF r IS NULL THEN
      d := d_at[i];
      c := c_at[i];
      IF group_failed THEN r := 'group_failed';
      ELSIF p_reverses[i] = ANY (reversed_now) THEN r := 'already_reversed';
      ELSIF a_balance[d] - p_amount[i] < a_floor[d] THEN r := 'below_floor';
      ELSIF a_balance[c] + p_amount[i] > a_ceiling[c] THEN r := 'above_ceiling';
      ELSE
        r := 'created';
        a_balance[d] := a_balance[d] - p_amount[i];
        a_balance[c] := a_balance[c] + p_amount[i];
        a_version[d] := a_version[d] + 1;
        a_version[c] := a_version[c] + 1;
        d_balance[i] := a_balance[d]; c_balance[i] := a_balance[c];
        d_version[i] := a_version[d]; c_version[i] := a_version[c];
        then_at[i] := v_now;
        created := created + 1;
        IF p_reverses[i] IS NOT NULL THEN reversed_now := reversed_now || p_reverses[i]; END IF;
      END IF;
      results[i] := r;
    END IF;
    -- The first refusal of a group takes back its earlier members; an 'exists' is no refusal.
    IF p_group[i] <> 0 AND NOT group_failed AND r NOT IN ('created', 'exists') THEN
      group_failed := true;
      FOR j IN REVERSE i - 1..first_of_group LOOP
        CONTINUE WHEN results[j] <> 'created';
        d := d_at[j];
        c := c_at[j];
        a_balance[d] := a_balance[d] + p_amount[j];
        a_balance[c] := a_balance[c] - p_amount[j];
        a_version[d] := a_version[d] - 1;
        a_version[c] := a_version[c] - 1;
        IF p_reverses[j] IS NOT NULL THEN reversed_now := array_remove(reversed_now, p_reverses[j]); END IF;
        results[j] := 'group_failed';
        then_at[j] := NULL; d_balance[j] := NULL; c_balance[j] := NULL;
        created := created - 1;
      END LOOP;
    END IF;
  END LOOP;

  IF created > 0 THEN
    UPDATE account a SET balance = u.balance, version = u.version, last_at = v_now
      FROM unnest(a_id, a_balance, a_version, a_first_version) AS u (id, balance, version, first_version)
      WHERE a.book = p_book AND a.id = u.id AND u.version <> u.first_version;
    INSERT INTO transfer (book, id, unit, code, rule_version, debit, credit, amount, subject, reverses,
                          recorded_at, effective_at, debit_balance, debit_version, credit_balance, credit_version)
      SELECT p_book, u.id, a_unit[u.d], u.code, u.rule_version, u.debit, u.credit, u.amount, u.subject, u.reverses,
             v_now, u.effective_at, u.d_balance, u.d_version, u.c_balance, u.c_version
      FROM unnest(p_id, p_code, p_rule_version, p_debit, p_credit, p_amount, p_subject, p_reverses, p_effective_at,
                  d_balance, d_version, c_balance, c_version, results, d_at)
        AS u (id, code, rule_version, debit, credit, amount, subject, reverses, effective_at,
              d_balance, d_version, c_balance, c_version, result, d)
      WHERE u.result = 'created'
      ON CONFLICT (book, id) DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    -- The same id was posted meanwhile between other accounts, so no lock was shared: decide again, knowing it.
    IF written <> created THEN
      RAISE EXCEPTION 'an id of the batch was posted at the same time' USING ERRCODE = 'serialization_failure';
    END IF;
  END IF;
  RETURN QUERY SELECT u.o::int, u.result, u.at, u.db, u.cb
    FROM unnest(results, then_at, d_balance, c_balance) WITH ORDINALITY AS u (result, at, db, cb, o) ORDER BY u.o;
END $$;

-- The balance of an account as recorded at a time: halves the gapless versions until it stands at the last
-- one of then, two index probes each time. 0 for an account without a past.
CREATE FUNCTION ledger.balance_at(p_book int, p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE low bigint := 0; high bigint; middle bigint; v_at timestamptz; v_balance bigint; found_balance bigint := 0;
BEGIN
  SELECT version INTO high FROM account WHERE book = p_book AND id = p_account;
  WHILE low < high LOOP
    middle := (low + high + 1) / 2;
    SELECT t.recorded_at, t.balance INTO v_at, v_balance FROM (
      SELECT recorded_at, debit_balance AS balance FROM transfer WHERE book = p_book AND debit = p_account AND debit_version = middle
      UNION ALL
      SELECT recorded_at, credit_balance FROM transfer WHERE book = p_book AND credit = p_account AND credit_version = middle) t;
    IF v_at <= p_at THEN
      low := middle;
      found_balance := v_balance;
    ELSE
      high := middle - 1;
    END IF;
  END LOOP;
  RETURN found_balance;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.open_accounts, ledger.post, ledger.balance_at TO linli_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO linli_app;
