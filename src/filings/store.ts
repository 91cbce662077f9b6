import { and, asc, desc, eq, gt, lt, or, sql } from 'drizzle-orm';
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
  prefixes: string[];
  state?: FilingState | undefined;
  /** Only what had to be answered before this day. */
  dueBefore?: string | undefined;
  limit: number;
  after?: string | undefined;
}

/** Those whose communities begin with one of the prefixes, the oldest first. */
export function filingsWithin(
  db: Db,
  book: number,
  { prefixes, state, dueBefore, limit, after }: FilingSearch,
): Promise<FilingRow[]> {
  return db
    .select()
    .from(filing)
    .where(
      and(
        eq(filing.book, book),
        or(...prefixes.map((prefix) => sql`starts_with(${filing.region}, ${prefix})`)),
        state && eq(filing.state, state),
        dueBefore ? lt(filing.dueOn, dueBefore) : undefined,
        after ? gt(filing.id, after) : undefined,
      ),
    )
    .orderBy(asc(filing.id))
    .limit(limit);
}

/** Newest first. */
export function filingsOf(
  db: Db,
  book: number,
  applicantId: string,
  limit: number,
): Promise<FilingRow[]> {
  return db
    .select()
    .from(filing)
    .where(and(eq(filing.book, book), eq(filing.applicantId, applicantId)))
    .orderBy(desc(filing.id))
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
