import { and, asc, eq, gt, inArray, ne, or, sql } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import type { WeeklyTime } from '../people/index.ts';
import { type StationRow, type StationState, station, stationItems } from './tables.ts';

/** A station (社区学雷锋志愿服务站) that serves people already. */
export interface Station {
  book: number;
  id: string;
  name: string;
  /** The community it stands in, 12 digits. */
  region: string;
  address?: string;
  openingHours?: WeeklyTime[];
  services?: string[];
}

/** Keeps a station that is open already; one that is there already stays as it is. */
export async function addStation(tx: Tx, row: Station): Promise<void> {
  const working = { state: 'open' as const, met: stationItems };
  await tx
    .insert(station)
    .values({ openingHours: [], services: [], ...row, ...working })
    .onConflictDoNothing();
}

/** Violates station_name. */
export async function addPreparedStation(tx: Tx, row: StationRow): Promise<void> {
  await tx.insert(station).values(row);
}

const isThis = (book: number, id: string) => and(eq(station.book, book), eq(station.id, id));

export async function findStation(
  db: Db | Tx,
  book: number,
  id: string,
): Promise<StationRow | undefined> {
  const rows = await db.select().from(station).where(isThis(book, id));
  return rows[0];
}

export async function lockStation(
  tx: Tx,
  book: number,
  id: string,
): Promise<StationRow | undefined> {
  const rows = await tx.select().from(station).where(isThis(book, id)).for('no key update');
  return rows[0];
}

/** Keeps others from deciding about a station until the transaction ends; many may hold it at once. */
export async function shareStation(
  tx: Tx,
  book: number,
  id: string,
): Promise<StationRow | undefined> {
  const rows = await tx.select().from(station).where(isThis(book, id)).for('share');
  return rows[0];
}

/** Violates station_name and station_served_out. */
export async function updateStation(
  tx: Tx,
  book: number,
  id: string,
  change: Partial<StationRow>,
): Promise<StationRow> {
  const version = sql`${station.version} + 1`;
  const rows = await tx
    .update(station)
    .set({ ...change, version })
    .where(isThis(book, id))
    .returning();
  return rows[0]!;
}

export interface StationSearch {
  /** What the codes of the communities begin with. */
  prefixes: string[];
  /** Of these also where they stand elsewhere. */
  ids?: string[];
  states?: readonly StationState[] | undefined;
  limit: number;
  after?: string | undefined;
}

/** By id. */
export async function searchStations(
  db: Db | Tx,
  book: number,
  { prefixes, ids = [], states, limit, after }: StationSearch,
): Promise<StationRow[]> {
  if (prefixes.length + ids.length === 0) return [];
  return db
    .select()
    .from(station)
    .where(
      and(
        eq(station.book, book),
        or(
          ...prefixes.map((prefix) => sql`starts_with(${station.region}, ${prefix})`),
          ...(ids.length > 0 ? [inArray(station.id, ids)] : []),
        ),
        states ? inArray(station.state, [...states]) : undefined,
        after ? gt(station.id, after) : undefined,
      ),
    )
    .orderBy(asc(station.id))
    .limit(limit);
}

/** Those that are not closed where codes begin with one of the prefixes, by id. */
export function stationsWithin(
  db: Db | Tx,
  book: number,
  { prefixes, limit, after }: { prefixes: string[]; limit: number; after?: string | undefined },
) {
  return db
    .select({ id: station.id, name: station.name, region: station.region })
    .from(station)
    .where(
      and(
        eq(station.book, book),
        ne(station.state, 'closed'),
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
