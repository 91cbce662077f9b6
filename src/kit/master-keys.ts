import { sql } from 'drizzle-orm';
import type { Db, Tx } from './db.ts';
import { invariant } from './invariant.ts';
import { derive, keyBytes, unwrap, wrap } from './seal.ts';

/** How often each process reads the keys, and says which master key it works with. */
export const refreshSeconds = 20;
/** A master key that nobody spoke of for so long is used by no process. */
export const unusedSeconds = 3 * refreshSeconds;
/** In the place of a data key's number. */
export const rootNumber = 0;

/** One of the keys that open all others; it never enters the database. */
export interface Master {
  /** Names the key and tells nothing of it. */
  readonly fingerprint: string;
  wrap(book: number, number: number, key: Buffer): Buffer;
  /** Refuses (throws) what another master key has wrapped. */
  unwrap(book: number, number: number, wrapped: Buffer): Buffer;
}

export type MasterState = { fingerprint: string; addedAt: string; inUse: boolean };

/** The book's keys are wrapped by other master keys than the one that was given. */
export class MasterKeyUnknown extends Error {}

export function openMaster(masterKey: Buffer): Master {
  invariant(masterKey.length === keyBytes, 'the master key has 32 bytes');
  const wrapKey = derive(masterKey, 'wrap/1');
  const place = (book: number, number: number) => ({
    ...{ table: 'kit.wrapped_key', column: 'wrapped', row: `${book}|${number}` },
  });
  return {
    fingerprint: derive(masterKey, 'fingerprint/1').subarray(0, 8).toString('hex'),
    wrap: (book, number, key) => wrap(wrapKey, 1, place(book, number), key),
    unwrap: (book, number, wrapped) => unwrap(wrapKey, place(book, number), wrapped),
  };
}

/** The master keys of a book; locked, so that nobody adds or retires any key meanwhile. */
export async function lockMasters(tx: Tx, book: number): Promise<MasterState[]> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('master_key'), ${book})`);
  return listMasters(tx, book);
}

export async function listMasters(db: Db | Tx, book: number): Promise<MasterState[]> {
  const rows = await db.execute<MasterState>(sql`
    SELECT fingerprint, to_char(added_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "addedAt",
      coalesce(used_at > clock_timestamp() - make_interval(secs => ${unusedSeconds}), false) AS "inUse"
    FROM kit.master_key WHERE book = ${book} ORDER BY added_at`);
  return [...rows];
}

/** Everything that a master key opens, by number. */
export async function keysOf(
  db: Db | Tx,
  book: number,
  master: Master,
): Promise<Map<number, Buffer>> {
  const rows = await db.execute<{ number: number; wrapped: Buffer }>(sql`
    SELECT number, wrapped FROM kit.wrapped_key WHERE book = ${book} AND master = ${master.fingerprint} ORDER BY number`);
  return new Map(rows.map(({ number, wrapped }) => [number, master.unwrap(book, number, wrapped)]));
}

/** Makes a master key one of the book's, with what it is to open. */
export async function addMaster(
  tx: Tx,
  book: number,
  master: Master,
  keys: Map<number, Buffer>,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO kit.master_key (book, fingerprint, added_at) VALUES (${book}, ${master.fingerprint}, clock_timestamp())`);
  for (const [number, key] of keys) await addWrapped(tx, book, master, number, key);
}

export async function addWrapped(
  tx: Tx,
  book: number,
  master: Master,
  number: number,
  key: Buffer,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO kit.wrapped_key (book, master, number, wrapped)
    VALUES (${book}, ${master.fingerprint}, ${number}, ${master.wrap(book, number, key)})`);
}

/** Removes a master key: it opens nothing any more. */
export async function removeMaster(tx: Tx, book: number, fingerprint: string): Promise<void> {
  await tx.execute(
    sql`DELETE FROM kit.wrapped_key WHERE book = ${book} AND master = ${fingerprint}`,
  );
  await tx.execute(
    sql`DELETE FROM kit.master_key WHERE book = ${book} AND fingerprint = ${fingerprint}`,
  );
}

/** Says that a process works with the master key; false when it is none of the book's. */
export async function markUsed(db: Db, book: number, { fingerprint }: Master): Promise<boolean> {
  const rows = await db.execute(sql`
    UPDATE kit.master_key SET used_at = clock_timestamp()
    WHERE book = ${book} AND fingerprint = ${fingerprint} RETURNING 1`);
  return rows.length > 0;
}
