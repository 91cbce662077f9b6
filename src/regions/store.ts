import { and, asc, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { type RegionLevel, regionLevel, subtreePrefix } from '../kit/region-code.ts';
import type { Division } from './division.ts';
import { formerName, type RegionRow, region } from './tables.ts';

const rowsPerInsert = 2000;

/** Whoever changes the tree of a book does so alone. */
export async function lockTree(tx: Tx, book: number): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('regions'), ${book})`);
}

/** Adds divisions to a book's tree, what lies above before what lies below. */
export async function addDivisions(
  tx: Tx,
  book: number,
  divisions: Division[],
  validFrom: string | null,
): Promise<void> {
  for (let from = 0; from < divisions.length; from += rowsPerInsert) {
    const rows = divisions
      .slice(from, from + rowsPerInsert)
      .map((division) => ({ book, level: regionLevel(division.code), validFrom, ...division }));
    await tx.insert(region).values(rows);
  }
}

const one = (book: number, code: string) => and(eq(region.book, book), eq(region.code, code));

/** Also one that has ended. */
export async function findDivision(
  db: Db | Tx,
  book: number,
  code: string,
): Promise<RegionRow | undefined> {
  const rows = await db.select().from(region).where(one(book, code));
  return rows[0];
}

/** Whether the city of the book was ever divided into districts. */
export async function hasDistricts(db: Db | Tx, book: number): Promise<boolean> {
  const rows = await db
    .select({ code: region.code })
    .from(region)
    .where(and(eq(region.book, book), eq(region.level, 'district')))
    .limit(1);
  return rows.length > 0;
}

/** It does not end before the transaction does; others may hold it likewise. */
export async function holdDivision(
  tx: Tx,
  book: number,
  code: string,
): Promise<RegionRow | undefined> {
  const rows = await tx.select().from(region).where(one(book, code)).for('share');
  return rows[0];
}

/** The whole tree of a book, with what has ended. */
export function allDivisions(tx: Tx, book: number): Promise<RegionRow[]> {
  return tx.select().from(region).where(eq(region.book, book)).orderBy(asc(region.code));
}

/** The new name, and the old one among the former ones. */
export async function renameDivision(
  tx: Tx,
  { book, code, name }: Pick<RegionRow, 'book' | 'code' | 'name'>,
  to: string,
  day: string,
): Promise<void> {
  await tx.insert(formerName).values({ book, code, name, until: day }).onConflictDoNothing();
  await tx.update(region).set({ name: to }).where(one(book, code));
}

/** The names that a division had before, the last first. */
export function formerNames(db: Db | Tx, book: number, code: string) {
  return db
    .select({ name: formerName.name, until: formerName.until })
    .from(formerName)
    .where(and(eq(formerName.book, book), eq(formerName.code, code)))
    .orderBy(sql`${formerName.until} DESC`, asc(formerName.name));
}

const within = (book: number, code: string) =>
  and(eq(region.book, book), sql`starts_with(${region.code}, ${subtreePrefix(code)})`);

/** Ends a division and all below it that would outlast it; answers their codes. Violates region_… by these names. */
export async function endDivisions(
  tx: Tx,
  book: number,
  code: string,
  { on, successor }: { on: string; successor: string | null },
): Promise<string[]> {
  const rows = await tx
    .update(region)
    .set({
      validTo: on,
      successor: sql`CASE WHEN ${region.code} = ${code} THEN ${successor} ELSE ${region.successor} END`,
    })
    .where(and(within(book, code), or(isNull(region.validTo), gt(region.validTo, on))))
    .returning({ code: region.code });
  return rows.map((row) => row.code).sort();
}

/** Puts a division back into force, and what lies below it and ended on the same day; answers their codes. */
export async function resumeDivisions(
  tx: Tx,
  book: number,
  code: string,
  endedOn: string,
): Promise<string[]> {
  const rows = await tx
    .update(region)
    .set({ validTo: null, successor: null })
    .where(and(within(book, code), eq(region.validTo, endedOn)))
    .returning({ code: region.code });
  return rows.map((row) => row.code).sort();
}

export async function divisionNames(
  db: Db | Tx,
  book: number,
  codes: string[],
): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  const rows = await db
    .select({ code: region.code, name: region.name })
    .from(region)
    .where(and(eq(region.book, book), inArray(region.code, [...new Set(codes)])));
  return new Map(rows.map(({ code, name }) => [code, name]));
}

const begunBy = (day: string) => or(isNull(region.validFrom), lte(region.validFrom, day));
const inForceOn = (day: string) =>
  and(begunBy(day), or(isNull(region.validTo), gt(region.validTo, day)));

/** The divisions in force on a day whose codes begin with one of the prefixes, of one level or of any, by code. */
export function divisionsWithin(
  db: Db | Tx,
  book: number,
  level: RegionLevel | undefined,
  {
    prefixes,
    limit,
    after,
    on,
  }: { prefixes: string[]; limit: number; after?: string | undefined; on: string },
) {
  return db
    .select({ code: region.code, name: region.name })
    .from(region)
    .where(
      and(
        eq(region.book, book),
        or(...prefixes.map((prefix) => sql`starts_with(${region.code}, ${prefix})`)),
        level && eq(region.level, level),
        inForceOn(on),
        after ? gt(region.code, after) : undefined,
      ),
    )
    .orderBy(asc(region.code))
    .limit(limit);
}

/**
 * The divisions directly below `parent` that are in force on a day, or with those that have ended by then; without a
 * parent, the city itself.
 */
export function divisionsBelow(
  db: Db | Tx,
  book: number,
  { parent, on, ended = false }: { parent?: string | undefined; on: string; ended?: boolean },
): Promise<RegionRow[]> {
  return db
    .select()
    .from(region)
    .where(
      and(
        eq(region.book, book),
        parent === undefined ? isNull(region.parent) : eq(region.parent, parent),
        ended ? begunBy(on) : inForceOn(on),
      ),
    )
    .orderBy(asc(region.code));
}
