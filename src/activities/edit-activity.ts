import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { requireOpenStation } from '../organisations/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeActivities } from './activity.ts';
import { lockActivityFor } from './activity-for.ts';
import { type ActivityText, activityFacts, columnsOf } from './draft.ts';
import { refuse } from './refusals.ts';
import { updateActivity } from './store.ts';

/**
 * The station mends an activity that was returned, and submits it again. Whoever mends it has submitted it, so they
 * do not review it. What lies with the reviewer or is published stays as the reviewer has read it.
 * Refuses: activity_unknown, not_allowed, activity_state_wrong, station_not_open, category_unknown,
 * activity_times_wrong.
 */
export async function editActivity(
  deps: Deps,
  actor: Actor,
  activityId: string,
  text: ActivityText,
) {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const activity = await lockActivityFor(tx, actor, 'activity.edit', activityId);
    if (activity.state !== 'returned') throw refuse('activity_state_wrong');
    await requireOpenStation(tx, book, activity.stationId);
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, activity.region, now);
    const row = await updateActivity(tx, book, activityId, {
      ...columnsOf(text, rules, now),
      createdBy: personId,
      state: 'pending_review',
      returnReason: null,
      decidedBy: null,
    });
    await record(tx, book, {
      action: 'activity.edit',
      object: { kind: 'activity', id: activityId },
      before: activityFacts(activity),
      after: activityFacts(row),
    });
    const [view] = await describeActivities(tx, book, [row], actor);
    return view!;
  });
}
