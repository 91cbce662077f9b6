import { type Deed, record } from '../audit/index.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps, Served } from '../kit/deps.ts';
import { signUpView } from './activity.ts';
import { refuse } from './refusals.ts';
import {
  activitiesOf,
  firstWaiting,
  lockSignUp,
  moveAttendance,
  setSignUpState,
  setSignUpVolunteer,
} from './sign-up-store.ts';
import { lockActivity, updateActivity } from './store.ts';
import type { ActivityRow, SignUpRow } from './tables.ts';

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
    if (hasBegun(own) || activity.state !== 'published')
      throw refuse('sign_up_cannot_be_cancelled');
    const { row, deeds } = await cancel(tx, activity, own);
    await record(tx, book, ...deeds);
    return signUpView(row, null);
  });
}

/**
 * Gives up every place that somebody who serves no more still holds, or hands it to the registration that goes on, also
 * where it has begun, so that they go out again; else what has begun stays, and is recorded.
 */
export async function withdrawSignUps(
  tx: Tx,
  { book, personId, mergedInto }: Served,
): Promise<void> {
  const deeds: Deed[] = [];
  for (const activityId of await activitiesOf(tx, book, personId)) {
    const activity = await lockActivity(tx, book, activityId);
    const own = await lockSignUp(tx, book, activityId, personId);
    if (!own || activity?.state !== 'published' || own.state === 'cancelled') continue;
    const isFree = mergedInto && !(await lockSignUp(tx, book, activityId, mergedInto));
    if (mergedInto && isFree) deeds.push(await handOver(tx, own, mergedInto));
    else if (!hasBegun(own)) deeds.push(...(await cancel(tx, activity, own)).deeds);
  }
  await record(tx, book, ...deeds);
}

/** One person, who wished it under the one number and does it under the other. */
async function handOver(tx: Tx, own: SignUpRow, to: string): Promise<Deed> {
  const { book, id, volunteerId } = own;
  await setSignUpVolunteer(tx, book, id, to);
  await moveAttendance(tx, own, to);
  return {
    ...{ action: 'sign_up.hand_over', object: { kind: 'sign_up', id } },
    before: { volunteer: volunteerId },
    after: { volunteer: to },
  };
}

const hasBegun = ({ state }: SignUpRow) => state === 'checked_in' || state === 'checked_out';

/** The sign-up is locked, and so is its activity. */
async function cancel(
  tx: Tx,
  activity: ActivityRow,
  own: SignUpRow,
): Promise<{ row: SignUpRow; deeds: Deed[] }> {
  const { book, id: activityId } = activity;
  const row = await setSignUpState(tx, book, own.id, 'cancelled');
  const cancelled = moved('sign_up.cancel', own, 'cancelled');
  if (own.state === 'waiting') {
    await updateActivity(tx, book, activityId, { waiting: activity.waiting - 1 });
    return { row, deeds: [cancelled] };
  }
  const next = await firstWaiting(tx, book, activityId);
  if (next) await setSignUpState(tx, book, next.id, 'applied');
  await updateActivity(tx, book, activityId, {
    taken: next ? activity.taken : activity.taken - 1,
    waiting: next ? activity.waiting - 1 : activity.waiting,
    admitted: own.state === 'admitted' ? activity.admitted - 1 : activity.admitted,
  });
  const promoted = next ? [moved('sign_up.promote', next, 'applied')] : [];
  return { row, deeds: [cancelled, ...promoted] };
}

function moved(
  action: 'sign_up.cancel' | 'sign_up.promote',
  { id, state }: { id: string; state: string },
  after: string,
): Deed {
  return {
    action,
    object: { kind: 'sign_up', id },
    before: { state },
    after: { state: after },
  };
}
