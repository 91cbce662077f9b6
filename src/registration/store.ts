import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import { type Db, many, type Tx } from '../kit/db.ts';
import type { Step } from '../kit/in-turns.ts';
import { insertRows } from '../kit/insert-rows.ts';
import type { Purpose } from './consent-texts.ts';
import { type ConsentRow, consent, decision } from './tables.ts';

export async function addDecision(tx: Tx, row: typeof decision.$inferInsert): Promise<void> {
  await tx.insert(decision).values(row);
}

export function decisionsAbout(db: Db | Tx, book: number, volunteerId: string) {
  return db
    .select()
    .from(decision)
    .where(and(eq(decision.book, book), eq(decision.volunteerId, volunteerId)))
    .orderBy(asc(decision.decidedAt), asc(decision.id));
}

/** Adds consents; where somebody agrees to one purpose twice at the same moment, the first stays. */
export async function addConsents(tx: Tx, rows: (typeof consent.$inferInsert)[]): Promise<void> {
  await insertRows(tx, consent, rows, { passOver: true });
}

/** Takes back what is in force of people: all of it, or only some purposes. Left out, everybody does so for oneself. */
export async function withdrawInForce(
  tx: Tx,
  book: number,
  personIds: string[],
  { by, now, of }: { by?: string; now: Instant; of?: readonly Purpose[] },
): Promise<void> {
  if (personIds.length === 0) return;
  await tx
    .update(consent)
    .set({ withdrawnAt: now, withdrawnBy: by ?? sql`${consent.personId}` })
    .where(
      and(
        eq(consent.book, book),
        sql`${consent.personId} = ANY(${many(personIds, 'uuid')})`,
        isNull(consent.withdrawnAt),
        of && inArray(consent.purpose, [...of]),
      ),
    );
}

/** A registration begins, for the first time or again: what its form says stands, and nothing that was agreed to before. */
export const stepsToBeginConsents = (
  tx: Tx,
  book: number,
  personIds: string[],
  rows: (typeof consent.$inferInsert)[],
  now: Instant,
): Step[] => [() => withdrawInForce(tx, book, personIds, { now }), () => addConsents(tx, rows)];

/** All consents of somebody, also those that were withdrawn, the oldest first. */
export function consentsOf(db: Db | Tx, book: number, personId: string): Promise<ConsentRow[]> {
  return db
    .select()
    .from(consent)
    .where(and(eq(consent.book, book), eq(consent.personId, personId)))
    .orderBy(asc(consent.givenAt), asc(consent.id));
}

export async function consentInForce(
  db: Db | Tx,
  book: number,
  personId: string,
  purpose: Purpose,
): Promise<ConsentRow | undefined> {
  const rows = await db
    .select()
    .from(consent)
    .where(isInForce(book, personId, purpose));
  return rows[0];
}

/** The same, and nobody withdraws it until the transaction ends. */
export async function shareConsent(tx: Tx, book: number, personId: string, purpose: Purpose) {
  const rows = await tx
    .select()
    .from(consent)
    .where(isInForce(book, personId, purpose))
    .for('share');
  return rows[0];
}

const isInForce = (book: number, personId: string, purpose: Purpose) =>
  and(
    eq(consent.book, book),
    eq(consent.personId, personId),
    eq(consent.purpose, purpose),
    isNull(consent.withdrawnAt),
  );

export async function findConsent(db: Db | Tx, book: number, id: string) {
  const rows = await db
    .select()
    .from(consent)
    .where(and(eq(consent.book, book), eq(consent.id, id)));
  return rows[0];
}

export async function lockConsent(tx: Tx, book: number, id: string) {
  const rows = await tx
    .select()
    .from(consent)
    .where(and(eq(consent.book, book), eq(consent.id, id)))
    .for('no key update');
  return rows[0];
}

export async function markWithdrawn(
  tx: Tx,
  book: number,
  ids: string[],
  withdrawnBy: string,
  withdrawnAt: Instant,
): Promise<void> {
  await tx
    .update(consent)
    .set({ withdrawnAt, withdrawnBy })
    .where(and(eq(consent.book, book), inArray(consent.id, ids), isNull(consent.withdrawnAt)));
}
