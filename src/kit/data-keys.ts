import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { stopwatch } from './clock.ts';
import { type Db, type Tx, transactOn } from './db.ts';
import { invariant } from './invariant.ts';
import {
  addMaster,
  addWrapped,
  keysOf,
  lockMasters,
  type Master,
  MasterKeyUnknown,
  markUsed,
  openMaster,
  refreshSeconds,
  rootNumber,
} from './master-keys.ts';
import { type Keyring, keyBytes } from './seal.ts';

export interface OpenKeyring extends Keyring {
  /** What look-up indexes, signatures and the like come from. It stays when the master key or a data key changes. */
  readonly root: Buffer;
  /** Names the master key of this process. */
  readonly master: string;
  /** Reads the keys again. */
  refresh(): Promise<void>;
  /** Makes a key that every process knows before the first one seals with it; its number. No master key may be changing. */
  addKey(tx: Tx): Promise<number>;
  /** Lets another master key open everything that this one opens. */
  addMaster(tx: Tx, masterKey: Buffer): Promise<void>;
  close(): void;
}

export type DataKey = {
  number: number;
  /** Processes may seal with it. */
  usable: boolean;
  /** Nobody seals with an older one any more. */
  settled: boolean;
  /** Nothing was sealed with it when it was last counted: it is deleted when its time is over. */
  retires: boolean;
  /** That time is over. */
  due: boolean;
  retired: boolean;
};

/** What a process does about its keys besides using them. */
export interface KeyringPace {
  refreshSeconds: number;
  /** Keys that were read longer ago seal nothing: meanwhile others may have retired them. */
  staleSeconds: number;
}

/** Who hears of what goes wrong with the keys of a process. */
export interface KeyringNews {
  onRetired(): void;
  onFailed(error: unknown): void;
}

/** A new key rests until every process has read it at least twice. */
export const restSeconds = 3 * refreshSeconds;
/** By then every process has read that it is usable, and every transaction that began before is over. */
export const settleSeconds = 3 * refreshSeconds;
/**
 * How long a key that nothing is sealed with is kept: whoever has sealed with it and writes that down late, such as a process
 * whose machine stood still, is found by the count that comes after. Much longer than any transaction.
 */
export const graveHours = 24;
/** A number is one byte of the envelope, and 0 means a person's own key. */
const keysMax = 255;
const firstNumber = 1;

/** Every key is known to all before it is used (`restSeconds`), and nobody uses an older one long after (`settleSeconds`). */
const usualPace: KeyringPace = { refreshSeconds, staleSeconds: restSeconds };

/**
 * The keys of a book: random, kept wrapped by its master key, so that neither the database nor the master key alone opens
 * anything. The first ones are made by whoever comes first. A process whose master key was retired while it runs seals
 * nothing any more (`onRetired` hears of it), since it would not hear of new data keys; nor does one that could not read the
 * keys for a minute (`onFailed` hears of each time), until it can again.
 * Refuses (MasterKeyUnknown): the book has other master keys.
 */
export async function openKeyring(
  db: Db,
  book: number,
  masterKey: Buffer,
  { onRetired, onFailed }: KeyringNews,
  pace = usualPace,
): Promise<OpenKeyring> {
  const master = openMaster(masterKey);
  await makeFirstKeys(db, book, master);
  const keys = heldKeys(db, book, master, onRetired, pace.staleSeconds);
  await keys.refresh();
  const root = keys.key(rootNumber);
  if (!root)
    throw new MasterKeyUnknown(
      `the master key ${master.fingerprint} opens nothing of book ${book}`,
    );
  // A database that is away for a moment leaves the keys as they were.
  const milliseconds = pace.refreshSeconds * 1000;
  const timer = setInterval(() => void keys.refresh().catch(onFailed), milliseconds).unref();
  return {
    root,
    master: master.fingerprint,
    refresh: keys.refresh,
    newest: keys.newest,
    key: (number) => (number === rootNumber ? undefined : keys.key(number)),
    addKey: (tx) => addKey(tx, book, master),
    async addMaster(tx, next) {
      await lockMasters(tx, book);
      await addMaster(tx, book, openMaster(next), await keysOf(tx, book, master));
    },
    close: () => clearInterval(timer),
  };
}

