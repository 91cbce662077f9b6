import { and, asc, count, eq, gt, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { insertRows } from '../kit/insert-rows.ts';
import { type MemberRow, member } from './tables.ts';

/** As many as one statement works off without others waiting long. */
const forgottenAtOnce = 500;
/**
 * Nobody keeps a longer roster of a community's team. So it is read in one piece, as whoever keeps it sees it: 5,000
 * people are half a megabyte.
 */
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

export const addMembers = (tx: Tx, rows: MemberRow[]): Promise<void> =>
  insertRows(tx, member, rows);

/** Which of these people stand in a roster now, by their indexes. */
export async function membersAmong(
  db: Db | Tx,
  book: number,
  organisationId: string,
  personIndexes: Buffer[],
): Promise<Pick<MemberRow, 'personIndex'>[]> {
  if (personIndexes.length === 0) return [];
  return db
    .select({ personIndex: member.personIndex })
    .from(member)
    .where(
      and(
        eq(member.book, book),
        eq(member.organisationId, organisationId),
        inArray(member.personIndex, personIndexes),
        isNull(member.endedAt),
      ),
    );
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

/**
 * Forgets some of those who left before a time: who they were, and by what phone they found the roster. What tells
 * them apart stays, an HMAC that nobody reads: no list that is filed later puts back who has left. How many there were.
 */
export async function forgetMembers(tx: Tx, book: number, before: Instant): Promise<number> {
  const rows = await tx
    .update(member)
    .set({ personSealed: null, phoneIndex: null })
    .where(
      and(
        eq(member.book, book),
        inArray(
          member.id,
          tx
            .select({ id: member.id })
            .from(member)
            .where(
              and(
                eq(member.book, book),
                lt(member.endedAt, before),
                isNotNull(member.personSealed),
              ),
            )
            .limit(forgottenAtOnce),
        ),
      ),
    )
    .returning({ id: member.id });
  return rows.length;
}

/** Whoever has the phone next does not find who had it before. */
export async function forgetPhone(tx: Tx, book: number, phoneIndex: Buffer): Promise<void> {
  await tx
    .update(member)
    .set({ phoneIndex: null })
    .where(and(eq(member.book, book), eq(member.phoneIndex, phoneIndex)));
}
