import { and, asc, eq, sql } from 'drizzle-orm';
import { type Db, many, type Tx } from '../kit/db.ts';
import { volunteer } from './tables.ts';

/** A registration of somebody who was registered more than once. */
interface Merged {
  id: string;
  /** The one at the end of all merges, and its number. */
  goesOnId: string;
  number: string;
}

/**
 * Of the people who have one of these registrations, all those that were merged, each with the one that goes on;
 * nothing of whoever was registered once.
 */
export async function goingOn(db: Db | Tx, book: number, ids: string[]): Promise<Merged[]> {
  if (ids.length === 0) return [];
  const rows = await db.execute<{ id: string; goes_on: string; number: string }>(sql`
    WITH RECURSIVE up AS (
      SELECT id, merged_into, number FROM people.volunteer WHERE book = ${book} AND id = ANY(${many(ids, 'uuid')})
      UNION
      SELECT v.id, v.merged_into, v.number FROM up JOIN people.volunteer v ON v.book = ${book} AND v.id = up.merged_into
    ), down AS (
      SELECT id, id AS goes_on, number FROM up WHERE merged_into IS NULL
      UNION
      SELECT v.id, down.goes_on, down.number FROM down JOIN people.volunteer v ON v.book = ${book} AND v.merged_into = down.id
    )
    SELECT id, goes_on, number FROM down WHERE id <> goes_on`);
  return [...rows].map(({ id, goes_on: goesOnId, number }) => ({ id, goesOnId, number }));
}

/**
 * The same of many, by id, and none of them is merged until the transaction ends: what is credited to those who go on stays
 * with them.
 */
export async function holdGoingOn(
  tx: Tx,
  book: number,
  ids: string[],
): Promise<Map<string, string>> {
  const held = new Set<string>();
  for (let next = [...new Set(ids)]; ; ) {
    await holdVolunteers(tx, book, next);
    for (const id of next) held.add(id);
    const merged = await goingOn(tx, book, ids);
    // Whoever goes on may have been merged while this waited.
    next = [...new Set(merged.map(({ goesOnId }) => goesOnId))].filter((id) => !held.has(id));
    if (next.length === 0) return new Map(merged.map(({ id, goesOnId }) => [id, goesOnId]));
  }
}

/** In the order of their ids, as merging takes them. */
async function holdVolunteers(tx: Tx, book: number, ids: string[]): Promise<void> {
  await tx
    .select({ id: volunteer.id })
    .from(volunteer)
    .where(and(eq(volunteer.book, book), sql`${volunteer.id} = ANY(${many(ids, 'uuid')})`))
    .orderBy(asc(volunteer.id))
    .for('share');
}