/** The keys as they were read last. */
function heldKeys(
  db: Db,
  book: number,
  master: Master,
  onRetired: () => void,
  staleSeconds: number,
) {
  let keys = new Map<number, Buffer>();
  let newest = 0;
  let retired = false;
  let sinceRead = stopwatch();
  let begun = 0;
  let newestRead = 0;
  return {
    async refresh() {
      const turn = ++begun;
      const sinceBegin = stopwatch();
      if (!(await markUsed(db, book, master))) {
        if (!retired) onRetired();
        retired = true;
        return;
      }
      const states = await dataKeys(db, book);
      const read = await keysOf(db, book, master);
      // An answer that was overtaken by a later one tells of earlier keys.
      if (turn < newestRead) return;
      newestRead = turn;
      keys = read;
      sinceRead = sinceBegin;
      newest = Math.max(0, ...states.filter(({ usable }) => usable).map(({ number }) => number));
    },
    newest() {
      invariant(!retired, 'the master key of this process stands');
      const isStale = sinceRead() > staleSeconds * 1000;
      invariant(
        !isStale,
        'the keys were read lately: nothing is sealed with one that may be retired',
      );
      return newest;
    },
    key: (number: number) => keys.get(number),
  };
}

async function addKey(tx: Tx, book: number, master: Master): Promise<number> {
  const masters = await lockMasters(tx, book);
  // For another one it cannot be wrapped: only its processes have it.
  invariant(masters.length === 1, 'the master key is not being changed');
  const [last] = await dataKeys(tx, book);
  const number = (last?.number ?? 0) + 1;
  invariant(number <= keysMax, 'there is a number left for a key');
  await tx.execute(sql`
    INSERT INTO kit.data_key (book, number, usable_from)
    VALUES (${book}, ${number}, clock_timestamp() + make_interval(secs => ${restSeconds}))`);
  await addWrapped(tx, book, master, number, randomBytes(keyBytes));
  return number;
}

/** Where nobody has been before. */
async function makeFirstKeys(db: Db, book: number, master: Master): Promise<void> {
  const numbers = [rootNumber, firstNumber];
  const keys = new Map(numbers.map((number) => [number, randomBytes(keyBytes)]));
  await transactOn(db)(async (tx) => {
    if ((await lockMasters(tx, book)).length > 0) return;
    await addMaster(tx, book, master, keys);
    await tx.execute(sql`
      INSERT INTO kit.data_key (book, number, usable_from) VALUES (${book}, ${firstNumber}, '-infinity')`);
  });
}

/** All data keys of a book, the newest first. */
export async function dataKeys(db: Db | Tx, book: number): Promise<DataKey[]> {
  const rows = await db.execute<DataKey>(sql`
    SELECT number, usable_from <= clock_timestamp() AS usable, retired_at IS NOT NULL AS retired,
      retires_at IS NOT NULL AS retires, coalesce(retires_at <= clock_timestamp(), false) AS due,
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

/** Nothing is sealed with a key: from a day later on it may be deleted. True when that was not known before. */
export async function markKey(tx: Tx, book: number, number: number): Promise<boolean> {
  const rows = await tx.execute(sql`
    UPDATE kit.data_key SET retires_at = clock_timestamp() + make_interval(hours => ${graveHours})
    WHERE book = ${book} AND number = ${number} AND retires_at IS NULL RETURNING 1`);
  return rows.length > 0;
}

/** Something is sealed with it after all. */
export async function unmarkKey(tx: Tx, book: number, number: number): Promise<void> {
  await tx.execute(sql`
    UPDATE kit.data_key SET retires_at = NULL WHERE book = ${book} AND number = ${number} AND retired_at IS NULL`);
}

/** Forgets a key whose time is over: what is sealed with it can never be opened again. Its number stays used. False when it is not over. */
export async function retireKey(tx: Tx, book: number, number: number): Promise<boolean> {
  await lockMasters(tx, book);
  const rows = await tx.execute(sql`
    UPDATE kit.data_key SET retired_at = clock_timestamp()
    WHERE book = ${book} AND number = ${number} AND retired_at IS NULL AND retires_at <= clock_timestamp() RETURNING 1`);
  if (rows.length === 0) return false;
  await tx.execute(sql`DELETE FROM kit.wrapped_key WHERE book = ${book} AND number = ${number}`);
  return true;
}
