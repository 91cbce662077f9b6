import { plusSeconds } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { lanesBefore, logTime, removePart } from './store.ts';

/** Removed in one transaction: its lane is locked meanwhile, which writers to the other lanes do not notice. */
const entriesPerPartMax = 5000;

/**
 * Removes what is older than `days` from the log of a book, lane by lane from its oldest entry, each part only after
 * it was found to be as it was written; the lane keeps the last hash, from which the rest goes on, and says what went.
 * A part that is not in order stays, for check-books to name. Refuses (the database does, throws): less than six
 * months (网络安全法 Art. 21). Says how many went.
 */
export async function removeOldEntries(
  deps: Pick<Deps, 'db' | 'transact' | 'log'>,
  book: number,
  days: number,
): Promise<number> {
  const before = plusSeconds(await logTime(deps.db), -days * 86_400);
  let total = 0;
  for (const lane of await lanesBefore(deps.db, book, before)) {
    for (let removed = entriesPerPartMax; removed === entriesPerPartMax; ) {
      removed = await deps.transact((tx) => removePart(tx, book, lane, before, entriesPerPartMax));
      if (removed < 0) deps.log.error({ book, lane }, 'a part of the audit log is not in order');
      else total += removed;
    }
  }
  return total;
}
