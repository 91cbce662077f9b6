import { plusMinutes } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { removeOldStrikes } from '../kit/strikes.ts';
import { rulesInForce } from '../rules/index.ts';
import { removeOldCodes, removeOldFailures, removeOldSessions } from './retention-store.ts';

const minutesPerHour = 60;

/**
 * Removes what signing in leaves behind once its time by the rule set is over (PIPL Art. 19, the shortest retention): codes,
 * strikes and failures, and sessions that have ended. The log keeps what happened. Says how many rows went.
 */
export async function removeStale(
  deps: Pick<Deps, 'db' | 'transact' | 'clock'>,
  book: number,
): Promise<number> {
  const now = await deps.clock.now(deps.db);
  const rules = await rulesInForce(deps.db, book, String(book), now);
  const hours = rules.get('retention.sign_in_h');
  const before = plusMinutes(now, -hours * minutesPerHour);
  const endedBefore = plusMinutes(now, -rules.get('retention.session_h') * minutesPerHour);
  const removals = [
    () => deps.transact((tx) => removeOldCodes(tx, book, before)),
    () => deps.transact((tx) => removeOldFailures(tx, book, before, now)),
    () => deps.transact((tx) => removeOldSessions(tx, book, endedBefore)),
    () => removeOldStrikes(deps.db, hours),
  ];
  let total = 0;
  for (const remove of removals) {
    for (let removed = 1; removed > 0; total += removed) removed = await remove();
  }
  return total;
}
