import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import { refuse } from './refusals.ts';
import { attendanceOf } from './sign-up-store.ts';
import { updateActivity } from './store.ts';
import type { ActivityRow, AttendanceRow } from './tables.ts';

export interface ClosedActivity {
  activity: ActivityRow;
  /** Who came and when, by volunteer and time. */
  attendance: AttendanceRow[];
}

/**
 * Ends attendance for good: from here on nobody checks in or out, and what was recorded can be frozen.
 * The station may close early, when everybody has gone home. `activity` is locked by the caller.
 * Refuses: activity_state_wrong (also when it is closed already).
 */
export async function closeActivity(
  tx: Tx,
  activity: ActivityRow,
  now: Instant,
): Promise<ClosedActivity> {
  const { book, id } = activity;
  if (activity.state !== 'published' || activity.startsAt > now)
    throw refuse('activity_state_wrong');
  const closed = await updateActivity(tx, book, id, { state: 'closed', closedAt: now });
  return { activity: closed, attendance: await attendanceOf(tx, book, id) };
}
