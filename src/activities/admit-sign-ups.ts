import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse } from './refusals.ts';
import { admitSignUps as admit } from './sign-up-store.ts';
import { lockActivity, updateActivity } from './store.ts';

/**
 * The station admits people who hold a place. Those who wait, have cancelled or are admitted already stay as
 * they are, so pressing twice is no harm. Says how many were admitted now.
 * Refuses: activity_unknown, activity_state_wrong.
 */
export async function admitSignUps(
  deps: Deps,
  by: { book: number; stationId: string; personId: string },
  activityId: string,
  signUpIds: string[],
): Promise<{ admitted: number }> {
  return deps.transact(async (tx) => {
    const activity = await lockActivity(tx, by.book, activityId);
    if (!activity || activity.stationId !== by.stationId) throw refuse('activity_unknown');
    if (activity.state !== 'published') throw refuse('activity_state_wrong');
    const admitted = await admit(tx, by.book, activityId, signUpIds);
    await updateActivity(tx, by.book, activityId, {
      admitted: activity.admitted + admitted.length,
    });
    const deeds = admitted.map((id) => ({
      action: 'sign_up.admit' as const,
      object: { kind: 'sign_up', id },
      by: by.personId,
      before: { state: 'applied' },
      after: { state: 'admitted' },
    }));
    await record(tx, by.book, ...deeds);
    return { admitted: admitted.length };
  });
}
