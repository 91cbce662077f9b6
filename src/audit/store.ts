import { type SQL, sql } from 'drizzle-orm';
import { type Instant, instantOf } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Changes } from './changes.ts';

export interface EntryRow extends Record<string, unknown> {
  lane: number;
  number: string;
  at: string;
  person_id: string | null;
  role: string | null;
  scope: string | null;
  action: string;
  object_kind: string;
  object_id: string;
  changes: Changes;
  request_id: string | null;
  address: string | null;
  device: string | null;
}

export async function writeEntries(tx: Tx, book: number, entries: readonly object[]) {
  await tx.execute(sql`SELECT audit.record(${book}, ${JSON.stringify(entries)}::jsonb)`);
}

export interface Wanted {
  objectKind?: string;
  objectId?: string;
  personId?: string;
  action?: string;
  from?: Instant;
  to?: Instant;
}

/** Newest first, after `before`. */
export async function entriesPage(
  db: Db,
  book: number,
  wanted: Wanted,
  limit: number,
  before?: [at: string, lane: string, number: string],
): Promise<EntryRow[]> {
  const conditions: (SQL | undefined)[] = [
    sql`book = ${book}`,
    wanted.objectKind === undefined ? undefined : sql`object_kind = ${wanted.objectKind}`,
    wanted.objectId === undefined ? undefined : sql`object_id = ${wanted.objectId}`,
    wanted.action === undefined ? undefined : sql`action = ${wanted.action}`,
    wanted.personId === undefined ? undefined : sql`person_id = ${wanted.personId}`,
    wanted.from && sql`at >= ${wanted.from.toISOString()}`,
    wanted.to && sql`at < ${wanted.to.toISOString()}`,
    before &&
      sql`(at, lane, number) < (${before[0]}::timestamptz, ${before[1]}::smallint, ${before[2]}::bigint)`,
  ];
  const where = sql.join(
    conditions.filter((condition) => condition !== undefined),
    sql` AND `,
  );
  const rows = await db.execute<EntryRow>(sql`
    SELECT lane, number, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, person_id, role, scope, action,
      object_kind, object_id, changes, request_id, address, device
    FROM audit.entry WHERE ${where} ORDER BY at DESC, lane DESC, number DESC LIMIT ${limit}`);
  return [...rows];
}

/** The newest that somebody did, and that was done about them; without where from, which may be an officer's. */
export async function ownEntries(db: Db, book: number, personId: string, limit: number) {
  const rows = await db.execute<{ at: string; action: string; changes: Changes }>(sql`
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, action, changes FROM (
      SELECT at, lane, number, action, changes FROM audit.entry WHERE book = ${book} AND object_id = ${personId}
      UNION SELECT at, lane, number, action, changes FROM audit.entry WHERE book = ${book} AND person_id = ${personId}) e
    ORDER BY e.at DESC, lane DESC, number DESC LIMIT ${limit}`);
  return [...rows];
}

/** The log's own clock. */
export async function logTime(db: Db): Promise<Instant> {
  const rows = await db.execute<{ ms: string }>(
    sql`SELECT floor(extract(epoch FROM audit.clock()) * 1000)::bigint AS ms`,
  );
  return instantOf(Number(rows[0]!.ms));
}

/** The lanes of a book that hold anything from before a time. */
export async function lanesBefore(db: Db, book: number, before: Instant): Promise<number[]> {
  const rows = await db.execute<{ lane: number }>(sql`
    SELECT l.lane FROM audit.lane l JOIN audit.entry e ON (e.book, e.lane, e.number) = (l.book, l.lane, l.removed_number + 1)
    WHERE l.book = ${book} AND e.at < ${before.toISOString()} ORDER BY 1`);
  return rows.map(({ lane }) => lane);
}

/** How many entries were removed; -1 when one is not as it was written. */
export async function removePart(
  tx: Tx,
  book: number,
  lane: number,
  before: Instant,
  limit: number,
): Promise<number> {
  const rows = await tx.execute<{ removed: number }>(
    sql`SELECT audit.remove_part(${book}, ${lane}::smallint, ${before.toISOString()}, ${limit}) AS removed`,
  );
  return rows[0]!.removed;
}
