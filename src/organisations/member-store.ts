import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { type MemberRow, member } from './tables.ts';

/** Nobody keeps a longer roster of a community's team. */
const rosterMax = 5000;

/** Those who are in the roster now, in the order in which they came. */
export function membersOf(db: Db | Tx, book: number, organisationId: string): Promise<MemberRow[]> {
  return db
    .select()
    .from(member)
    .where(
      and(eq(member.book, book), eq(member.organisationId, organisationId), isNull(member.endedAt)),
    )
    .orderBy(asc(member.id))
    .limit(rosterMax);
}

export async function addMembers(tx: Tx, rows: MemberRow[]): Promise<void> {
  if (rows.length > 0) await tx.insert(member).values(rows);
}

export async function endMembers(
  tx: Tx,
  book: number,
  ids: string[],
  endedAt: Instant,
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(member)
    .set({ endedAt })
    .where(and(eq(member.book, book), inArray(member.id, ids)));
}
