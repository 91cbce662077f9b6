import { stopwatch } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { recentlyRevoked } from './store.ts';

/** A token lives on for at most so long after a grant that it rests on was revoked. */
const staleSecondsMax = 5;
/** Longer than a token lives, by what the clocks of two machines may differ and a transaction may take. */
const graceSeconds = 60;

/**
 * Tells of grants whether one was revoked within the life of a token. It asks the database once in five seconds and
 * not for every request; who comes while it asks, waits for the answer.
 */
export function watchRevoked({ db, book, tokens }: Deps) {
  let revoked: Promise<Set<string>> | undefined;
  let since = stopwatch();
  const ask = () => {
    since = stopwatch();
    const asked = recentlyRevoked(db, book, tokens.lifeSeconds + graceSeconds);
    // After a failure the next request asks again.
    asked.catch(() => {
      if (revoked === asked) revoked = undefined;
    });
    return asked;
  };
  return async (grants: string[]): Promise<boolean> => {
    if (grants.length === 0) return false;
    if (!revoked || since() > staleSecondsMax * 1000) revoked = ask();
    const ids = await revoked;
    return ids.size > 0 && grants.some((id) => ids.has(id));
  };
}
