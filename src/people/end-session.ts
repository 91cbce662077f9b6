import type { Actor } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { updateSession } from './store.ts';

/** Signs out: the session's refresh token is worthless from now on. Doing it twice is no harm. */
export async function endSession(deps: Deps, { book, sessionId }: Actor): Promise<void> {
  await deps.transact(async (tx) => {
    await updateSession(tx, book, sessionId, { endedAt: await deps.clock.now(tx) });
  });
}
