import { record } from '../audit/index.ts';
import { dateInChina, type Instant, plusMinutes } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { metresBetween, type Position } from '../kit/distance.ts';
import { newId } from '../kit/id.ts';
import { isRotatingCode } from '../kit/rotating-code.ts';
import { countStrike, readStrikes } from '../kit/strikes.ts';
import { hasConsented } from '../registration/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { holdsPlace, signUpView } from './activity.ts';
import { codeKey, codeSubject, type Purpose } from './attendance-code.ts';
import { refuse } from './refusals.ts';
import {
  addAttendance,
  attendanceOf,
  endAttendance,
  lockSignUp,
  setSignUpState,
} from './sign-up-store.ts';
import { shareActivity } from './store.ts';
import type { ActivityRow } from './tables.ts';

export interface Presence {
  code: string;
  /** Left out by those who do not want to be located (PIPL Art. 16): the code alone says that they are there. */
  position?: Position & { accuracyMetres: number };
}

const strikeWindowSeconds = 60;

/**
 * A volunteer checks in or out: with the code on the station's screen, at the place, around the time.
 * Only the distance is kept, and only of those who have agreed to be located.
 * Refuses: activity_unknown, attendance_locked, attendance_code_wrong, location_not_agreed, position_inaccurate, outside_radius,
 * outside_hours, not_admitted, already_checked_in, check_ins_used_up, not_checked_in.
 */
export async function attend(
  deps: Deps,
  by: { book: number; personId: string },
  activityId: string,
  purpose: Purpose,
  presence: Presence,
) {
  const { book, personId } = by;
  const strikes = `attendance|${book}|${personId}`;
  const now = await deps.clock.now(deps.db);
  const tried = await readStrikes(deps.db, strikes);
  const city = await rulesInForce(deps.db, book, String(book), now);
  if (tried.count >= city.get('attendance.bad_tries_per_min')) {
    const seconds = tried.retryAfterSeconds;
    throw refuse('attendance_locked', { values: { seconds }, retryAfterSeconds: seconds });
  }
  if (!isRotatingCode(codeKey(deps), codeSubject(book, activityId, purpose), now, presence.code)) {
    await countStrike(deps.db, strikes, strikeWindowSeconds);
    throw refuse('attendance_code_wrong', { pointer: '/code' });
  }
  return deps.transact(async (tx) => {
    const activity = await shareActivity(tx, book, activityId);
    if (!activity) throw refuse('activity_unknown');
    if (activity.state !== 'published') throw refuse('outside_hours');
    const rules = await rulesInForce(tx, book, activity.region, now);
    requireHours(activity, rules, now);
    const metres = await requireNearby(tx, by, activity, rules, presence.position);
    const own = await lockSignUp(tx, book, activityId, personId);
    if (!own || !holdsPlace(own.state) || own.state === 'applied') throw refuse('not_admitted');
    const key = { book, activityId, volunteerId: personId };
    if (purpose === 'check_in') await comeIn(tx, key, own.state, rules, { now, metres });
    else if (!(await endAttendance(tx, key, { checkedOutAt: now, outMetres: metres })))
      throw refuse('not_checked_in');
    const state = purpose === 'check_in' ? 'checked_in' : 'checked_out';
    const row = await setSignUpState(tx, book, own.id, state);
    await record(tx, book, {
      action: `sign_up.${purpose}`,
      object: { kind: 'sign_up', id: own.id },
      by: personId,
      before: { state: own.state },
      after: { state, metres },
    });
    return signUpView(row, null);
  });
}

function requireHours(activity: ActivityRow, rules: Rules, now: Instant) {
  const opens = plusMinutes(activity.startsAt, -rules.get('checkin.early_min'));
  const closes = plusMinutes(activity.endsAt, rules.get('checkin.late_min'));
  if (now < opens || now > closes) throw refuse('outside_hours');
}

async function requireNearby(
  tx: Tx,
  { book, personId }: { book: number; personId: string },
  activity: ActivityRow,
  rules: Rules,
  position: Presence['position'],
): Promise<number | null> {
  if (!position) return null;
  if (!(await hasConsented(tx, book, personId, 'location')))
    throw refuse('location_not_agreed', { pointer: '/position' });
  if (position.accuracyMetres > rules.get('checkin.accuracy_m')) {
    throw refuse('position_inaccurate', {
      pointer: '/position',
      values: { metres: Math.round(position.accuracyMetres) },
    });
  }
  const metres = metresBetween(activity, position);
  if (metres > activity.radiusMetres) {
    const values = { metres: Math.ceil(metres), radius: activity.radiusMetres };
    throw refuse('outside_radius', { pointer: '/position', values });
  }
  return Math.round(metres);
}

async function comeIn(
  tx: Tx,
  key: { book: number; activityId: string; volunteerId: string },
  state: string,
  rules: Rules,
  { now, metres }: { now: Instant; metres: number | null },
) {
  if (state === 'checked_in') throw refuse('already_checked_in');
  const earlier = await attendanceOf(tx, key.book, key.activityId, [key.volunteerId]);
  const today = earlier.filter(({ checkedInAt }) => dateInChina(checkedInAt) === dateInChina(now));
  const times = rules.get('checkin.pairs_per_day');
  if (today.length >= times) throw refuse('check_ins_used_up', { values: { times } });
  await addAttendance(tx, { ...key, id: newId(), checkedInAt: now, inMetres: metres });
}
