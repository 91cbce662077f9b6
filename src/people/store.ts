import { and, asc, eq, gt, inArray, ne, or, sql } from 'drizzle-orm';
import { type Db, many, type Tx } from '../kit/db.ts';
import { insertRows } from '../kit/insert-rows.ts';
import { seenBy } from './protection-store.ts';
import { person, type VolunteerRow, volunteer } from './tables.ts';
import type { VolunteerState } from './volunteer-row.ts';

export async function findPersonByPhone(db: Db | Tx, book: number, phoneIndex: Buffer) {
  const rows = await db
    .select()
    .from(person)
    .where(and(eq(person.book, book), eq(person.phoneIndex, phoneIndex)));
  return rows[0];
}

/** Whoever has a phone, and keeps it until the transaction ends; nobody where it was given away meanwhile. */
export async function holdPersonByPhone(tx: Tx, book: number, phoneIndex: Buffer) {
  const rows = await tx
    .select()
    .from(person)
    .where(and(eq(person.book, book), eq(person.phoneIndex, phoneIndex)))
    .for('key share');
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

/** Somebody whom nobody registers or changes otherwise until the transaction ends. */
export async function lockPerson(tx: Tx, book: number, id: string) {
  const rows = await tx
    .select()
    .from(person)
    .where(and(eq(person.book, book), eq(person.id, id)))
    .for('update');
  return rows[0];
}

/** People who stay as they are until the transaction ends. */
export async function sharePersons(tx: Tx, book: number, ids: string[]) {
  if (ids.length === 0) return [];
  return tx
    .select()
    .from(person)
    .where(and(eq(person.book, book), inArray(person.id, ids)))
    .for('share');
}

const manyBytes = (values: Buffer[]) =>
  many(
    values.map((value) => `\\x${value.toString('hex')}`),
    'bytea',
  );

/** Of many phones at once, by their indexes. */
export async function findPersonsByPhones(db: Db | Tx, book: number, phoneIndexes: Buffer[]) {
  if (phoneIndexes.length === 0) return [];
  return db
    .select()
    .from(person)
    .where(and(eq(person.book, book), sql`${person.phoneIndex} = ANY(${manyBytes(phoneIndexes)})`));
}

export async function addPersons(tx: Tx, rows: (typeof person.$inferInsert)[]) {
  await insertRows(tx, person, rows, { passOver: true });
}

export async function addVolunteers(tx: Tx, rows: (typeof volunteer.$inferInsert)[]) {
  await insertRows(tx, volunteer, rows);
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

/** Of many identity numbers at once, by their indexes. */
export async function findVolunteersByIdNumber(db: Db | Tx, book: number, indexes: Buffer[]) {
  if (indexes.length === 0) return [];
  return db
    .select()
    .from(volunteer)
    .where(
      and(eq(volunteer.book, book), sql`${volunteer.idNumberIndex} = ANY(${manyBytes(indexes)})`),
    );
}

export async function lockVolunteer(tx: Tx, book: number, id: string) {
  const rows = await tx
    .select()
    .from(volunteer)
    .where(and(eq(volunteer.book, book), eq(volunteer.id, id)))
    .for('update');
  return rows[0];
}

/** Keeps others from deciding about a volunteer until the transaction ends; many may hold it at once. */
export async function shareVolunteer(tx: Tx, book: number, id: string) {
  const rows = await tx
    .select()
    .from(volunteer)
    .where(and(eq(volunteer.book, book), eq(volunteer.id, id)))
    .for('share');
  return rows[0];
}

export async function updateVolunteer(
  tx: Tx,
  book: number,
  id: string,
  set: Partial<typeof volunteer.$inferInsert>,
): Promise<VolunteerRow> {
  const rows = await tx
    .update(volunteer)
    .set(set)
    .where(and(eq(volunteer.book, book), eq(volunteer.id, id)))
    .returning();
  return rows[0]!;
}

export async function updatePerson(
  tx: Tx,
  book: number,
  id: string,
  set: Partial<typeof person.$inferInsert>,
): Promise<void> {
  await tx
    .update(person)
    .set(set)
    .where(and(eq(person.book, book), eq(person.id, id)));
}

const inAreas = (prefixes: string[]) =>
  or(...prefixes.map((prefix) => sql`starts_with(${volunteer.residenceRegion}, ${prefix})`));

export interface VolunteersWanted {
  /** What the codes of the divisions begin with. */
  prefixes: string[];
  state?: VolunteerState | undefined;
  /** Only of those after so many steps: what the codes begin with where that step is decided. */
  steps?: { stepsDone: number; prefixes: string[] }[] | undefined;
  /** Neither this person nor whom they entered. */
  apartFrom?: string | undefined;
  /** Where those who are protected are listed too. */
  protectedIn: string[];
  after?: string | undefined;
  limit: number;
}

/** What somebody is known by; whoever fits one of them is found. */
export interface Known {
  number: string;
  nameIndex: Buffer;
  idNumberIndex: Buffer;
  /** The person with the phone that was looked for. */
  id: string | undefined;
}

/** Volunteers who live in one of the areas, by id, which is by time of registration; of these, whoever is known so. */
export async function volunteersWithin(
  db: Db | Tx,
  book: number,
  { prefixes, state, steps, apartFrom, protectedIn, after, limit }: VolunteersWanted,
  known?: Known,
) {
  return db
    .select()
    .from(volunteer)
    .where(
      and(
        eq(volunteer.book, book),
        known &&
          or(
            eq(volunteer.number, known.number),
            eq(volunteer.nameIndex, known.nameIndex),
            eq(volunteer.idNumberIndex, known.idNumberIndex),
            known.id === undefined ? undefined : eq(volunteer.id, known.id),
          ),
        inAreas(prefixes),
        steps &&
          or(
            ...steps.map((one) =>
              and(eq(volunteer.stepsDone, one.stepsDone), inAreas(one.prefixes)),
            ),
          ),
        apartFrom === undefined
          ? undefined
          : and(
              ne(volunteer.id, apartFrom),
              sql`${volunteer.registeredBy} IS DISTINCT FROM ${apartFrom}::uuid`,
            ),
        seenBy(book, { person: volunteer.id, region: volunteer.residenceRegion }, protectedIn),
        state && eq(volunteer.state, state),
        after ? gt(volunteer.id, after) : undefined,
      ),
    )
    .orderBy(asc(volunteer.id))
    .limit(limit);
}

export async function findVolunteerByNumber(
  db: Db | Tx,
  book: number,
  number: string,
): Promise<VolunteerRow | undefined> {
  const rows = await db
    .select()
    .from(volunteer)
    .where(and(eq(volunteer.book, book), eq(volunteer.number, number)));
  return rows[0];
}
