/**
 * Raises the load city, or tops it up, with the generator of the demonstration town:
 *   --volunteers 2000   how many live there (100000 = the harness's city)
 *   --attendees 5000    lines of the activity that settle.js settles; never more than there are volunteers
 *   --payers 5000       how many of the volunteers pay in redeem.js
 *   --days 0            days of ordinary activities before
 * Points come from service that was settled by the workers, as everywhere; only the attendance itself, thousands
 * of check-ins of days gone by, is written set-based as the owner of the database.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { managerOf, raiseDemoTown, type TownPlan } from '../src/demo/index.ts';
import {
  dateInChina,
  type Instant,
  instant,
  plusMinutes,
  plusSeconds,
  stopwatch,
} from '../src/kit/clock.ts';
import { type Db, many } from '../src/kit/db.ts';
import { newId } from '../src/kit/id.ts';
import { accountId } from '../src/ledger/index.ts';
import { forgottenBatches, settleActivity } from '../src/settlement/index.ts';
import { startWorker } from '../src/worker.ts';
import { type OpenCity, say, withCity, writeCity } from './city.ts';

const { values: flags } = parseArgs({
  options: {
    volunteers: { type: 'string', default: '2000' },
    attendees: { type: 'string', default: '5000' },
    payers: { type: 'string', default: '5000' },
    days: { type: 'string', default: '0' },
  },
});

/** Rules hold from 120 days ago, and each seed uses two days of the past: no minute is credited twice. */
const daysBackMax = 110;
const attendeesPerActivity = 5_000;
/** Enough for a hundred redemptions of a few centipoints. */
const centipointsMin = 400;
const settleSecondsMax = 600;

await withCity(seed);

async function seed(city: OpenCity): Promise<void> {
  const { deps, ownerDb } = city;
  await startWorker(deps);
  const days = Number(flags.days);
  const plan = await raiseDemoTown(deps, { volunteers: Number(flags.volunteers), days }, say);
  const people = plan.volunteers.map(({ id }) => id);
  const payers = people.slice(0, Number(flags.payers));
  const usedDays = await countLoadDays(ownerDb, plan.book);
  const dayOf = async (n: number) => loadDay(await deps.clock.now(deps.db), days + usedDays + n);

  if ((await poorestBalance(ownerDb, plan.book, payers)) < centipointsMin)
    await givePoints(city, plan, people, await dayOf(1));
  const attendees = people.slice(0, Number(flags.attendees));
  const activityId = await attendedActivity(ownerDb, plan, attendees, await dayOf(2));
  await ownerDb.execute(sql`ANALYZE`);
  const station = plan.stations[0]!;
  await writeCity({
    book: plan.book,
    rootKey: deps.keyring.root.toString('base64'),
    payers,
    merchants: plan.merchants.map(({ id, clerk }) => ({ id, clerkId: clerk.id })),
    station: { id: station.id, clerkId: station.clerk.id },
    activityId,
    attendees: attendees.length,
    since: (await deps.clock.now(deps.db)).toISOString(),
  });
  say(
    `load city: ${people.length} volunteers, ${payers.length} pay, ${attendees.length} lines to settle`,
  );
}

function loadDay(now: Instant, daysBack: number): Instant {
  if (daysBack > daysBackMax)
    throw new Error(
      'the load city has used up its past: remove its DATA_DIR, or take another database',
    );
  return instant(`${dateInChina(plusSeconds(now, -daysBack * 86_400))}T08:00:00+08:00`);
}

async function countLoadDays(db: Db, book: number): Promise<number> {
  const rows = await db.execute<{ days: string }>(sql`
    SELECT 2 * count(DISTINCT starts_at) AS days FROM activities.activity WHERE book = ${book} AND number LIKE 'LOAD-%'`);
  return Number(rows[0]!.days);
}

async function poorestBalance(db: Db, book: number, personIds: string[]): Promise<number> {
  const accounts = personIds.map((id) => accountId(book, id, 'points_main'));
  const rows = await db.execute<{ balance: string }>(sql`
    SELECT min(balance) AS balance FROM ledger.account WHERE book = ${book} AND id = ANY(${many(accounts, 'uuid')})`);
  return Number(rows[0]!.balance);
}

/** A full day of service for everybody, settled through the ordinary operation and posted by the workers. */
async function givePoints(
  { deps, ownerDb }: OpenCity,
  plan: TownPlan,
  people: string[],
  day: Instant,
): Promise<void> {
  const elapsed = stopwatch();
  const station = plan.stations[0]!;
  const by = managerOf(plan, station);
  for (let from = 0; from < people.length; from += attendeesPerActivity) {
    const id = await attendedActivity(
      ownerDb,
      plan,
      people.slice(from, from + attendeesPerActivity),
      day,
    );
    await settleActivity(deps, deps.transact, by, id);
  }
  while ((await forgottenBatches(deps.db, 0)).length > 0) {
    if (elapsed() > settleSecondsMax * 1000)
      throw new Error('the workers did not settle the load city in time');
    await sleep(100);
  }
  say(`points for ${people.length} volunteers settled in ${(elapsed() / 1000).toFixed(1)} s`);
}

/** An activity of the first station that `people` attended from 8 to 16 o'clock of `day`. Returns its id. */
async function attendedActivity(
  db: Db,
  { book, stations, officers }: TownPlan,
  people: string[],
  day: Instant,
) {
  const [id, station, count] = [newId(), stations[0]!, people.length];
  const [from, to] = [day.toISOString(), plusMinutes(day, 480).toISOString()];
  const volunteers = many(people, 'uuid');
  const ids = () =>
    many(
      people.map(() => newId()),
      'uuid',
    );
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      INSERT INTO activities.activity (book, id, number, station_id, region, title, category, content, risk_note,
        place_name, latitude, longitude, datum, radius_metres, starts_at, ends_at, capacity, taken, admitted,
        next_sequence, state, created_by, created_at, decided_by)
      VALUES (${book}, ${id}, ${`LOAD-${id}`}, ${station.id}, ${station.region}, '社区送餐', 'SC17', '送餐', '防滑',
        '活动室', 39.1, 117.1, 'GCJ02', 500, ${from}, ${to}, ${count}, ${count}, ${count},
        ${count + 1}, 'published', ${station.clerk.id}, ${from}, ${officers[0]!.id})`);
    await tx.execute(sql`
      INSERT INTO activities.sign_up (book, id, activity_id, volunteer_id, sequence, state, signed_up_at)
      SELECT ${book}, u.id, ${id}, u.v, u.n, 'checked_out', ${from}::timestamptz
      FROM unnest(${ids()}, ${volunteers}) WITH ORDINALITY AS u (id, v, n)`);
    await tx.execute(sql`
      INSERT INTO activities.attendance (book, id, activity_id, volunteer_id, checked_in_at, in_metres, checked_out_at, out_metres)
      SELECT ${book}, u.id, ${id}, u.v, ${from}::timestamptz, 5, ${to}::timestamptz, 5
      FROM unnest(${ids()}, ${volunteers}) AS u (id, v)`);
  });
  return id;
}
