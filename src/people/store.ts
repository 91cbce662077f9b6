import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { person, volunteer } from './tables.ts';

export async function findPersonByPhone(db: Db | Tx, book: number, phoneIndex: Buffer) {
  const rows = await db
    .select()
    .from(person)
    .where(and(eq(person.book, book), eq(person.phoneIndex, phoneIndex)));
  return rows[0];
}

export async function findPerson(db: Db | Tx, book: number, id: string) {
  const rows = await db
    .select()
    .from(person)
    .where(and(eq(person.book, book), eq(person.id, id)));
  return rows[0];
}

export async function findPersons(db: Db | Tx, book: number, ids: string[]) {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(person)
    .where(and(eq(person.book, book), inArray(person.id, ids)));
}

export async function addPersons(tx: Tx, rows: (typeof person.$inferInsert)[]) {
  await tx.insert(person).values(rows).onConflictDoNothing();
}

export async function addVolunteers(tx: Tx, rows: (typeof volunteer.$inferInsert)[]) {
  await tx.insert(volunteer).values(rows);
}

export async function takeVolunteerSerials(tx: Tx, count: number): Promise<number[]> {
  const rows = await tx.execute<{ serial: string }>(
    sql`SELECT nextval('people.volunteer_serial') AS serial FROM generate_series(1, ${count}::int)`,
  );
  return rows.map(({ serial }) => Number(serial));
}

export async function findVolunteer(db: Db | Tx, book: number, id: string) {
  const rows = await db
    .select()
    .from(volunteer)
    .where(and(eq(volunteer.book, book), eq(volunteer.id, id)));
  return rows[0];
}

export async function findVolunteers(db: Db | Tx, book: number, ids: string[]) {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(volunteer)
    .where(and(eq(volunteer.book, book), inArray(volunteer.id, ids)));
}
