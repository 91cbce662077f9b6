import { and, eq, inArray } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { pin, session } from './tables.ts';

export async function findPin(db: Db | Tx, book: number, sessionId: string) {
  const rows = await db
    .select()
    .from(pin)
    .where(and(eq(pin.book, book), eq(pin.sessionId, sessionId)));
  return rows[0];
}

export async function lockPin(tx: Tx, book: number, sessionId: string) {
  const rows = await tx
    .select()
    .from(pin)
    .where(and(eq(pin.book, book), eq(pin.sessionId, sessionId)))
    .for('update');
  return rows[0];
}

/** Adds a PIN, or replaces the one with this hash; false when there is another by now. */
export async function putPin(
  tx: Tx,
  row: typeof pin.$inferInsert,
  replaced: string | undefined,
): Promise<boolean> {
  const { book, sessionId, hash, setAt } = row;
  if (replaced === undefined) {
    const added = await tx.insert(pin).values(row).onConflictDoNothing().returning();
    return added.length === 1;
  }
  const changed = await tx
    .update(pin)
    .set({ hash, setAt, tries: 0, lockedUntil: null })
    .where(and(eq(pin.book, book), eq(pin.sessionId, sessionId), eq(pin.hash, replaced)))
    .returning();
  return changed.length === 1;
}

export async function updatePin(
  tx: Tx,
  book: number,
  sessionId: string,
  set: Partial<typeof pin.$inferInsert>,
): Promise<void> {
  await tx
    .update(pin)
    .set(set)
    .where(and(eq(pin.book, book), eq(pin.sessionId, sessionId)));
}

/** The PINs of all devices of somebody. */
export async function removePins(tx: Tx, book: number, personId: string): Promise<void> {
  const ofPerson = tx
    .select({ id: session.id })
    .from(session)
    .where(and(eq(session.book, book), eq(session.personId, personId)));
  await tx.delete(pin).where(and(eq(pin.book, book), inArray(pin.sessionId, ofPerson)));
}
