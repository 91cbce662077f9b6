/** What the callers say happened, and what the books say: the two sides that the audit compares. */
import { sql } from 'drizzle-orm';
import type { Db } from '../../src/kit/db.ts';
import { isPosted, type PostResult } from '../../src/ledger/index.ts';
import type { Seen, Written } from './history.ts';
import type { Wish } from './wishes.ts';

/** One call of a caller, asked again until its answer was known. */
export interface Call {
  wishes: Wish[];
  /** When it was first sent, and when its answer was known: milliseconds of this process. */
  began: number;
  ended: number;
  /** Missing when nobody ever learned it. */
  answers?: PostResult[];
  /** How often it was sent and no answer came, so that it may have happened or not. */
  unknown: number;
}

/** A transfer as it stands in the books. */
export interface Row extends Written {
  subject: string;
  origin: string | null;
  code: number;
  recordedMs: number;
}

/** Everything in `book`, oldest first. */
export async function readRows(db: Db, book: number): Promise<Row[]> {
  type Texts = Record<Exclude<keyof Row, 'origin'>, string> & { origin: string | null };
  // xmin is the transaction that wrote the row: what was committed together.
  const rows = await db.execute<Texts>(sql`
    SELECT id, xmin::text AS transaction, subject, origin, code, debit, credit, amount,
           debit_balance AS "debitBalance", debit_version AS "debitVersion",
           credit_balance AS "creditBalance", credit_version AS "creditVersion",
           floor(extract(epoch FROM recorded_at) * 1000)::bigint AS "recordedMs"
    FROM ledger.transfer WHERE book = ${book} ORDER BY recorded_at, id`);
  return rows.map((row) => ({
    ...row,
    code: Number(row.code),
    amount: Number(row.amount),
    debitBalance: Number(row.debitBalance),
    debitVersion: Number(row.debitVersion),
    creditBalance: Number(row.creditBalance),
    creditVersion: Number(row.creditVersion),
    recordedMs: Number(row.recordedMs),
  }));
}

/** The calls as the history checker wants them: each id once, from first sent to first acknowledged. */
export function seenIn(calls: Call[]): Seen[] {
  const seen = new Map<string, Seen>();
  for (const { wishes, answers, began, ended } of calls) {
    wishes.forEach(({ transfer }, n) => {
      const { id, debit, credit, amount } = transfer;
      const answer = answers?.[n];
      // One id with two bodies: the one that was refused is not what the id stands for.
      if (answer && !isPosted(answer)) return;
      const known = seen.get(id);
      const since = Math.min(began, known?.began ?? Infinity);
      const until = Math.min(answer ? ended : Infinity, known?.ended ?? Infinity);
      const told = answer
        ? { debitBalance: answer.debitBalance, creditBalance: answer.creditBalance }
        : known?.told;
      const body = known ?? { id, debit, credit, amount };
      seen.set(id, { ...body, began: since, ended: until, ...(told ? { told } : {}) });
    });
  }
  return [...seen.values()];
}
