import { plusSeconds } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { forgetMembers } from '../organisations/index.ts';
import { forgetPeople } from './store.ts';

const secondsPerDay = 86_400;

/**
 * Forgets whom rejected and withdrawn applications named, and who has left a roster, after some days (PIPL Art. 19: no
 * longer than needed). What was filed stays: it says by whom a body was started.
 */
export async function forgetFilingPeople(deps: Deps, book: number, days: number): Promise<void> {
  const before = plusSeconds(await deps.clock.now(deps.db), -days * secondsPerDay);
  for (const forget of [forgetPeople, forgetMembers])
    for (let forgotten = 1; forgotten > 0; )
      forgotten = await deps.transact((tx) => forget(tx, book, before));
}
