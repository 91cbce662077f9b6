import { stopwatch } from '../kit/clock.ts';

/** A token lives on for at most so long after what it rests on was revoked or ended. */
const staleSecondsMax = 5;

/**
 * Tells of ids whether one is among those that `ask` finds. It asks once in five seconds and not for every request; who
 * comes while it asks, waits for the answer.
 */
export function watchIds(ask: () => Promise<Set<string>>) {
  let found: Promise<Set<string>> | undefined;
  let since = stopwatch();
  const askAnew = () => {
    since = stopwatch();
    const asked = ask();
    // After a failure the next request asks again.
    asked.catch(() => {
      if (found === asked) found = undefined;
    });
    return asked;
  };
  return async (ids: string[]): Promise<boolean> => {
    if (ids.length === 0) return false;
    if (!found || since() > staleSecondsMax * 1000) found = askAnew();
    const known = await found;
    return known.size > 0 && ids.some((id) => known.has(id));
  };
}
