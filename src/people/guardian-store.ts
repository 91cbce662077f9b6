import { and, asc, eq, gt, isNotNull } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { volunteer } from './tables.ts';

/** Nobody is the guardian of more. */
const wardsMax = 50;

/** Those who name a guardian with this phone, in whatever state their registration is. */
export async function wardsOf(db: Db | Tx, book: number, guardianIndex: Buffer) {
  return db
    .select()
    .from(volunteer)
    .where(and(eq(volunteer.book, book), eq(volunteer.guardianIndex, guardianIndex)))
    .orderBy(asc(volunteer.id))
    .limit(wardsMax);
}

/** Whoever has a guardian, by id, after one; where asked for only those who still wait for an answer. */
export function volunteersWithGuardian(
  db: Db | Tx,
  book: number,
  { waiting, after, limit }: { waiting: boolean; after: string | undefined; limit: number },
) {
  return db
    .select()
    .from(volunteer)
    .where(
      and(
        eq(volunteer.book, book),
        isNotNull(volunteer.guardianIndex),
        waiting ? eq(volunteer.state, 'guardian_pending') : undefined,
        after === undefined ? undefined : gt(volunteer.id, after),
      ),
    )
    .orderBy(asc(volunteer.id))
    .limit(limit);
}
