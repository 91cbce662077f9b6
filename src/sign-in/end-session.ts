import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { updateSession } from './store.ts';

/** Signs out: the session's refresh token is worthless from now on. Doing it twice is no harm. */
export async function endSession(deps: Deps, { book, personId, sessionId }: Actor): Promise<void> {
  await deps.transact(async (tx) => {
    const endedAt = await deps.clock.now(tx);
    await updateSession(tx, book, sessionId, { endedAt });
    await record(tx, book, {
      action: 'session.end',
      object: { kind: 'session', id: sessionId },
      by: personId,
      after: { endedAt },
    });
  });
}
