import { and, asc, eq, gt, lt, or, sql } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { type FilingRow, type FilingState, filing } from './tables.ts';

const isThis = (book: number, id: string) => and(eq(filing.book, book), eq(filing.id, id));

export async function addFiling(tx: Tx, row: FilingRow): Promise<void> {
  await tx.insert(filing).values(row);
}

export async function findFiling(
  db: Db | Tx,
  book: number,
  id: string,
): Promise<FilingRow | undefined> {
  const rows = await db.select().from(filing).where(isThis(book, id));
  return rows[0];
}

export async function lockFiling(tx: Tx, book: number, id: string): Promise<FilingRow | undefined> {
  const rows = await tx.select().from(filing).where(isThis(book, id)).for('no key update');
  return rows[0];
}

export async function updateFiling(
  tx: Tx,
  book: number,
  id: string,
  change: Partial<FilingRow>,
): Promise<FilingRow> {
  const rows = await tx.update(filing).set(change).where(isThis(book, id)).returning();
  return rows[0]!;
}

export interface FilingSearch {
  /** What the codes of the communities begin with; none: nothing. */
  prefixes?: string[] | undefined;
  applicantId?: string | undefined;
  state?: FilingState | undefined;
  /** Only what waits for one of these desks. */
  desks?: { state: FilingState; prefixes: string[] }[] | undefined;
  /** Only what had to be answered before this day. */
  dueBefore?: string | undefined;
  limit: number;
  after?: string | undefined;
}

const liesWithin = (prefixes: string[]) =>
  or(...prefixes.map((prefix) => sql`starts_with(${filing.region}, ${prefix})`));

/** The oldest first. */
export async function searchFilings(
  db: Db,
  book: number,
  { prefixes, applicantId, state, desks, dueBefore, limit, after }: FilingSearch,
): Promise<FilingRow[]> {
  if (prefixes?.length === 0 || desks?.length === 0) return [];
  return db
    .select()
    .from(filing)
    .where(
      and(
        eq(filing.book, book),
        prefixes && liesWithin(prefixes),
        desks &&
          or(...desks.map((desk) => and(eq(filing.state, desk.state), liesWithin(desk.prefixes)))),
        applicantId ? eq(filing.applicantId, applicantId) : undefined,
        state && eq(filing.state, state),
        dueBefore ? lt(filing.dueOn, dueBefore) : undefined,
        after ? gt(filing.id, after) : undefined,
      ),
    )
    .orderBy(asc(filing.id))
    .limit(limit);
}

/** The next number of a street and a year; a transaction that rolls back gives it back. */
export async function takeSerial(
  tx: Tx,
  book: number,
  street: string,
  year: number,
): Promise<number> {
  const rows = await tx.execute<{ last: number }>(sql`
    INSERT INTO filings.serial AS s (book, street, year, last) VALUES (${book}, ${street}, ${year}, 1)
    ON CONFLICT (book, street, year) DO UPDATE SET last = s.last + 1 RETURNING last`);
  return rows[0]!.last;
}
