import { and, asc, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import { type Db, many, type Tx } from '../kit/db.ts';
import { insertRows } from '../kit/insert-rows.ts';
import { type RegionLevel, regionLevel } from '../kit/region-code.ts';
import type { Division } from './division.ts';
import { formerName, type RegionRow, region } from './tables.ts';

/** Whoever changes the tree of a book does so alone. */
export async function lockTree(tx: Tx, book: number): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('regions'), ${book})`);
}

/** Adds divisions to a book's tree, each below one that is there or comes with them. */
export async function addDivisions(
  tx: Tx,
  book: number,
  divisions: Division[],
  validFrom: string | null,
): Promise<void> {
  const rows = divisions.map((division) => ({
    ...{ book, level: regionLevel(division.code), validFrom, ...division },
  }));
  await insertRows(tx, region, rows);
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

/** What each of the divisions has taken over by a day, from one that ended and from what that had taken over before. */
export async function takenOver(
  db: Db | Tx,
  book: number,
  codes: string[],
  on: string,
): Promise<{ by: string; code: string; name: string }[]> {
  if (codes.length === 0) return [];
  const rows = await db.execute<{ by: string; code: string; name: string }>(sql`
    WITH RECURSIVE taken AS (
      SELECT successor AS by, code, name FROM regions.region
      WHERE book = ${book} AND successor = ANY(${many(codes, 'text')}) AND valid_to <= ${on}
      UNION SELECT t.by, r.code, r.name FROM taken t
      JOIN regions.region r ON r.book = ${book} AND r.successor = t.code AND r.valid_to <= ${on})
    SELECT by, code, name FROM taken ORDER BY code`);
  return [...rows];
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
