import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type Actor, administers } from '../people/index.ts';
import { describeActivities } from './activity.ts';
import { refuse } from './refusals.ts';
import { lockActivity, updateActivity } from './store.ts';
import type { ActivityRow } from './tables.ts';

export type Decision = { decision: 'approve' } | { decision: 'return'; reason: string };

/**
 * A street (or district, city) administrator publishes an activity or returns it with a reason.
 * Refuses: activity_unknown (also outside of the administrator's area), activity_state_wrong, self_review.
 */
export async function reviewActivity(
  deps: Deps,
  actor: Actor,
  activityId: string,
  decision: Decision,
) {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const activity = await lockActivity(tx, book, activityId);
    if (!activity || !administers(actor, activity.region)) throw refuse('activity_unknown');
    if (activity.state !== 'pending_review') throw refuse('activity_state_wrong');
    if (activity.createdBy === personId) throw refuse('self_review');
    const row = await updateActivity(tx, book, activityId, {
      decidedBy: personId,
      ...(decision.decision === 'approve'
        ? { state: 'published' as const }
        : { state: 'returned' as const, returnReason: decision.reason }),
    });
    await record(tx, book, {
      action: row.state === 'published' ? 'activity.approve' : 'activity.return',
      object: { kind: 'activity', id: activityId },
      by: personId,
      before: reviewed(activity),
      after: reviewed(row),
    });
    const [view] = await describeActivities(tx, book, [row], undefined);
    return view!;
  });
}

const reviewed = ({ state, decidedBy, returnReason }: ActivityRow) => ({
  ...{ state, decidedBy, returnReason },
});
