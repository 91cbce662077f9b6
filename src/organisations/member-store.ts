import { and, asc, count, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { type MemberRow, member } from './tables.ts';

/** Nobody keeps a longer roster of a community's team. */
export const rosterMax = 5000;

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

/** Who stood in the roster and has left after a time. */
export function membersLeftSince(
  tx: Tx,
  book: number,
  organisationId: string,
  since: Instant,
): Promise<MemberRow[]> {
  return tx
    .select()
    .from(member)
    .where(
      and(
        eq(member.book, book),
        eq(member.organisationId, organisationId),
        gt(member.endedAt, since),
      ),
    )
    .limit(rosterMax);
}

export async function findMember(
  db: Db | Tx,
  book: number,
  id: string,
): Promise<MemberRow | undefined> {
  const rows = await db
    .select()
    .from(member)
    .where(and(eq(member.book, book), eq(member.id, id), isNull(member.endedAt)));
  return rows[0];
}

/** Of all rosters, also those that were left, in the order of joining. */
export function membershipsOf(db: Db | Tx, book: number, phoneIndex: Buffer): Promise<MemberRow[]> {
  return db
    .select()
    .from(member)
    .where(and(eq(member.book, book), eq(member.phoneIndex, phoneIndex)))
    .orderBy(asc(member.id))
    .limit(rosterMax);
}

export interface RosterCount {
  members: number;
  socialWorkers: number;
}

/** How many stand in each roster now; nothing of those where nobody does. */
export async function countMembers(
  db: Db | Tx,
  book: number,
  organisationIds: string[],
): Promise<Map<string, RosterCount>> {
  if (organisationIds.length === 0) return new Map();
  const rows = await db
    .select({
      id: member.organisationId,
      members: count(),
      socialWorkers: sql<number>`count(*) FILTER (WHERE ${member.post} = 'social_worker')`.mapWith(
        Number,
      ),
    })
    .from(member)
    .where(
      and(
        eq(member.book, book),
        inArray(member.organisationId, organisationIds),
        isNull(member.endedAt),
      ),
    )
    .groupBy(member.organisationId);
  return new Map(rows.map(({ id, ...counted }) => [id, counted]));
}

/** Whoever has the phone next does not find who had it before. */
export async function forgetPhone(tx: Tx, book: number, phoneIndex: Buffer): Promise<void> {
  await tx
    .update(member)
    .set({ phoneIndex: null })
    .where(and(eq(member.book, book), eq(member.phoneIndex, phoneIndex)));
}
