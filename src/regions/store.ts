import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { type RegionLevel, regionLevel } from '../kit/region-code.ts';
import { region } from './tables.ts';

export interface Division {
  code: string;
  name: string;
  parent: string | null;
}

const rowsPerInsert = 2000;

/** Adds divisions to a book's tree; those that are there already stay as they are. */
export async function addDivisions(tx: Tx, book: number, divisions: Division[]): Promise<void> {
  for (let from = 0; from < divisions.length; from += rowsPerInsert) {
    const rows = divisions
      .slice(from, from + rowsPerInsert)
      .map((division) => ({ book, level: regionLevel(division.code), ...division }));
    await tx.insert(region).values(rows).onConflictDoNothing();
  }
}

export async function findDivision(db: Db | Tx, book: number, code: string) {
  const rows = await db
    .select()
    .from(region)
    .where(and(eq(region.book, book), eq(region.code, code)));
  return rows[0];
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

/** The divisions whose codes begin with one of the prefixes, of one level or of any, by code. */
export function divisionsWithin(
  db: Db | Tx,
  book: number,
  level: RegionLevel | undefined,
  { prefixes, limit, after }: { prefixes: string[]; limit: number; after?: string | undefined },
) {
  return db
    .select({ code: region.code, name: region.name })
    .from(region)
    .where(
      and(
        eq(region.book, book),
        or(...prefixes.map((prefix) => sql`starts_with(${region.code}, ${prefix})`)),
        level && eq(region.level, level),
        after ? gt(region.code, after) : undefined,
      ),
    )
    .orderBy(asc(region.code))
    .limit(limit);
}

/** The divisions directly below `parent`; without a parent, the city itself. */
export function divisionsBelow(db: Db | Tx, book: number, parent: string | undefined) {
  return db
    .select({ code: region.code, name: region.name, level: region.level })
    .from(region)
    .where(
      and(
        eq(region.book, book),
        parent === undefined ? isNull(region.parent) : eq(region.parent, parent),
      ),
    )
    .orderBy(asc(region.code));
}
