import { sql } from 'drizzle-orm';
import { type Instant, instantOf } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { refuse } from './refusals.ts';
import { known } from './statement.ts';

/**
 * The balance as effective at a time: what counts from then or earlier, whenever it was recorded.
 * Refuses: history_begins_later, for a time that something in a detached year counts from or after.
 */
export async function effectiveBalanceAt(
  db: Db | Tx,
  book: number,
  account: string,
  at: Instant,
): Promise<number> {
  const rows = await db.execute<{ balance: string | null }>(
    sql`SELECT ledger.balance_effective(${book}, ${account}, ${at.toISOString()}) AS balance`,
  );
  return known(rows[0]!.balance);
}

/** A line of a statement in the order in which things count, not in which they were written. */
export interface EffectiveLine {
  id: string;
  /** Its place in the order of recording. */
  version: number;
  /** Signed, from the account's point of view; 0 where something was only promised or released. */
  amount: number;
  effectiveAt: Instant;
}

/**
 * The first `limit` lines that count from `from` or later and before `until`, oldest first, after the line
 * `after` of an earlier page. Reads only what was recorded within the account's skew of that time.
 * Refuses: history_begins_later, when lines of the window went with a detached year.
 */
export async function effectiveStatement(
  db: Db | Tx,
  book: number,
  account: string,
  window: {
    from: Instant;
    until: Instant;
    limit: number;
    after?: Pick<EffectiveLine, 'effectiveAt' | 'version'>;
  },
): Promise<EffectiveLine[]> {
  const { from, until, limit, after } = window;
  const gone = await db.execute(sql`
    SELECT FROM ledger.brought_forward WHERE book = ${book} AND account = ${account} AND effective_at >= ${from.toISOString()}`);
  if (gone.length > 0) throw refuse('history_begins_later');
  const rest = after
    ? sql`AND (n.effective_at, n.version) > (${after.effectiveAt.toISOString()}, ${after.version}::bigint)`
    : sql``;
  const rows = await db.execute<{
    id: string;
    version: string;
    amount: string;
    effective_ms: string;
  }>(sql`
    SELECT n.id, n.version, n.amount, floor(extract(epoch FROM n.effective_at) * 1000)::bigint AS effective_ms
    FROM ledger.account a CROSS JOIN LATERAL ledger.near(a.book, a.id,
      ledger.version_at(a.book, a.id, ${from.toISOString()}::timestamptz - make_interval(secs => (a.skew_ms + 1) / 1000.0)),
      greatest(ledger.version_at(a.book, a.id, ${until.toISOString()}::timestamptz + make_interval(secs => a.skew_ms / 1000.0)),
        (SELECT max(f.version) FROM ledger.brought_forward f WHERE f.book = a.book AND f.account = a.id))) n
    WHERE a.book = ${book} AND a.id = ${account}
      AND n.effective_at >= ${from.toISOString()} AND n.effective_at < ${until.toISOString()} ${rest}
    ORDER BY n.effective_at, n.version LIMIT ${limit}`);
  return rows.map((row) => ({
    id: row.id,
    version: Number(row.version),
    amount: Number(row.amount),
    effectiveAt: instantOf(Number(row.effective_ms)),
  }));
}
