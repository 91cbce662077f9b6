import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Db, Tx } from './db.ts';
import { invariant } from './invariant.ts';
import { derive, type Keyring, keyBytes, unwrap, wrap } from './seal.ts';

export interface OpenKeyring extends Keyring {
  /** Reads the keys again. */
  refresh(): Promise<void>;
  /** Makes a key that every process knows before the first one seals with it; its number. */
  addKey(tx: Tx): Promise<number>;
  close(): void;
}

export type DataKey = {
  number: number;
  /** Processes may seal with it. */
  usable: boolean;
  /** Nobody seals with an older one any more. */
  settled: boolean;
  retired: boolean;
};

/** How often each process reads the keys. */
const refreshSeconds = 20;
/** A new key rests until every process has read it at least twice. */
export const restSeconds = 3 * refreshSeconds;
/** By then every process has read that it is usable, and every transaction that began before is over. */
export const settleSeconds = 3 * refreshSeconds;
/** A number is one byte of the envelope, and 0 means a person's own key. */
const keysMax = 255;

const keyPlace = (number: number) => ({
  table: 'kit.data_key',
  column: 'wrapped',
  row: String(number),
});

/**
 * The data keys of a book: random, kept wrapped by a key that comes from the master key, so that neither the
 * database nor the master key alone opens anything. The first is made by whoever comes first.
 */
export async function openKeyring(db: Db, book: number, masterKey: Buffer): Promise<OpenKeyring> {
  const wrapKey = derive(masterKey, 'wrap/1');
  const wrapped = (number: number) => wrap(wrapKey, 1, keyPlace(number), randomBytes(keyBytes));
  let keys = new Map<number, Buffer>();
  let newest = 0;
  async function refresh() {
    const rows = await db.execute<{ number: number; wrapped: Buffer; usable: boolean }>(sql`
      SELECT number, wrapped, usable_from <= clock_timestamp() AS usable FROM kit.data_key
      WHERE book = ${book} AND wrapped IS NOT NULL ORDER BY number`);
    keys = new Map(
      rows.map((row) => [row.number, unwrap(wrapKey, keyPlace(row.number), row.wrapped)]),
    );
    newest = Math.max(0, ...rows.filter(({ usable }) => usable).map(({ number }) => number));
  }
  await refresh();
  if (newest === 0) {
    await db.execute(sql`
      INSERT INTO kit.data_key (book, number, wrapped, usable_from)
      VALUES (${book}, 1, ${wrapped(1)}, '-infinity') ON CONFLICT DO NOTHING`);
    await refresh();
    invariant(newest > 0, 'there is a data key');
  }
  // A database that is away for a moment leaves the keys as they were.
  const timer = setInterval(() => void refresh().catch(() => {}), refreshSeconds * 1000).unref();
  return {
    refresh,
    newest: () => newest,
    key: (number) => keys.get(number),
    async addKey(tx) {
      const [last] = await dataKeys(tx, book);
      const number = (last?.number ?? 0) + 1;
      invariant(number <= keysMax, 'there is a number left for a key');
      await tx.execute(sql`
        INSERT INTO kit.data_key (book, number, wrapped, usable_from)
        VALUES (${book}, ${number}, ${wrapped(number)}, clock_timestamp() + make_interval(secs => ${restSeconds}))`);
      return number;
    },
    close: () => clearInterval(timer),
  };
}

/** All keys of a book, the newest first. */
export async function dataKeys(db: Db | Tx, book: number): Promise<DataKey[]> {
  const rows = await db.execute<DataKey>(sql`
    SELECT number, usable_from <= clock_timestamp() AS usable, wrapped IS NULL AS retired,
      usable_from <= clock_timestamp() - make_interval(secs => ${settleSeconds}) AS settled
    FROM kit.data_key WHERE book = ${book} ORDER BY number DESC`);
  return [...rows];
}

/**
 * No key is retired before the transaction ends. For one that takes longer than the time after which nobody seals with
 * an older key any more.
 */
export async function keepKeys(tx: Tx, book: number): Promise<void> {
  await tx.execute(sql`SELECT FROM kit.data_key WHERE book = ${book} FOR SHARE`);
}

/** Waits for whoever keeps the keys; what they have written can be seen after it. */
export async function lockKey(tx: Tx, book: number, number: number): Promise<void> {
  await tx.execute(
    sql`SELECT FROM kit.data_key WHERE book = ${book} AND number = ${number} FOR UPDATE`,
  );
}

/** Forgets a key: what is sealed with it can never be opened again. Its number stays used. */
export async function retireKey(tx: Tx, book: number, number: number): Promise<void> {
  await tx.execute(sql`
    UPDATE kit.data_key SET wrapped = NULL, retired_at = clock_timestamp()
    WHERE book = ${book} AND number = ${number} AND wrapped IS NOT NULL`);
}
