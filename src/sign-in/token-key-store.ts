import { asc, eq, sql } from 'drizzle-orm';
import { type Db, many, type Tx } from '../kit/db.ts';
import { firstKey, type TokenKey } from '../kit/tokens.ts';
import { tokenKey } from './tables.ts';

/** The keys of a book that are published and not retired, the oldest first. A book that never changed its keys has key 1. */
export async function tokenKeys(db: Db | Tx, book: number): Promise<TokenKey[]> {
  const rows = await db.execute<{ number: number; signs: boolean; stands: boolean }>(sql`
    SELECT number, signs_from <= clock_timestamp() AS signs,
           coalesce(retires_at > clock_timestamp(), true) AS stands
    FROM sign_in.token_key WHERE book = ${book} ORDER BY number`);
  if (rows.length === 0) return [firstKey];
  return rows.filter(({ stands }) => stands).map(({ number, signs }) => ({ number, signs }));
}

export type KeyTimes = typeof tokenKey.$inferSelect;

/** All keys of a book with their times, the oldest first; locked, so that two rotations do not cross. */
export async function lockTokenKeys(tx: Tx, book: number): Promise<KeyTimes[]> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('token_key'), ${book})`);
  // Key 1 was there before anybody asked.
  await tx.execute(sql`
    INSERT INTO sign_in.token_key (book, number, added_at, signs_from)
    SELECT ${book}, 1, now, now FROM clock_timestamp() AS now
    WHERE NOT EXISTS (SELECT FROM sign_in.token_key WHERE book = ${book})`);
  return readTokenKeys(tx, book);
}

export async function readTokenKeys(db: Db | Tx, book: number): Promise<KeyTimes[]> {
  return db.select().from(tokenKey).where(eq(tokenKey.book, book)).orderBy(asc(tokenKey.number));
}

/** Published now, and signing so many seconds later. */
export async function addTokenKey(tx: Tx, book: number, number: number, seconds: number) {
  await tx.execute(sql`
    INSERT INTO sign_in.token_key (book, number, added_at, signs_from)
    SELECT ${book}, ${number}, now, now + make_interval(secs => ${seconds}) FROM clock_timestamp() AS now`);
}

/** So many seconds from now the keys are taken no more; those that end sooner stay as they are. */
export async function retireTokenKeys(tx: Tx, book: number, numbers: number[], seconds: number) {
  await tx.execute(sql`
    UPDATE sign_in.token_key
    SET retires_at = least(retires_at, clock_timestamp() + make_interval(secs => ${seconds}))
    WHERE book = ${book} AND number = ANY(${many(numbers, 'int')})`);
}
