import { and, asc, eq, gt, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { many } from '../kit/db.ts';
import type { SignUpState } from './activity.ts';
import { activity, attendance, type SignUpRow, signUp } from './tables.ts';

export async function lockSignUp(tx: Tx, book: number, activityId: string, volunteerId: string) {
  const rows = await tx
    .select()
    .from(signUp)
    .where(
      and(
        eq(signUp.book, book),
        eq(signUp.activityId, activityId),
        eq(signUp.volunteerId, volunteerId),
      ),
    )
    .for('update');
  return rows[0];
}

export async function putSignUp(tx: Tx, row: typeof signUp.$inferInsert): Promise<SignUpRow> {
  const { sequence, state, signedUpAt } = row;
  const rows = await tx
    .insert(signUp)
    .values(row)
    .onConflictDoUpdate({
      target: [signUp.book, signUp.activityId, signUp.volunteerId],
      set: { sequence, state, signedUpAt },
    })
    .returning();
  return rows[0]!;
}

export async function setSignUpState(
  tx: Tx,
  book: number,
  id: string,
  state: SignUpState,
): Promise<SignUpRow> {
  const rows = await tx
    .update(signUp)
    .set({ state })
    .where(and(eq(signUp.book, book), eq(signUp.id, id)))
    .returning();
  return rows[0]!;
}

export async function setSignUpVolunteer(tx: Tx, book: number, id: string, volunteerId: string) {
  await tx
    .update(signUp)
    .set({ volunteerId })
    .where(and(eq(signUp.book, book), eq(signUp.id, id)));
}

/** The published activities in which somebody has a place or waits for one, in the order in which they are locked. */
export async function activitiesOf(tx: Tx, book: number, volunteerId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: activity.id })
    .from(signUp)
    .innerJoin(activity, and(eq(activity.book, signUp.book), eq(activity.id, signUp.activityId)))
    .where(
      and(
        ...[eq(signUp.book, book), eq(signUp.volunteerId, volunteerId)],
        ne(signUp.state, 'cancelled'),
        eq(activity.state, 'published'),
      ),
    )
    .orderBy(asc(activity.id));
  return rows.map(({ id }) => id);
}

/** The one who has waited longest. */
export async function firstWaiting(tx: Tx, book: number, activityId: string) {
  const rows = await tx
    .select()
    .from(signUp)
    .where(
      and(eq(signUp.book, book), eq(signUp.activityId, activityId), eq(signUp.state, 'waiting')),
    )
    .orderBy(asc(signUp.sequence))
    .limit(1)
    .for('update');
  return rows[0];
}

/** Admits those of `ids` who hold a place and are not admitted yet; says which these were. */
export async function admitSignUps(
  tx: Tx,
  book: number,
  activityId: string,
  ids: string[],
): Promise<string[]> {
  const rows = await tx
    .update(signUp)
    .set({ state: 'admitted' })
    .where(
      and(
        eq(signUp.book, book),
        eq(signUp.activityId, activityId),
        eq(signUp.state, 'applied'),
        inArray(signUp.id, ids),
      ),
    )
    .returning({ id: signUp.id });
  return rows.map(({ id }) => id);
}

export function signUpsPage(
  db: Db,
  book: number,
  activityId: string,
  limit: number,
  after?: number,
) {
  return db
    .select()
    .from(signUp)
    .where(
      and(
        eq(signUp.book, book),
        eq(signUp.activityId, activityId),
        after === undefined ? undefined : gt(signUp.sequence, after),
      ),
    )
    .orderBy(asc(signUp.sequence))
    .limit(limit);
}

export async function attendanceOf(
  db: Db | Tx,
  book: number,
  activityId: string,
  volunteerIds?: string[],
) {
  return db
    .select()
    .from(attendance)
    .where(
      and(
        eq(attendance.book, book),
        eq(attendance.activityId, activityId),
        volunteerIds && sql`${attendance.volunteerId} = ANY(${many(volunteerIds, 'uuid')})`,
      ),
    )
    .orderBy(asc(attendance.volunteerId), asc(attendance.checkedInAt));
}

export async function addAttendance(tx: Tx, row: typeof attendance.$inferInsert) {
  await tx.insert(attendance).values(row);
}

/** When somebody came and went in an activity, was under another number. */
export async function moveAttendance(
  tx: Tx,
  { book, activityId, volunteerId }: Pick<SignUpRow, 'book' | 'activityId' | 'volunteerId'>,
  to: string,
): Promise<void> {
  await tx
    .update(attendance)
    .set({ volunteerId: to })
    .where(
      and(
        eq(attendance.book, book),
        eq(attendance.activityId, activityId),
        eq(attendance.volunteerId, volunteerId),
      ),
    );
}

/** Ends the open attendance; false when there is none. */
export async function endAttendance(
  tx: Tx,
  key: { book: number; activityId: string; volunteerId: string },
  set: { checkedOutAt: Date; outMetres: number | null },
): Promise<boolean> {
  const rows = await tx
    .update(attendance)
    .set(set)
    .where(
      and(
        eq(attendance.book, key.book),
        eq(attendance.activityId, key.activityId),
        eq(attendance.volunteerId, key.volunteerId),
        isNull(attendance.checkedOutAt),
      ),
    )
    .returning({ id: attendance.id });
  return rows.length > 0;
}
