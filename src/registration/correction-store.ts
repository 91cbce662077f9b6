import { and, asc, eq, gt, or, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { seenBy } from '../people/index.ts';
import { type CorrectionRow, correction } from './tables.ts';

const ownMax = 100;

export async function addCorrection(tx: Tx, row: typeof correction.$inferInsert): Promise<void> {
  await tx.insert(correction).values(row);
}

export async function findCorrection(db: Db | Tx, book: number, id: string) {
  const rows = await db
    .select()
    .from(correction)
    .where(and(eq(correction.book, book), eq(correction.id, id)));
  return rows[0];
}

/** The registration ends: what nobody has answered is void, and no words about the person are kept. */
export async function voidCorrections(
  tx: Tx,
  book: number,
  volunteerId: string,
  decidedAt: Instant,
): Promise<void> {
  const ofVolunteer = and(eq(correction.book, book), eq(correction.volunteerId, volunteerId));
  // A "no" has its words, and they may name somebody.
  const answer = sql`CASE WHEN ${correction.answer} IS NOT NULL THEN '—' END`;
  await tx.update(correction).set({ reasonSealed: null, answer }).where(ofVolunteer);
  await tx
    .update(correction)
    .set({ state: 'void', wantedSealed: null, decidedAt })
    .where(and(ofVolunteer, eq(correction.state, 'open')));
}

export async function lockCorrection(tx: Tx, book: number, id: string) {
  const rows = await tx
    .select()
    .from(correction)
    .where(and(eq(correction.book, book), eq(correction.id, id)))
    .for('update');
  return rows[0];
}

/** What was wanted is not kept any longer. */
export async function answerCorrection(
  tx: Tx,
  book: number,
  id: string,
  set: Pick<typeof correction.$inferInsert, 'state' | 'decidedBy' | 'decidedAt' | 'answer'>,
): Promise<CorrectionRow> {
  const rows = await tx
    .update(correction)
    .set({ ...set, wantedSealed: null })
    .where(and(eq(correction.book, book), eq(correction.id, id)))
    .returning();
  return rows[0]!;
}

/** What somebody has asked for, the oldest first. */
export function correctionsOf(db: Db | Tx, book: number, volunteerId: string) {
  return db
    .select()
    .from(correction)
    .where(and(eq(correction.book, book), eq(correction.volunteerId, volunteerId)))
    .orderBy(asc(correction.askedAt), asc(correction.id))
    .limit(ownMax);
}

/** Open requests of the areas whose codes begin so, after one, the oldest first. */
export function openCorrections(
  db: Db,
  book: number,
  {
    prefixes,
    protectedIn,
    after,
    limit,
  }: { prefixes: string[]; protectedIn: string[]; after?: string | undefined; limit: number },
) {
  return db
    .select()
    .from(correction)
    .where(
      and(
        eq(correction.book, book),
        eq(correction.state, 'open'),
        or(...prefixes.map((prefix) => sql`starts_with(${correction.region}, ${prefix})`)),
        seenBy(book, { person: correction.volunteerId, region: correction.region }, protectedIn),
        after === undefined ? undefined : gt(correction.id, after),
      ),
    )
    .orderBy(asc(correction.id))
    .limit(limit);
}
