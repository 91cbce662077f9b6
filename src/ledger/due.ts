import { sql } from 'drizzle-orm';
import { type Instant, instantOf } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import type { Kind } from './account.ts';

/** An open hold that has run out. */
export interface DueHold {
  book: number;
  id: string;
  expiresAt: Instant;
  ruleVersion: number;
}

/** Holds that have run out by the database's clock, the oldest first; one of them when `id` is given. */
export async function dueHolds(
  db: Db,
  { limit, book, id }: { limit: number; book?: number; id?: string },
): Promise<DueHold[]> {
  const one = id === undefined ? sql`` : sql`AND h.book = ${book} AND h.id = ${id}`;
  const rows = await db.execute<{
    book: number;
    id: string;
    expires_ms: string;
    rule_version: number;
  }>(sql`
    SELECT h.book, h.id, ceil(extract(epoch FROM h.expires_at) * 1000)::bigint AS expires_ms, t.rule_version
    FROM ledger.hold h JOIN ledger.transfer t ON t.book = h.book AND t.id = h.id
    WHERE h.state = 0 AND h.expires_at <= ledger.clock() ${one} ORDER BY h.expires_at LIMIT ${limit}`);
  return rows.map((row) => ({
    book: row.book,
    id: row.id,
    expiresAt: instantOf(Number(row.expires_ms)),
    ruleVersion: row.rule_version,
  }));
}

/** An account with lots whose day is over. */
export interface DueAccount {
  book: number;
  id: string;
  kind: Kind;
  region: string;
  /** What nobody has promised of them: what open holds reserve stays until they are resolved. */
  lapsed: number;
  version: number;
  lastAt: Instant;
}

/** Accounts with lapsed lots, the longest overdue first; one of them when `id` is given. */
export async function dueAccounts(
  db: Db,
  { limit, book, id }: { limit: number; book?: number; id?: string },
): Promise<DueAccount[]> {
  const one = id === undefined ? sql`` : sql`AND l.book = ${book} AND l.account = ${id}`;
  const rows = await db.execute<{
    book: number;
    id: string;
    kind: Kind;
    region: string;
    lapsed: string;
    version: string;
    last_ms: string;
  }>(sql`
    SELECT a.book, a.id, a.kind, a.region, sum(l.remaining - l.reserved) AS lapsed, a.version,
           floor(extract(epoch FROM a.last_at) * 1000)::bigint AS last_ms
    FROM ledger.lot l JOIN ledger.account a ON a.book = l.book AND a.id = l.account
    WHERE l.expires_on < (ledger.clock() AT TIME ZONE 'Asia/Shanghai')::date AND l.remaining > l.reserved ${one}
    GROUP BY a.book, a.id ORDER BY min(l.expires_on) LIMIT ${limit}`);
  return rows.map((row) => ({
    book: row.book,
    id: row.id,
    kind: row.kind,
    region: row.region,
    lapsed: Number(row.lapsed),
    version: Number(row.version),
    lastAt: instantOf(Number(row.last_ms)),
  }));
}
