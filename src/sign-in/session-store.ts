import { and, desc, eq, gt, isNull, ne } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { session } from './tables.ts';

export type Session = typeof session.$inferSelect;

export async function addSession(tx: Tx, row: typeof session.$inferInsert) {
  await tx.insert(session).values(row);
}

export async function findSession(db: Db | Tx, book: number, id: string) {
  const rows = await db
    .select()
    .from(session)
    .where(and(eq(session.book, book), eq(session.id, id)));
  return rows[0];
}

export async function lockSession(tx: Tx, book: number, id: string) {
  const rows = await tx
    .select()
    .from(session)
    .where(and(eq(session.book, book), eq(session.id, id)))
    .for('update');
  return rows[0];
}

export async function updateSession(
  tx: Tx,
  book: number,
  id: string,
  set: Partial<typeof session.$inferInsert>,
) {
  await tx
    .update(session)
    .set(set)
    .where(and(eq(session.book, book), eq(session.id, id)));
}

/** The sessions of somebody that still stand, the newest first. */
export async function openSessionsOf(db: Db, book: number, personId: string, now: Instant) {
  return db
    .select()
    .from(session)
    .where(
      and(
        ...[eq(session.book, book), eq(session.personId, personId)],
        ...[isNull(session.endedAt), gt(session.expiresAt, now)],
      ),
    )
    .orderBy(desc(session.id));
}

/** Ends every session of somebody but one, and answers their ids. */
export async function endSessionsOf(
  tx: Tx,
  book: number,
  personId: string,
  now: Instant,
  except?: string,
): Promise<string[]> {
  const rows = await tx
    .update(session)
    .set({ endedAt: now })
    .where(
      and(
        ...[eq(session.book, book), eq(session.personId, personId), isNull(session.endedAt)],
        ...[gt(session.expiresAt, now), except === undefined ? undefined : ne(session.id, except)],
      ),
    )
    .returning({ id: session.id });
  return rows.map(({ id }) => id);
}

/** Ids of the sessions that were ended since a time. */
export async function endedSince(db: Db, book: number, since: Instant): Promise<Set<string>> {
  const rows = await db
    .select({ id: session.id })
    .from(session)
    .where(and(eq(session.book, book), gt(session.endedAt, since)));
  return new Set(rows.map(({ id }) => id));
}
