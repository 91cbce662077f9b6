import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';

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

const columns = sql.raw(`
  book, number, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, numbers::text, digest, previous, signature`);

/** The heads of a book's lanes at this moment, as a checkpoint states them. */
const heads = sql`
  SELECT book, (array_agg(number ORDER BY lane))::text AS numbers, sha256(string_agg(hash, ''::bytea ORDER BY lane)) AS digest
  FROM audit.lane GROUP BY book`;

/** The next checkpoint of every book whose lanes have grown since the last one, still unsigned. */
export async function dueCheckpoints(db: Db | Tx): Promise<Omit<Checkpoint, 'signature'>[]> {
  const rows = await db.execute<Omit<Checkpoint, 'signature'>>(sql`
    SELECT h.book, coalesce(c.number, 0) + 1 AS number, to_char(greatest(audit.clock(), c.at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, h.numbers, h.digest,
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
    SELECT ${columns} FROM audit.checkpoint WHERE (book, number) > (${after.book}, ${after.number}::bigint) ORDER BY book, number LIMIT ${limit}`);
  return [...rows];
}

export async function findCheckpoint(
  db: Db | Tx,
  book: number,
  number: string,
): Promise<Checkpoint | undefined> {
  const rows = await db.execute<Checkpoint>(
    sql`SELECT ${columns} FROM audit.checkpoint WHERE book = ${book} AND number = ${number}::bigint`,
  );
  return rows[0];
}

export async function booksWithCheckpoints(db: Db): Promise<number[]> {
  const rows = await db.execute<{ book: number }>(
    sql`SELECT DISTINCT book FROM audit.checkpoint ORDER BY book`,
  );
  return rows.map(({ book }) => book);
}

/** That of the newest checkpoint of a book. */
export async function newestNumber(db: Db | Tx, book: number): Promise<string | undefined> {
  const rows = await db.execute<{ number: string }>(
    sql`SELECT number FROM audit.checkpoint WHERE book = ${book} ORDER BY number DESC LIMIT 1`,
  );
  return rows[0]?.number;
}

/** Nobody else writes checkpoints of the book out until the transaction ends. */
export async function holdCheckpoints(tx: Tx, book: number): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('audit checkpoints'), ${book})`);
}
