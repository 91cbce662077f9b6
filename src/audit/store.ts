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
    SELECT lane, number, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, person_id, role, action,
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

/** A type and not an interface, so that it counts as a row. */
export type Checkpoint = {
  book: number;
  number: string;
  at: string;
  numbers: string;
  digest: Buffer;
  previous: Buffer;
  signature: Buffer;
};

/** The heads of a book's lanes at this moment, as a checkpoint states them. */
const heads = sql`
  SELECT book, (array_agg(number ORDER BY lane))::text AS numbers, sha256(string_agg(hash, ''::bytea ORDER BY lane)) AS digest
  FROM audit.lane GROUP BY book`;

/** The next checkpoint of every book whose lanes have grown since the last one, still unsigned. */
export async function dueCheckpoints(db: Db | Tx): Promise<Omit<Checkpoint, 'signature'>[]> {
  const rows = await db.execute<Omit<Checkpoint, 'signature'>>(sql`
    SELECT h.book, coalesce(c.number, 0) + 1 AS number, to_char(audit.clock() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, h.numbers, h.digest,
      coalesce(sha256(c.signature), decode(repeat('00', 32), 'hex')) AS previous
    FROM (${heads}) h
    LEFT JOIN LATERAL (SELECT * FROM audit.checkpoint c WHERE c.book = h.book ORDER BY number DESC LIMIT 1) c ON true
    WHERE c.digest IS DISTINCT FROM h.digest`);
  return [...rows];
}

/** Keeps a checkpoint; false when another process was faster. */
export async function addCheckpoint(tx: Tx, c: Checkpoint): Promise<boolean> {
  const rows = await tx.execute(sql`
    INSERT INTO audit.checkpoint (book, number, at, numbers, digest, previous, signature)
    VALUES (${c.book}, ${c.number}, ${c.at}, ${c.numbers}::bigint[], ${c.digest}, ${c.previous}, ${c.signature})
    ON CONFLICT DO NOTHING RETURNING 1`);
  return rows.length > 0;
}

/** The checkpoints of all books from the oldest, `limit` of them after one. */
export async function checkpointsAfter(
  db: Db | Tx,
  after: { book: number; number: string },
  limit: number,
): Promise<Checkpoint[]> {
  const rows = await db.execute<Checkpoint>(sql`
    SELECT book, number, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, numbers::text, digest, previous, signature
    FROM audit.checkpoint WHERE (book, number) > (${after.book}, ${after.number}::bigint) ORDER BY book, number LIMIT ${limit}`);
  return [...rows];
}
