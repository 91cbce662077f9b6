import { sql } from 'drizzle-orm';
import { type Instant, instantOf } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';

export interface Seal {
  /** How many accounts had a balance other than 0 at the end. */
  accounts: number;
  /** SHA-256 over all of them, in hex: to be noted outside of the database. */
  hash: string;
  sealedAt: Instant;
}

/**
 * Closes the books of a city up to `endsAt` and seals them with the hash of all balances as effective then.
 * From then on nothing is posted that counts from earlier. Two transactions, since the balances stand still only
 * after the first; asked again after a crash between them it goes on. Undefined for an end in the future or
 * before one that is closed.
 */
export async function closePeriod(
  db: Db,
  book: number,
  endsAt: Instant,
): Promise<Seal | undefined> {
  const end = endsAt.toISOString();
  await db.execute(sql`SELECT ledger.close_period(${book}, ${end})`);
  const closed = await db.execute(
    sql`SELECT FROM ledger.period WHERE book = ${book} AND ends_at = ${end}`,
  );
  if (closed.length === 0) return undefined;
  await db.transaction(async (tx) => {
    // Reads the whole book once; nobody waits for it.
    await tx.execute(sql`SET LOCAL statement_timeout = 0`);
    await tx.execute(sql`SELECT ledger.seal_period(${book}, ${end})`);
  });
  const [row] = await db.execute<{ accounts: string; hash: string; sealed_ms: string }>(sql`
    SELECT accounts, encode(hash, 'hex') AS hash, floor(extract(epoch FROM sealed_at) * 1000)::bigint AS sealed_ms
    FROM ledger.seal WHERE book = ${book} AND ends_at = ${end}`);
  return {
    accounts: Number(row!.accounts),
    hash: row!.hash,
    sealedAt: instantOf(Number(row!.sealed_ms)),
  };
}
