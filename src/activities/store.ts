import { and, asc, desc, eq, gt, inArray, lt, or, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { type ActivityRow, activity, type SignUpRow, signUp } from './tables.ts';

const isActivity = (book: number, id: string) => and(eq(activity.book, book), eq(activity.id, id));

export async function nextActivitySerial(tx: Tx): Promise<number> {
  const rows = await tx.execute<{ serial: string }>(
    sql`SELECT nextval('activities.activity_serial') AS serial`,
  );
  return Number(rows[0]!.serial);
}

export async function addActivity(tx: Tx, row: typeof activity.$inferInsert): Promise<ActivityRow> {
  const rows = await tx.insert(activity).values(row).returning();
  return rows[0]!;
}

export async function findActivity(
  db: Db | Tx,
  book: number,
  id: string,
): Promise<ActivityRow | undefined> {
  const rows = await db.select().from(activity).where(isActivity(book, id));
  return rows[0];
}

export async function lockActivity(
  tx: Tx,
  book: number,
  id: string,
): Promise<ActivityRow | undefined> {
  const rows = await tx.select().from(activity).where(isActivity(book, id)).for('update');
  return rows[0];
}

/** Keeps others from closing the activity meanwhile, but not from coming and going at the same time. */
export async function shareActivity(
  tx: Tx,
  book: number,
  id: string,
): Promise<ActivityRow | undefined> {
  const rows = await tx.select().from(activity).where(isActivity(book, id)).for('share');
  return rows[0];
}

export async function updateActivity(
  tx: Tx,
  book: number,
  id: string,
  set: Partial<typeof activity.$inferInsert>,
): Promise<ActivityRow> {
  const rows = await tx.update(activity).set(set).where(isActivity(book, id)).returning();
  return rows[0]!;
}

/** Published and not over, soonest first. */
export function openActivities(
  db: Db,
  book: number,
  now: Instant,
  limit: number,
  after?: [at: string, id: string],
) {
  return db
    .select()
    .from(activity)
    .where(
      and(
        eq(activity.book, book),
        eq(activity.state, 'published'),
        gt(activity.endsAt, now),
        after &&
          sql`(${activity.startsAt}, ${activity.id}) > (${after[0]}::timestamptz, ${after[1]}::uuid)`,
      ),
    )
    .orderBy(asc(activity.startsAt), asc(activity.id))
    .limit(limit);
}

/** A station's own, newest first: ids are timed. */
export function activitiesOfStations(
  db: Db,
  book: number,
  stations: string[],
  limit: number,
  before?: string,
) {
  return db
    .select()
    .from(activity)
    .where(
      and(
        eq(activity.book, book),
        inArray(activity.stationId, stations),
        before ? lt(activity.id, before) : undefined,
      ),
    )
    .orderBy(desc(activity.id))
    .limit(limit);
}

/** Waiting for review in any of the subtrees, oldest first: who submitted first is answered first. */
export function activitiesInReview(
  db: Db,
  book: number,
  prefixes: string[],
  limit: number,
  after?: string,
) {
  return db
    .select()
    .from(activity)
    .where(
      and(
        eq(activity.book, book),
        eq(activity.state, 'pending_review'),
        or(...prefixes.map((prefix) => sql`starts_with(${activity.region}, ${prefix})`)),
        after ? gt(activity.id, after) : undefined,
      ),
    )
    .orderBy(asc(activity.id))
    .limit(limit);
}

/** What a volunteer signed up for, newest sign-up first. */
export async function activitiesSignedUpFor(
  db: Db,
  book: number,
  volunteerId: string,
  limit: number,
  before?: string,
) {
  return db
    .select({ activity, signUpId: signUp.id })
    .from(signUp)
    .innerJoin(activity, and(eq(activity.book, signUp.book), eq(activity.id, signUp.activityId)))
    .where(
      and(
        eq(signUp.book, book),
        eq(signUp.volunteerId, volunteerId),
        before ? lt(signUp.id, before) : undefined,
      ),
    )
    .orderBy(desc(signUp.id))
    .limit(limit);
}

/** One volunteer's sign-ups for some activities, by activity. */
export async function signUpsOf(
  db: Db | Tx,
  book: number,
  volunteerId: string,
  activityIds: string[],
) {
  if (activityIds.length === 0) return new Map<string, SignUpRow>();
  const rows = await db
    .select()
    .from(signUp)
    .where(
      and(
        eq(signUp.book, book),
        eq(signUp.volunteerId, volunteerId),
        inArray(signUp.activityId, activityIds),
      ),
    );
  return new Map(rows.map((row) => [row.activityId, row]));
}

/** The place of each waiting sign-up on its list, from 1. */
export async function placesAhead(
  db: Db | Tx,
  book: number,
  waiting: SignUpRow[],
): Promise<Map<string, number>> {
  const places = new Map<string, number>();
  for (const row of waiting) {
    const rows = await db.execute<{ place: string }>(sql`
      SELECT count(*) AS place FROM activities.sign_up
      WHERE book = ${book} AND activity_id = ${row.activityId} AND state = 'waiting' AND sequence <= ${row.sequence}`);
    places.set(row.id, Number(rows[0]!.place));
  }
  return places;
}
