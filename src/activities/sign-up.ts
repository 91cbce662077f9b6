import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { requireServing } from '../registration/index.ts';
import { signUpView } from './activity.ts';
import { refuse } from './refusals.ts';
import { lockSignUp, putSignUp } from './sign-up-store.ts';
import { lockActivity, placesAhead, updateActivity } from './store.ts';

/**
 * A volunteer signs up: takes a place while there is one, else joins the waiting list in order. The lock on
 * the activity makes the last place go to one person only.
 * Refuses: volunteer_suspended, activity_unknown, sign_up_closed, already_signed_up.
 */
export async function signUp(
  deps: Deps,
  by: { book: number; personId: string },
  activityId: string,
) {
  const { book, personId } = by;
  return deps.transact(async (tx) => {
    await requireServing(tx, book, personId);
    const now = await deps.clock.now(tx);
    const activity = await lockActivity(tx, book, activityId);
    if (!activity || activity.state === 'pending_review' || activity.state === 'returned') {
      throw refuse('activity_unknown');
    }
    if (activity.state !== 'published' || activity.endsAt <= now) throw refuse('sign_up_closed');
    const before = await lockSignUp(tx, book, activityId, personId);
    if (before && before.state !== 'cancelled') throw refuse('already_signed_up');
    const full = activity.taken >= activity.capacity;
    await updateActivity(tx, book, activityId, {
      nextSequence: activity.nextSequence + 1,
      ...(full ? { waiting: activity.waiting + 1 } : { taken: activity.taken + 1 }),
    });
    const row = await putSignUp(tx, {
      book,
      id: newId(),
      activityId,
      volunteerId: personId,
      sequence: activity.nextSequence,
      state: full ? 'waiting' : 'applied',
      signedUpAt: now,
    });
    await record(tx, book, {
      action: 'sign_up.make',
      object: { kind: 'sign_up', id: row.id },
      by: personId,
      ...(before ? { before: { state: before.state, sequence: before.sequence } } : {}),
      after: { activityId, state: row.state, sequence: row.sequence },
    });
    const places = await placesAhead(tx, book, full ? [row] : []);
    return signUpView(row, places.get(row.id) ?? null);
  });
}
