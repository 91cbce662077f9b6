import { sql } from 'drizzle-orm';
import { type Instant, instantOf } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { invariant } from '../kit/invariant.ts';
import { refuse } from './refusals.ts';
import {
  nameOfCode,
  type TransferCode,
  type TransferKind,
  type transferCodes,
  transferKinds,
} from './transfer.ts';

/** One line of an account's history. */
export interface StatementLine {
  id: string;
  /** Its place in the account's history, from 1. */
  version: number;
  /** What moved, signed, from the account's point of view; 0 where something was only promised or released. */
  amount: number;
  balance: number;
  code: keyof typeof transferCodes;
  subject: string | null;
  kind: TransferKind;
  /** The hold that it resolves or the transfer that it takes back. */
  origin: string | null;
  recordedAt: Instant;
  /** When it counts from: when it was recorded, unless it says otherwise. */
  effectiveAt: Instant;
}

/**
 * The balance now, how much of it can be spent (neither promised nor lapsed), and how many transfers made it;
 * all 0 for an account that was never opened.
 */
export async function readBalance(db: Db | Tx, book: number, account: string) {
  const rows = await db.execute<{ balance: string; available: string; version: string }>(sql`
    SELECT balance, version, balance - debit_pending - coalesce((
             SELECT sum(remaining - reserved) FROM ledger.lot l WHERE l.book = a.book AND l.account = a.id
                AND expires_on < (ledger.clock() AT TIME ZONE 'Asia/Shanghai')::date), 0) AS available
    FROM ledger.account a WHERE book = ${book} AND id = ${account}`);
  const { balance = 0, available = 0, version = 0 } = rows[0] ?? {};
  return { balance: Number(balance), available: Number(available), version: Number(version) };
}

/**
 * The balance as recorded at a time: with the transfers of that very millisecond, 0 before the first.
 * Refuses: history_begins_later, for a time that went with a detached year.
 */
export async function balanceAt(
  db: Db | Tx,
  book: number,
  account: string,
  at: Instant,
): Promise<number> {
  const rows = await db.execute<{ balance: string | null }>(
    sql`SELECT ledger.balance_at(${book}, ${account}, ${at.toISOString()}) AS balance`,
  );
  return known(rows[0]!.balance);
}

/** A balance that the books can still tell. */
export function known(balance: string | null): number {
  if (balance === null) throw refuse('history_begins_later');
  return Number(balance);
}

/** A page of 100 and the line after it, by which the caller sees that there is another page. */
export const statementLinesMax = 101;

/** The newest `limit` lines before version `before`, newest first: two index scans, however long the history. */
export async function statementPage(
  db: Db | Tx,
  book: number,
  account: string,
  { limit, before = Number.MAX_SAFE_INTEGER }: { limit: number; before?: number },
): Promise<StatementLine[]> {
  invariant(
    limit >= 1 && limit <= statementLinesMax,
    `a statement page has 1 to ${statementLinesMax} lines`,
  );
  const side = (own: 'debit' | 'credit', sign: '-' | '') => sql`
    (SELECT id, ${sql.raw(`${own}_version`)} AS version, CASE WHEN kind IN (1, 3, 4) THEN 0 ELSE ${sql.raw(`${sign}amount`)} END AS amount,
            ${sql.raw(`${own}_balance`)} AS balance, code, kind, subject, origin, recorded_at, effective_at
     FROM ledger.transfer
     WHERE book = ${book} AND ${sql.raw(own)} = ${account} AND ${sql.raw(`${own}_version`)} < ${before}
     ORDER BY ${sql.raw(`${own}_version`)} DESC LIMIT ${limit})`;
  const rows = await db.execute<{
    id: string;
    version: string;
    amount: string;
    balance: string;
    code: TransferCode;
    kind: number;
    subject: string | null;
    origin: string | null;
    recorded_ms: string;
    effective_ms: string;
  }>(sql`
    SELECT id, version, amount, balance, code, kind, subject, origin,
           floor(extract(epoch FROM recorded_at) * 1000)::bigint AS recorded_ms,
           floor(extract(epoch FROM coalesce(effective_at, recorded_at)) * 1000)::bigint AS effective_ms
    FROM (${side('debit', '-')} UNION ALL ${side('credit', '')}) both_sides
    ORDER BY version DESC LIMIT ${limit}`);
  return rows.map((row) => ({
    id: row.id,
    version: Number(row.version),
    amount: Number(row.amount),
    balance: Number(row.balance),
    code: nameOfCode(row.code),
    subject: row.subject,
    kind: transferKinds[row.kind]!,
    origin: row.origin,
    recordedAt: instantOf(Number(row.recorded_ms)),
    effectiveAt: instantOf(Number(row.effective_ms)),
  }));
}
