import { sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import { type Db, many, type Tx } from '../kit/db.ts';
import type { LaneHead } from './checkpoint.ts';

/** A row of the list, as it was signed. */
export interface CheckpointRow extends Record<string, unknown> {
  book: number;
  number: number;
  at: string;
  jws: string;
  root: string;
}

const columns = sql.raw(`
  book, number::float8 AS number, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, jws, encode(root, 'hex') AS root`);
/** The first checkpoint of a large book copies every balance. */
const checkpointSecondsMax = 1800;

/**
 * Makes the transaction one moment of the books and holds the book's row, so that nobody else makes a
 * checkpoint of it. False when somebody does. Has to come first in `tx`.
 */
export async function holdMoment(tx: Tx, book: number): Promise<boolean> {
  await tx.execute(sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`);
  await tx.execute(sql.raw(`SET LOCAL statement_timeout = '${checkpointSecondsMax}s'`));
  await tx.execute(sql`INSERT INTO proofs.head (book) VALUES (${book}) ON CONFLICT DO NOTHING`);
  const held = await tx.execute(
    sql`SELECT FROM proofs.head WHERE book = ${book} FOR UPDATE SKIP LOCKED`,
  );
  return held.length > 0;
}

/** Waits for the book's row: nobody else makes a checkpoint or writes one out. */
export async function holdHead(tx: Tx, book: number): Promise<void> {
  await tx.execute(sql`SELECT FROM proofs.head WHERE book = ${book} FOR UPDATE`);
}

/**
 * The books of which something moved, or a limit changed, since their newest checkpoint, unless that was made
 * between `from` and `to`.
 */
export async function movedBooks(
  db: Db | Tx,
  { from, to }: { from: Instant; to: Instant },
): Promise<number[]> {
  const rows = await db.execute<{ book: number }>(sql`
    SELECT m.book FROM (
      SELECT book FROM ledger.lane l WHERE number > coalesce(
        (SELECT max(c.block) FROM proofs.checkpoint_lane c WHERE c.book = l.book AND c.lane = l.lane), 0)
      UNION SELECT book FROM proofs.limit_change) m
    WHERE NOT EXISTS (
      SELECT FROM proofs.head h JOIN proofs.checkpoint c ON c.book = h.book AND c.number = h.number
      WHERE h.book = m.book AND c.at > ${from.toISOString()} AND c.at <= ${to.toISOString()})
    ORDER BY m.book`);
  return rows.map(({ book }) => book);
}

/** Brings the tree of balances to this moment. Refuses (throws): the books contradict the checkpoint before. */
export async function advance(tx: Tx, book: number): Promise<{ root: string; added: number }> {
  const rows = await tx.execute<{ root: string; added: string }>(
    sql`SELECT encode(root, 'hex') AS root, added FROM proofs.advance(${book})`,
  );
  return { root: rows[0]!.root, added: Number(rows[0]!.added) };
}

export async function laneHeads(tx: Tx, book: number): Promise<LaneHead[]> {
  const rows = await tx.execute<{ lane: number; block: number; hash: string }>(sql`
    SELECT lane, number::float8 AS block, encode(hash, 'hex') AS hash
    FROM ledger.lane WHERE book = ${book} AND number > 0 ORDER BY lane`);
  return rows.map(({ lane, block, hash }) => ({ lane, block, hash }));
}

export async function newestCheckpoint(db: Db | Tx, book: number) {
  const rows = await db.execute<CheckpointRow>(sql`
    SELECT ${columns} FROM proofs.checkpoint WHERE book = ${book} ORDER BY number DESC LIMIT 1`);
  return rows[0];
}

export interface NewCheckpoint {
  book: number;
  number: number;
  at: string;
  accounts: number;
  root: string;
  jws: string;
}

export async function addCheckpoint(tx: Tx, row: NewCheckpoint): Promise<void> {
  const { book, number } = row;
  await tx.execute(sql`
    INSERT INTO proofs.checkpoint (book, number, at, accounts, root, jws)
    VALUES (${book}, ${number}, ${row.at}, ${row.accounts}, decode(${row.root}, 'hex'), ${row.jws})`);
  await tx.execute(sql`
    INSERT INTO proofs.checkpoint_lane (book, lane, block, hash, checkpoint)
    SELECT book, lane, number, hash, ${number} FROM ledger.lane l
    WHERE book = ${book} AND number > coalesce(
      (SELECT max(c.block) FROM proofs.checkpoint_lane c WHERE c.book = l.book AND c.lane = l.lane), 0)`);
  await tx.execute(sql`UPDATE proofs.head SET number = ${number} WHERE book = ${book}`);
}

/** Those with these numbers. */
export async function findCheckpoints(db: Db | Tx, book: number, numbers: number[]) {
  return db.execute<CheckpointRow>(sql`
    SELECT ${columns} FROM proofs.checkpoint
    WHERE book = ${book} AND number = ANY (${many(numbers, 'bigint')}) ORDER BY number`);
}

/** The `limit` that come after `number`, in order. */
export async function checkpointsAfter(db: Db | Tx, book: number, number: number, limit: number) {
  return db.execute<CheckpointRow>(sql`
    SELECT ${columns} FROM proofs.checkpoint WHERE book = ${book} AND number > ${number} ORDER BY number LIMIT ${limit}`);
}

/** The newest `limit` before `number`, newest first. */
export async function checkpointsBefore(db: Db | Tx, book: number, number: number, limit: number) {
  return db.execute<CheckpointRow>(sql`
    SELECT ${columns} FROM proofs.checkpoint WHERE book = ${book} AND number < ${number} ORDER BY number DESC LIMIT ${limit}`);
}

/** The books that have a checkpoint or a movement. */
export async function booksWithBlocks(db: Db | Tx): Promise<number[]> {
  const rows = await db.execute<{ book: number }>(
    sql`SELECT DISTINCT book FROM ledger.lane UNION SELECT book FROM proofs.head ORDER BY book`,
  );
  return rows.map(({ book }) => book);
}

/** The hashes of blocks, by `lane/number`; those that are not there are left out. */
export async function blockHashes(db: Db | Tx, book: number, heads: LaneHead[]) {
  const rows = await db.execute<{ name: string; hash: string }>(sql`
    SELECT format('%s/%s', b.lane, b.number) AS name, encode(b.hash, 'hex') AS hash
    FROM unnest(${many(
      heads.map(({ lane }) => lane),
      'smallint',
    )}, ${many(
      heads.map(({ block }) => block),
      'bigint',
    )}) AS u (lane, number)
    JOIN ledger.block b ON b.book = ${book} AND b.lane = u.lane AND b.number = u.number`);
  return new Map(rows.map(({ name, hash }) => [name, hash]));
}
