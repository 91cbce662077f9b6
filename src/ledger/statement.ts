import { sql } from 'drizzle-orm';
import { type Instant, instantOf } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { invariant } from '../kit/invariant.ts';
import { type TransferCode, transferCodes } from './transfer.ts';

/** One line of an account's history. */
export interface StatementLine {
  id: string;
  /** Its place in the account's history, from 1. */
  version: number;
  /** Signed, from the account's point of view. */
  amount: number;
  balance: number;
  code: keyof typeof transferCodes;
  subject: string | null;
  reverses: string | null;
  recordedAt: Instant;
  /** When it counts from: when it was recorded, unless it says otherwise. */
  effectiveAt: Instant;
}

/** The balance now, and how many transfers made it; 0 and 0 for an account that was never opened. */
export async function readBalance(db: Db | Tx, book: number, account: string) {
  const rows = await db.execute<{ balance: string; version: string }>(
    sql`SELECT balance, version FROM ledger.account WHERE book = ${book} AND id = ${account}`,
  );
  return { balance: Number(rows[0]?.balance ?? 0), version: Number(rows[0]?.version ?? 0) };
}

/** The balance as recorded at a time: with the transfers of that very millisecond, 0 before the first. */
export async function balanceAt(
  db: Db | Tx,
  book: number,
  account: string,
  at: Instant,
): Promise<number> {
  const rows = await db.execute<{ balance: string }>(
    sql`SELECT ledger.balance_at(${book}, ${account}, ${at.toISOString()}) AS balance`,
  );
  return Number(rows[0]!.balance);
}

const nameOfCode = new Map(
  Object.entries(transferCodes).map(([name, code]) => [code as number, name]),
);

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
    (SELECT id, ${sql.raw(`${own}_version`)} AS version, ${sql.raw(`${sign}amount`)} AS amount,
            ${sql.raw(`${own}_balance`)} AS balance, code, subject, reverses, recorded_at, effective_at
     FROM ledger.transfer
     WHERE book = ${book} AND ${sql.raw(own)} = ${account} AND ${sql.raw(`${own}_version`)} < ${before}
     ORDER BY ${sql.raw(`${own}_version`)} DESC LIMIT ${limit})`;
  const rows = await db.execute<{
    id: string;
    version: string;
    amount: string;
    balance: string;
    code: TransferCode;
    subject: string | null;
    reverses: string | null;
    recorded_ms: string;
    effective_ms: string;
  }>(sql`
    SELECT id, version, amount, balance, code, subject, reverses,
           floor(extract(epoch FROM recorded_at) * 1000)::bigint AS recorded_ms,
           floor(extract(epoch FROM coalesce(effective_at, recorded_at)) * 1000)::bigint AS effective_ms
    FROM (${side('debit', '-')} UNION ALL ${side('credit', '')}) both_sides
    ORDER BY version DESC LIMIT ${limit}`);
  return rows.map((row) => ({
    id: row.id,
    version: Number(row.version),
    amount: Number(row.amount),
    balance: Number(row.balance),
    code: nameOfCode.get(row.code) as keyof typeof transferCodes,
    subject: row.subject,
    reverses: row.reverses,
    recordedAt: instantOf(Number(row.recorded_ms)),
    effectiveAt: instantOf(Number(row.effective_ms)),
  }));
}
