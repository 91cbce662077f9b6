import type { Actor } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { rotatingCode } from '../kit/rotating-code.ts';
import { activityFor } from './activity-for.ts';
import { refuse } from './refusals.ts';

export type Purpose = 'check_in' | 'check_out';

/** What a code is signed for: one activity of one book, and coming or going. */
export const codeSubject = (book: number, activityId: string, purpose: Purpose) =>
  `${book}|${activityId}|${purpose}`;
export const codeKey = (deps: Pick<Deps, 'vault'>) => deps.vault.derive('attendance-code/1');

/**
 * The code that the station's screen shows now. It changes every half minute and is good for at most a minute,
 * so that a photograph of it is worth little.
 * Refuses: activity_unknown, not_allowed, activity_state_wrong.
 */
export async function showAttendanceCode(
  deps: Deps,
  actor: Actor,
  activityId: string,
  purpose: Purpose,
) {
  const { book } = actor;
  const activity = await activityFor(deps.db, actor, book, 'attendance.show_code', activityId);
  if (activity.state !== 'published') throw refuse('activity_state_wrong');
  const now = await deps.clock.now(deps.db);
  const shown = rotatingCode(codeKey(deps), codeSubject(book, activityId, purpose), now);
  return { ...shown, purpose, expiresAt: shown.expiresAt.toISOString() };
}
