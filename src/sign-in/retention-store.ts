import { type SQL, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';

/** In one transaction, so that nobody waits for it long. */
const rowsMax = 1000;

async function remove(tx: Tx, table: SQL, where: SQL): Promise<number> {
  const rows = await tx.execute(sql`
    DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM ${table} WHERE ${where} LIMIT ${rowsMax} FOR UPDATE SKIP LOCKED)) RETURNING 1`);
  return rows.length;
}

/** A code counts against the day it was sent on, so it stays for that day at least. */
export function removeOldCodes(tx: Tx, book: number, before: Instant): Promise<number> {
  const where = sql`book = ${book} AND sent_at < ${before.toISOString()}`;
  return remove(tx, sql`people.sign_in_code`, where);
}

/** Not while one is locked. */
export function removeOldFailures(tx: Tx, book: number, before: Instant, now: Instant) {
  const where = sql`book = ${book} AND last_at < ${before.toISOString()}
    AND coalesce(locked_until <= ${now.toISOString()}, true)`;
  return remove(tx, sql`sign_in.failure`, where);
}

/** Those that were ended, or ran out; their PINs go with them. */
export function removeOldSessions(tx: Tx, book: number, before: Instant): Promise<number> {
  const where = sql`book = ${book} AND least(ended_at, expires_at) < ${before.toISOString()}`;
  return remove(tx, sql`people.session`, where);
}
