import { and, eq, inArray, notExists, or, type SQL, sql } from 'drizzle-orm';
import { type AnyPgColumn, QueryBuilder } from 'drizzle-orm/pg-core';
import type { Db, Tx } from '../kit/db.ts';
import { protection } from './tables.ts';

/** Since when each of the people is protected; nothing of those who are not. */
export async function protectedSince(
  db: Db | Tx,
  book: number,
  personIds: string[],
): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(protection)
    .where(and(eq(protection.book, book), inArray(protection.personId, personIds)));
  return new Map(rows.map(({ personId, since }) => [personId, since.toISOString()]));
}

/** False when the person is protected already. */
export async function addProtection(tx: Tx, row: typeof protection.$inferInsert): Promise<boolean> {
  const rows = await tx
    .insert(protection)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: protection.id });
  return rows.length > 0;
}

/** Nothing stays that says that somebody was protected. The id of what went, if anything. */
export async function removeProtection(
  tx: Tx,
  book: number,
  personId: string,
): Promise<string | undefined> {
  const rows = await tx
    .delete(protection)
    .where(and(eq(protection.book, book), eq(protection.personId, personId)))
    .returning({ id: protection.id });
  return rows[0]?.id;
}

/** For lists: who is not protected, and everybody where the caller may see those who are (prefixes of divisions). */
export function seenBy(
  book: number,
  { person, region }: { person: AnyPgColumn; region: AnyPgColumn },
  prefixes: string[],
): SQL | undefined {
  const ofPerson = new QueryBuilder()
    .select({ one: sql`1` })
    .from(protection)
    .where(and(eq(protection.book, book), eq(protection.personId, person)));
  return or(
    notExists(ofPerson),
    ...prefixes.map((prefix) => sql`starts_with(${region}, ${prefix})`),
  );
}
