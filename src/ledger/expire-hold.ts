import { timedIdFromCause } from '../kit/id.ts';
import { dueHolds } from './due.ts';
import type { LedgerDeps } from './lanes.ts';
import { transferCodes } from './transfer.ts';

/** Releases what a hold that has run out has promised. One that is resolved meanwhile stays as it is. */
export async function expireHold(
  { db, lanes }: Pick<LedgerDeps, 'db' | 'lanes'>,
  { book, id }: { book: number; id: string },
): Promise<void> {
  const [hold] = await dueHolds(db, { limit: 1, book, id });
  if (!hold) return;
  await lanes.post(book, [
    {
      kind: 'expire',
      id: timedIdFromCause(hold.expiresAt, `expire-${book}-${id}`),
      origin: id,
      code: transferCodes.hold_expired,
      ruleVersion: hold.ruleVersion,
    },
  ]);
}
