import { sql } from 'drizzle-orm';
import type { Db } from '../kit/db.ts';

/** What was raised last time, if anything. */
export async function readTown(db: Db, book: number): Promise<{ volunteers: number } | undefined> {
  const rows = await db.execute<{ volunteers: number }>(
    sql`SELECT volunteers FROM demo.town WHERE book = ${book}`,
  );
  return rows[0];
}

export async function writeTown(db: Db, book: number, volunteers: number): Promise<void> {
  await db.execute(sql`
    INSERT INTO demo.town (book, volunteers) VALUES (${book}, ${volunteers})
    ON CONFLICT (book) DO UPDATE SET volunteers = excluded.volunteers`);
}
