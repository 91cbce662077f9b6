import { and, asc, count, desc, eq, gt, inArray, isNotNull, lt, or, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { type FilingRow, type FilingState, filing, openStates } from './tables.ts';

const isThis = (book: number, id: string) => and(eq(filing.book, book), eq(filing.id, id));

export async function addFiling(tx: Tx, row: FilingRow): Promise<void> {
  await tx.insert(filing).values(row);
}

export async function findFiling(
  db: Db | Tx,
  book: number,
  id: string,
): Promise<FilingRow | undefined> {
  const rows = await db.select().from(filing).where(isThis(book, id));
  return rows[0];
}

export async function lockFiling(tx: Tx, book: number, id: string): Promise<FilingRow | undefined> {
  const rows = await tx.select().from(filing).where(isThis(book, id)).for('no key update');
  return rows[0];
}

export async function updateFiling(
  tx: Tx,
  book: number,
  id: string,
  change: Partial<FilingRow>,
): Promise<FilingRow> {
  const rows = await tx.update(filing).set(change).where(isThis(book, id)).returning();
  return rows[0]!;
}

export interface FilingSearch {
  /** All that lies where codes begin so, or that is of one of these bodies. */
  area?: { prefixes: string[]; organisationIds: string[] } | undefined;
  /** Only of this body. */
  organisationId?: string | undefined;
  /** Only where the key of the name begins so. */
  nameKey?: string | undefined;
  applicantId?: string | undefined;
  state?: FilingState | undefined;
  /** Only what waits for one of these desks. */
  desks?: { state: FilingState; prefixes: string[] }[] | undefined;
  /** Only what had to be answered before this day. */
  dueBefore?: string | undefined;
  limit: number;
  after?: string | undefined;
}

const liesWithin = (prefixes: string[]) =>
  or(...prefixes.map((prefix) => sql`starts_with(${filing.region}, ${prefix})`));

const isWithin = ({ prefixes, organisationIds }: NonNullable<FilingSearch['area']>) =>
  or(
    prefixes.length > 0 ? liesWithin(prefixes) : undefined,
    organisationIds.length > 0 ? inArray(filing.organisationId, organisationIds) : undefined,
  );

/** The oldest first. */
export async function searchFilings(
  db: Db,
  book: number,
  {
    area,
    organisationId,
    nameKey,
    applicantId,
    state,
    desks,
    dueBefore,
    limit,
    after,
  }: FilingSearch,
): Promise<FilingRow[]> {
  const reach = area && area.prefixes.length + area.organisationIds.length;
  if (reach === 0 || desks?.length === 0) return [];
  return db
    .select()
    .from(filing)
    .where(
      and(
        eq(filing.book, book),
        area && isWithin(area),
        organisationId ? eq(filing.organisationId, organisationId) : undefined,
        nameKey ? sql`starts_with(name_key, ${nameKey})` : undefined,
        desks &&
          or(...desks.map((desk) => and(eq(filing.state, desk.state), liesWithin(desk.prefixes)))),
        applicantId ? eq(filing.applicantId, applicantId) : undefined,
        state && eq(filing.state, state),
        dueBefore ? lt(filing.dueOn, dueBefore) : undefined,
        after ? gt(filing.id, after) : undefined,
      ),
    )
    .orderBy(asc(filing.id))
    .limit(limit);
}

/** The next number of a street and a year; a transaction that rolls back gives it back. */
export async function takeSerial(
  tx: Tx,
  book: number,
  street: string,
  year: number,
): Promise<number> {
  const rows = await tx.execute<{ last: number }>(sql`
    INSERT INTO filings.serial AS s (book, street, year, last) VALUES (${book}, ${street}, ${year}, 1)
    ON CONFLICT (book, street, year) DO UPDATE SET last = s.last + 1 RETURNING last`);
  return rows[0]!.last;
}

/** How a withdrawn application looks: nobody has to answer it. */
export const withdrawn = (at: Instant): Partial<FilingRow> => ({
  ...{ state: 'withdrawn', dueOn: null, reason: null, withdrawnAt: at },
});

const isOpen = inArray(filing.state, [...openStates]);

/**
 * How many new bodies somebody has applied for that nothing has come of yet. Whoever counts likewise waits until the
 * transaction is over, so that two at once do not both find room.
 */
export async function countOpenOf(tx: Tx, book: number, applicantId: string): Promise<number> {
  await tx.execute(
    sql`SELECT pg_advisory_xact_lock(hashtext(${`filings of ${applicantId}`}), ${book})`,
  );
  const rows = await tx
    .select({ open: count() })
    .from(filing)
    .where(
      and(
        eq(filing.book, book),
        eq(filing.applicantId, applicantId),
        eq(filing.subject, 'establishment'),
        isOpen,
      ),
    );
  return rows[0]!.open;
}

/** What is under way of somebody, or of a body. */
export function lockOpenOf(
  tx: Tx,
  book: number,
  of: { applicantId: string } | { organisationId: string },
): Promise<FilingRow[]> {
  const isOf =
    'applicantId' in of
      ? eq(filing.applicantId, of.applicantId)
      : eq(filing.organisationId, of.organisationId);
  return tx
    .select()
    .from(filing)
    .where(and(eq(filing.book, book), isOf, isOpen))
    .orderBy(asc(filing.id))
    .for('no key update');
}

/** What stands of a body: its establishment, or the change of it that was filed last. */
export async function lastFiled(
  db: Db | Tx,
  book: number,
  organisationId: string,
): Promise<FilingRow | undefined> {
  const rows = await db
    .select()
    .from(filing)
    .where(and(isOfBody(book, organisationId), eq(filing.state, 'filed')))
    .orderBy(desc(filing.decidedAt), desc(filing.id))
    .limit(1);
  return rows[0];
}

/** The change of a body that is under way. */
export async function openChange(
  db: Db | Tx,
  book: number,
  organisationId: string,
): Promise<FilingRow | undefined> {
  const rows = await db
    .select()
    .from(filing)
    .where(and(isOfBody(book, organisationId), eq(filing.subject, 'change'), isOpen));
  return rows[0];
}

const isOfBody = (book: number, organisationId: string) =>
  and(eq(filing.book, book), eq(filing.organisationId, organisationId));

/** As many as one statement works off without others waiting long. */
const forgottenAtOnce = 500;

/** Forgets whom some of the applications named of which nothing came before a time; how many there were. */
export async function forgetPeople(tx: Tx, book: number, before: Instant): Promise<number> {
  const cameToNothing = or(
    and(eq(filing.state, 'withdrawn'), lt(filing.withdrawnAt, before)),
    and(eq(filing.state, 'rejected'), lt(filing.decidedAt, before)),
  );
  const some = tx
    .select({ id: filing.id })
    .from(filing)
    .where(and(eq(filing.book, book), cameToNothing, isNotNull(filing.peopleSealed)))
    .limit(forgottenAtOnce);
  const rows = await tx
    .update(filing)
    .set({ peopleSealed: null })
    .where(and(eq(filing.book, book), inArray(filing.id, some)))
    .returning({ id: filing.id });
  return rows.length;
}
