import { type SQL, sql } from 'drizzle-orm';
import { instantOf } from '../kit/clock.ts';
import { many, type Tx } from '../kit/db.ts';
import { invariant } from '../kit/invariant.ts';
import {
  type Movement,
  type PostRefusal,
  type PostResult,
  postAnswers,
  type Transfer,
  transferKinds,
} from './transfer.ts';

/** Most transfers in one call: locks are held for as long as a batch takes. */
export const batchMax = 1000;

/**
 * Posts a batch in the caller's transaction and one round trip; answers for each transfer, in order.
 * A refused transfer (see `PostRefusal`) moves nothing and fails only its own group. Its id stays refused if
 * the transaction commits. Accounts are locked in one order within a call, so call it once per transaction, and
 * in one that runs again on 40001 (`transact`).
 */
export async function post(tx: Tx, book: number, transfers: Transfer[]): Promise<PostResult[]> {
  if (transfers.length === 0) return [];
  return readAnswers(await tx.execute<Answer>(postStatement(book, transfers)));
}

/** The statement that posts a batch; a transaction of its own when sent alone. */
export function postStatement(book: number, transfers: Transfer[]): SQL {
  invariant(transfers.length <= batchMax, `at most ${batchMax} transfers in one batch`);
  const column = (read: (transfer: Transfer) => string | number | null, type: string) =>
    many(transfers.map(read), type);
  // A column that says nothing is sent as an empty array.
  const rare = (read: (transfer: Transfer) => string | number | null | undefined, type: string) =>
    many(
      transfers.some((transfer) => read(transfer) !== undefined)
        ? transfers.map((transfer) => read(transfer) ?? null)
        : [],
      type,
    );
  return sql`
    SELECT result, floor(extract(epoch FROM recorded_at) * 1000)::bigint AS recorded_ms, debit_balance, credit_balance
    FROM ledger.post(${book},
      ${rare(({ kind }) => kind && transferKinds.indexOf(kind), 'smallint')},
      ${column(({ id }) => id, 'uuid')},
      ${column((transfer) => ('debit' in transfer ? transfer.debit : null), 'uuid')},
      ${column((transfer) => ('credit' in transfer ? transfer.credit : null), 'uuid')},
      ${column(({ amount }) => safe(amount), 'bigint')},
      ${column(({ code }) => code, 'smallint')},
      ${rare(({ subject }) => subject, 'uuid')},
      ${rare((transfer) => ('origin' in transfer ? transfer.origin : undefined), 'uuid')},
      ${rare(({ group }) => group, 'int')},
      ${column(({ ruleVersion }) => ruleVersion, 'int')},
      ${rare(({ effectiveAt }) => effectiveAt?.toISOString(), 'timestamptz')},
      ${rare((transfer) => (transfer as Movement).holdSeconds, 'int')},
      ${rare(({ expiresOn }) => expiresOn, 'date')})
    ORDER BY position`;
}

export interface Answer extends Record<string, unknown> {
  result: number;
  recorded_ms: string | null;
  debit_balance: string | null;
  credit_balance: string | null;
}

export function readAnswers(answers: Iterable<Answer>): PostResult[] {
  return Array.from(answers, (answer) => {
    const result = postAnswers[answer.result]!;
    if (result !== 'created' && result !== 'exists') return { result: result as PostRefusal };
    return {
      result,
      recordedAt: instantOf(Number(answer.recorded_ms)),
      debitBalance: Number(answer.debit_balance),
      creditBalance: Number(answer.credit_balance),
    };
  });
}

/** An amount that is not a safe integer is refused by the books as amount_wrong, not rounded on the way. */
function safe(amount: number | undefined): number | null {
  if (amount === undefined) return null;
  return Number.isSafeInteger(amount) ? amount : 0;
}
