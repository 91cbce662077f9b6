-- Books over time: as effective at a time, closing of periods, totals of a region.
CREATE INDEX account_region ON ledger.account (book, region text_pattern_ops);
COMMENT ON INDEX ledger.account_region IS 'A region''s total is a sum over the codes that begin with its own. Neither column ever changes, so balances still change in place.';

CREATE FUNCTION ledger.near(p_book int, p_account uuid, p_after bigint, p_until bigint)
RETURNS TABLE (id uuid, version bigint, amount bigint, effective_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT t.id, t.debit_version, CASE WHEN t.kind IN (1, 3, 4) THEN 0 ELSE -t.amount END, coalesce(t.effective_at, t.recorded_at)
      FROM transfer t WHERE t.book = p_book AND t.debit = p_account AND t.debit_version > p_after AND t.debit_version <= p_until
    UNION ALL
    SELECT t.id, t.credit_version, CASE WHEN t.kind IN (1, 3, 4) THEN 0 ELSE t.amount END, coalesce(t.effective_at, t.recorded_at)
      FROM transfer t WHERE t.book = p_book AND t.credit = p_account AND t.credit_version > p_after AND t.credit_version <= p_until;
END $$;
COMMENT ON FUNCTION ledger.near IS 'What moved an account between two places of its history, with the time from which it counts.';

CREATE FUNCTION ledger.balance_effective(p_book int, p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
  skew interval; at_version bigint;
BEGIN
  SELECT make_interval(secs => a.skew_ms / 1000.0) INTO skew FROM account a WHERE a.book = p_book AND a.id = p_account;
  IF NOT FOUND THEN RETURN 0; END IF;
  at_version := ledger.version_at(p_book, p_account, p_at);
  RETURN ledger.balance_at(p_book, p_account, p_at)
    + coalesce((SELECT sum(n.amount) FROM ledger.near(p_book, p_account, at_version, ledger.version_at(p_book, p_account, p_at + skew)) n
                WHERE n.effective_at <= p_at), 0)
    - coalesce((SELECT sum(n.amount) FROM ledger.near(p_book, p_account, ledger.version_at(p_book, p_account, p_at - skew), at_version) n
                WHERE n.effective_at > p_at), 0);
END $$;
COMMENT ON FUNCTION ledger.balance_effective IS
'The balance as effective at a time: the recorded one, with what was recorded later but counted by then, without what was
recorded by then but counts from later. Only what was recorded within the account''s skew of the time can be either, so it costs
three halvings and a look at those few.';

CREATE FUNCTION ledger.close_period(p_book int, p_ends_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp SET lock_timeout = '3s' AS $$
BEGIN
  -- Waits for every batch that is being posted and keeps new ones out until the end is written.
  LOCK TABLE period IN EXCLUSIVE MODE;
  IF p_ends_at > ledger.clock() OR EXISTS (SELECT FROM period WHERE book = p_book AND ends_at >= p_ends_at) THEN RETURN false; END IF;
  INSERT INTO period (book, ends_at, closed_at) VALUES (p_book, p_ends_at, ledger.clock());
  RETURN true;
END $$;
COMMENT ON FUNCTION ledger.close_period IS 'From its commit on nothing can be posted that counts from before the end. False, changing nothing, for an end in the future or not after the one before. Gives up rather than keep posting waiting for longer than a moment. Seal it afterwards.';

CREATE TABLE ledger.seal (
  book int NOT NULL,
  ends_at timestamptz NOT NULL,
  sealed_at timestamptz NOT NULL,
  accounts bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT seal_period PRIMARY KEY (book, ends_at),
  CONSTRAINT seal_closed FOREIGN KEY (book, ends_at) REFERENCES ledger.period
);
COMMENT ON TABLE ledger.seal IS 'The hash of all balances as effective at the end of a closed period: whoever noted it can tell later whether the period is still what it was.';
COMMENT ON CONSTRAINT seal_period ON ledger.seal IS 'Sealed once.';
COMMENT ON CONSTRAINT seal_closed ON ledger.seal IS 'What may still change is not sealed.';
COMMENT ON COLUMN ledger.seal.accounts IS 'How many accounts had a balance other than 0.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.seal
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.period
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE FUNCTION ledger.balances_hash(p_book int, p_at timestamptz, OUT accounts bigint, OUT hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
  WITH later AS (
    SELECT s.account, sum(s.amount) AS amount FROM (
      SELECT debit AS account, -amount AS amount FROM transfer
        WHERE book = p_book AND coalesce(effective_at, recorded_at) >= p_at AND kind NOT IN (1, 3, 4)
      UNION ALL
      SELECT credit, amount FROM transfer
        WHERE book = p_book AND coalesce(effective_at, recorded_at) >= p_at AND kind NOT IN (1, 3, 4)) s
    GROUP BY s.account),
  standing AS (
    SELECT a.id, a.unit, (a.balance - coalesce(l.amount, 0))::bigint AS balance
      FROM account a LEFT JOIN later l ON l.account = a.id WHERE a.book = p_book)
  SELECT count(*), sha256(coalesce(string_agg(record_send(ROW(s.id, s.unit, s.balance)), '' ORDER BY s.id), ''))
    FROM standing s WHERE s.balance <> 0
$$;
COMMENT ON FUNCTION ledger.balances_hash IS
'The hash of all balances other than 0 as effective just before a time, in the order of account ids: SHA-256 over id, unit and
balance in binary form (record_send). Counted back from today''s balances, so it reads the transfers once, however many accounts.';

CREATE FUNCTION ledger.seal_period(p_book int, p_ends_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
  INSERT INTO seal (book, ends_at, sealed_at, accounts, hash)
    SELECT p_book, p_ends_at, ledger.clock(), h.accounts, h.hash FROM ledger.balances_hash(p_book, p_ends_at) h
  ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION ledger.seal_period IS 'Writes the seal of a closed period; a second time changes nothing. Call it in a transaction of its own after closing, when nothing before the end can change any more.';

REVOKE ALL ON FUNCTION ledger.near, ledger.balance_effective, ledger.close_period, ledger.balances_hash, ledger.seal_period FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.near, ledger.balance_effective, ledger.close_period, ledger.balances_hash, ledger.seal_period TO linli_app;
GRANT SELECT ON ledger.seal TO linli_app;
