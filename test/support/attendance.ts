import { sql } from 'drizzle-orm';
import { plusMinutes } from '../../src/kit/clock.ts';
import { many } from '../../src/kit/db.ts';
import { newId } from '../../src/kit/id.ts';
import { phones } from './steps.ts';
import type { TestTown } from './town.ts';

/**
 * An activity of the first station that people attended from three hours to one hour ago, written set-based
 * as the owner of the database: what thousands of check-ins would have left behind, in a moment.
 */
export async function pastAttendance(town: TestTown, volunteerIds: string[]): Promise<string> {
  const { book, stations, officers } = town.plan;
  const [station, id, now] = [stations[0]!, newId(), await town.now()];
  const [from, to] = [plusMinutes(now, -180).toISOString(), plusMinutes(now, -60).toISOString()];
  const people = many(volunteerIds, 'uuid');
  const ids = () =>
    many(
      volunteerIds.map(() => newId()),
      'uuid',
    );
  const count = volunteerIds.length;
  await town.database.ownerDb.transaction(async (tx) => {
    await tx.execute(sql`
      INSERT INTO activities.activity (book, id, number, station_id, region, title, category, content, risk_note,
        place_name, latitude, longitude, datum, radius_metres, starts_at, ends_at, capacity, taken, admitted,
        next_sequence, state, created_by, created_at, decided_by)
      VALUES (${book}, ${id}, ${`P-${id}`}, ${station.id}, ${station.region}, '社区送餐', 'SC17', '送餐', '防滑',
        '活动室', 39.1, 117.1, 'GCJ02', 500, ${from}, ${to}, ${count}, ${count}, ${count},
        ${count + 1}, 'published', ${station.clerk.id}, ${from}, ${officers[0]!.id})`);
    await tx.execute(sql`
      INSERT INTO activities.sign_up (book, id, activity_id, volunteer_id, sequence, state, signed_up_at)
      SELECT ${book}, u.id, ${id}, u.v, u.n, 'checked_out', ${from}::timestamptz
      FROM unnest(${ids()}, ${people}) WITH ORDINALITY AS u (id, v, n)`);
    await tx.execute(sql`
      INSERT INTO activities.attendance (book, id, activity_id, volunteer_id, checked_in_at, in_metres, checked_out_at, out_metres)
      SELECT ${book}, u.id, ${id}, u.v, ${from}::timestamptz, 5, ${to}::timestamptz, 5
      FROM unnest(${ids()}, ${people}) AS u (id, v)`);
  });
  return id;
}

/** The same for the first `count` volunteers of the town, with the station signed in to settle it. */
export async function activityWithAttendance(town: TestTown, count: number) {
  const volunteerIds = town.plan.volunteers.slice(0, count).map(({ id }) => id);
  const activityId = await pastAttendance(town, volunteerIds);
  return { activityId, station: await town.signIn(phones.station(1)) };
}
