import { sql } from 'drizzle-orm';
import { instantOf } from '../kit/clock.ts';
import { many, type Tx } from '../kit/db.ts';
import { invariant } from '../kit/invariant.ts';
import type { PostRefusal, PostResult, Transfer } from './transfer.ts';

/** Most transfers in one call: locks are held for as long as a batch takes. */
export const batchMax = 1000;

/**
 * Posts a batch in the caller's transaction and one round trip; answers for each transfer, in order.
 * A refused transfer (see `PostRefusal`) moves nothing and fails only its own group. Accounts are locked in
 * one order within a call, so call it once per transaction, and in one that runs again on 40001 (`transact`).
 */
export async function post(tx: Tx, book: number, transfers: Transfer[]): Promise<PostResult[]> {
  if (transfers.length === 0) return [];
  invariant(transfers.length <= batchMax, `at most ${batchMax} transfers in one batch`);
  const column = <T extends string | number | null>(
    read: (transfer: Transfer) => T,
    type: string,
  ) => many(transfers.map(read), type);
  const rows = await tx.execute<Row>(sql`
    SELECT result, floor(extract(epoch FROM recorded_at) * 1000)::bigint AS recorded_ms, debit_balance, credit_balance
    FROM ledger.post(${book},
      ${column(({ id }) => id, 'uuid')},
      ${column(({ debit }) => debit, 'uuid')},
      ${column(({ credit }) => credit, 'uuid')},
      ${column(({ amount }) => safe(amount), 'bigint')},
      ${column(({ code }) => code, 'smallint')},
      ${column(({ subject }) => subject ?? null, 'uuid')},
      ${column(({ reverses }) => reverses ?? null, 'uuid')},
      ${column(({ group }) => group ?? 0, 'int')},
      ${column(({ ruleVersion }) => ruleVersion, 'int')},
      ${column(({ effectiveAt }) => effectiveAt?.toISOString() ?? null, 'timestamptz')})
      AS posted (position, result, recorded_at, debit_balance, credit_balance)
    ORDER BY position`);
  return rows.map(readResult);
}

interface Row extends Record<string, unknown> {
  result: string;
  recorded_ms: string | null;
  debit_balance: string | null;
  credit_balance: string | null;
}

/** An amount that is not a safe integer is refused by the books as amount_wrong, not rounded on the way. */
function safe(amount: number): number {
  return Number.isSafeInteger(amount) ? amount : 0;
}

function readResult(row: Row): PostResult {
  if (row.result !== 'created' && row.result !== 'exists')
    return { result: row.result as PostRefusal };
  return {
    result: row.result,
    recordedAt: instantOf(Number(row.recorded_ms)),
    debitBalance: Number(row.debit_balance),
    creditBalance: Number(row.credit_balance),
  };
}

/** The transfer that takes back all of `original`: the way a mistake is corrected. */
export function reversalOf(
  original: Pick<Transfer, 'id' | 'debit' | 'credit' | 'amount'>,
  rest: Pick<Transfer, 'id' | 'code' | 'ruleVersion'> &
    Partial<Pick<Transfer, 'subject' | 'group'>>,
): Transfer {
  return {
    ...rest,
    debit: original.credit,
    credit: original.debit,
    amount: original.amount,
    reverses: original.id,
  };
}
