import { plusSeconds } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { removeEndedBefore } from './store.ts';

const secondsPerDay = 86_400;

/** Removes what is kept of files whose time is over (PIPL Art. 19: no longer than needed). */
export async function removeOldImports(deps: Deps, book: number, days: number): Promise<void> {
  await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    await removeEndedBefore(tx, book, plusSeconds(now, -days * secondsPerDay));
  });
}
