import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { requireOpenStation } from '../organisations/index.ts';
import { describeActivities } from './activity.ts';
import { lockActivityFor } from './activity-for.ts';
import { refuse } from './refusals.ts';
import { updateActivity } from './store.ts';
import type { ActivityRow } from './tables.ts';

export type Decision = { decision: 'approve' } | { decision: 'return'; reason: string };

/**
 * The street or the community publishes an activity or returns it with a reason (domain.md 9.1).
 * Refuses: activity_unknown, not_allowed, self_review, activity_state_wrong, station_not_open.
 */
export async function reviewActivity(
  deps: Deps,
  actor: Actor,
  activityId: string,
  decision: Decision,
) {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const activity = await lockActivityFor(tx, actor, 'activity.review', activityId);
    if (activity.state !== 'pending_review') throw refuse('activity_state_wrong');
    if (decision.decision === 'approve') await requireOpenStation(tx, book, activity.stationId);
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
    const [view] = await describeActivities(tx, book, [row], actor);
    return view!;
  });
}

const reviewed = ({ state, decidedBy, returnReason }: ActivityRow) => ({
  ...{ state, decidedBy, returnReason },
});
