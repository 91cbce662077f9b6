import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse } from './refusals.ts';
import { endSessionsOf, lockSession, updateSession } from './session-store.ts';

/**
 * Signs out of one's own session: its refresh token is worthless from now on, its access token within five seconds.
 * Doing it twice is no harm. Refuses: session_unknown (also for a session of somebody else).
 */
export async function endSession(
  deps: Deps,
  { book, personId }: Actor,
  sessionId: string,
): Promise<void> {
  await deps.transact(async (tx) => {
    const session = await lockSession(tx, book, sessionId);
    if (session?.personId !== personId) throw refuse('session_unknown');
    if (session.endedAt) return;
    const endedAt = await deps.clock.now(tx);
    await updateSession(tx, book, sessionId, { endedAt });
    await record(tx, book, deedOfEnd(sessionId, personId, endedAt));
  });
}

/** Signs out everywhere. */
export async function endEverySession(deps: Deps, { book, personId }: Actor): Promise<void> {
  await deps.transact(async (tx) =>
    endOtherSessions(tx, book, personId, await deps.clock.now(tx), undefined),
  );
}

/** Ends all sessions of somebody but `kept`: how they sign in has changed, or they want it so. */
export async function endOtherSessions(
  tx: Tx,
  book: number,
  personId: string,
  now: Instant,
  kept: string | undefined,
  by: string | null = personId,
): Promise<void> {
  const ids = await endSessionsOf(tx, book, personId, now, kept);
  await record(tx, book, ...ids.map((id) => deedOfEnd(id, by, now)));
}

/** By nobody where it was done at the console. */
const deedOfEnd = (id: string, by: string | null, endedAt: Instant) => ({
  ...{ action: 'session.end' as const, object: { kind: 'session', id }, after: { endedAt } },
  ...(by === null ? {} : { by }),
});
