import { type Deed, record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { signUpView } from './activity.ts';
import { refuse } from './refusals.ts';
import { firstWaiting, lockSignUp, setSignUpState } from './sign-up-store.ts';
import { lockActivity, updateActivity } from './store.ts';

/**
 * A volunteer who cannot come says so in time (条例 Art. 22); whoever has waited longest takes the place.
 * Refuses: activity_unknown, sign_up_unknown, sign_up_cannot_be_cancelled.
 */
export async function cancelSignUp(
  deps: Deps,
  by: { book: number; personId: string },
  activityId: string,
) {
  const { book, personId } = by;
  return deps.transact(async (tx) => {
    const activity = await lockActivity(tx, book, activityId);
    if (!activity) throw refuse('activity_unknown');
    const own = await lockSignUp(tx, book, activityId, personId);
    if (!own || own.state === 'cancelled') throw refuse('sign_up_unknown');
    const begun = own.state === 'checked_in' || own.state === 'checked_out';
    if (begun || activity.state !== 'published') throw refuse('sign_up_cannot_be_cancelled');
    const row = await setSignUpState(tx, book, own.id, 'cancelled');
    const cancelled = moved('sign_up.cancel', personId, own, 'cancelled');
    if (own.state === 'waiting') {
      await updateActivity(tx, book, activityId, { waiting: activity.waiting - 1 });
      await record(tx, book, cancelled);
      return signUpView(row, null);
    }
    const next = await firstWaiting(tx, book, activityId);
    if (next) await setSignUpState(tx, book, next.id, 'applied');
    await updateActivity(tx, book, activityId, {
      taken: next ? activity.taken : activity.taken - 1,
      waiting: next ? activity.waiting - 1 : activity.waiting,
      admitted: own.state === 'admitted' ? activity.admitted - 1 : activity.admitted,
    });
    const promoted = next ? [moved('sign_up.promote', personId, next, 'applied')] : [];
    await record(tx, book, cancelled, ...promoted);
    return signUpView(row, null);
  });
}

function moved(
  action: 'sign_up.cancel' | 'sign_up.promote',
  by: string,
  { id, state }: { id: string; state: string },
  after: string,
): Deed {
  return {
    action,
    object: { kind: 'sign_up', id },
    by,
    before: { state },
    after: { state: after },
  };
}
