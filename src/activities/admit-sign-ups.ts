import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { lockActivityFor } from './activity-for.ts';
import { refuse } from './refusals.ts';
import { admitSignUps as admit } from './sign-up-store.ts';
import { updateActivity } from './store.ts';

/**
 * The station admits people who hold a place. Those who wait, have cancelled or are admitted already stay as
 * they are, so pressing twice is no harm. Says how many were admitted now.
 * Refuses: activity_unknown, not_allowed, activity_state_wrong.
 */
export async function admitSignUps(
  deps: Deps,
  actor: Actor,
  activityId: string,
  signUpIds: string[],
): Promise<{ admitted: number }> {
  return deps.transact(async (tx) => {
    const activity = await lockActivityFor(tx, actor, 'sign_up.admit', activityId);
    if (activity.state !== 'published') throw refuse('activity_state_wrong');
    const admitted = await admit(tx, actor.book, activityId, signUpIds);
    await updateActivity(tx, actor.book, activityId, {
      admitted: activity.admitted + admitted.length,
    });
    const deeds = admitted.map((id) => ({
      action: 'sign_up.admit' as const,
      object: { kind: 'sign_up', id },
      by: actor.personId,
      before: { state: 'applied' },
      after: { state: 'admitted' },
    }));
    await record(tx, actor.book, ...deeds);
    return { admitted: admitted.length };
  });
}
