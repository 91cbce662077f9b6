import { and, asc, eq, gt, inArray, or, sql } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { station } from './tables.ts';

export interface Station {
  book: number;
  id: string;
  name: string;
  /** The community it stands in, 12 digits. */
  region: string;
}

/** Keeps a station (社区学雷锋志愿服务站); one that is there already stays as it is. */
export async function addStation(tx: Tx, row: Station): Promise<void> {
  await tx.insert(station).values(row).onConflictDoNothing();
}

export async function findStation(
  db: Db | Tx,
  book: number,
  id: string,
): Promise<Station | undefined> {
  const rows = await db
    .select()
    .from(station)
    .where(and(eq(station.book, book), eq(station.id, id)));
  return rows[0];
}

/** Those that stand where codes begin with one of the prefixes, by id. */
export function stationsWithin(
  db: Db | Tx,
  book: number,
  { prefixes, limit, after }: { prefixes: string[]; limit: number; after?: string | undefined },
) {
  return db
    .select({ id: station.id, name: station.name })
    .from(station)
    .where(
      and(
        eq(station.book, book),
        or(...prefixes.map((prefix) => sql`starts_with(${station.region}, ${prefix})`)),
        after ? gt(station.id, after) : undefined,
      ),
    )
    .orderBy(asc(station.id))
    .limit(limit);
}

export async function stationNames(
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: station.id, name: station.name })
    .from(station)
    .where(and(eq(station.book, book), inArray(station.id, [...new Set(ids)])));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
