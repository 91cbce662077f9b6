import { sql } from 'drizzle-orm';
import type { Db, Transact } from '../kit/db.ts';

/** This year and the next, as far as there is no room for their ids. */
export async function missingYears(db: Db): Promise<number[]> {
  const rows = await db.execute<{ year: number }>(sql`
    SELECT year::int FROM ledger.span, (SELECT extract(year FROM ledger.clock() AT TIME ZONE 'UTC')::int AS this) now,
      generate_series(this, this + 1) AS year
    WHERE end_id < ledger.first_id(year + 1) ORDER BY year`);
  return rows.map(({ year }) => year);
}

/**
 * Makes room for the ids of a year and of those before it. Gives up after a moment instead of keeping all
 * posting waiting behind a long reader; done again it changes nothing.
 */
export async function openYear(transact: Transact, year: number): Promise<void> {
  await transact(async (tx) => {
    await tx.execute(sql`SET LOCAL lock_timeout = '3s'`);
    await tx.execute(sql`
      SELECT ledger.open_year(y.year) FROM (
        SELECT year FROM ledger.span, generate_series(2025, ${year}::int) AS year WHERE ledger.first_id(year) >= end_id ORDER BY year) y`);
  });
}
