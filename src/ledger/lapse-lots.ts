import { timedIdFromCause } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { accountId, accountKinds, type Kind, openAccounts } from './account.ts';
import { dueAccounts } from './due.ts';
import type { LedgerDeps } from './lanes.ts';
import { transferCodes } from './transfer.ts';

/** The rules were applied when the lot got its day; its end follows from that. */
const noRules = 0;

/**
 * Moves what has lapsed on an account to where its kind lapses to, by an ordinary transfer. Its id is made from
 * the account's version: done twice it is one movement, and if the account has moved meanwhile it is refused for
 * good and the next sweep counts anew.
 */
export async function lapseLots(
  { db, transact, lanes }: Pick<LedgerDeps, 'db' | 'transact' | 'lanes'>,
  { book, id }: { book: number; id: string },
): Promise<void> {
  const [account] = await dueAccounts(db, { limit: 1, book, id });
  if (!account) return;
  const { region, lapsed, version, lastAt } = account;
  const { lapsesTo } = accountKinds[account.kind] as { lapsesTo?: Kind };
  invariant(lapsesTo, `${account.kind} has lots, so it says where they lapse to`);
  const credit = accountId(book, region, lapsesTo);
  await transact((tx) =>
    openAccounts(tx, book, [{ id: credit, kind: lapsesTo, owner: null, region }]),
  );
  await lanes.post(book, [
    {
      kind: 'lapse',
      id: timedIdFromCause(lastAt, `lapse-${book}-${id}-${version}`),
      debit: id,
      credit,
      amount: lapsed,
      code: transferCodes.lot_lapsed,
      ruleVersion: noRules,
    },
  ]);
}
