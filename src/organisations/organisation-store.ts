import { and, asc, count, eq, gt, inArray, isNotNull, or, sql } from 'drizzle-orm';
import { type Db, many, type Tx } from '../kit/db.ts';
import { insertRows } from '../kit/insert-rows.ts';
import {
  type OrganisationKind,
  type OrganisationRow,
  type OrganisationState,
  type OrganisationType,
  organisation,
} from './tables.ts';

export interface OrganisationSearch {
  /** What the codes of the divisions begin with. */
  prefixes: string[];
  state?: OrganisationState | undefined;
  kind?: OrganisationKind | undefined;
  type?: OrganisationType | undefined;
  /** Only those that are listed as fit for registration. */
  candidate?: boolean | undefined;
  /** Only those that have joined this hub. */
  hub?: string | undefined;
  limit: number;
  after?: string | undefined;
}

export async function addOrganisations(tx: Tx, rows: OrganisationRow[]): Promise<void> {
  await insertRows(tx, organisation, rows);
}

/** Those that still exist and have one of the credit codes, or lie in one of the streets and have one of the names. */
export function organisationsLike(
  db: Db | Tx,
  book: number,
  { creditCodes, streets, names }: { creditCodes: string[]; streets: string[]; names: string[] },
): Promise<OrganisationRow[]> {
  const inStreets = sql`left(${organisation.region}, 9) = ANY(${many(streets, 'text')})`;
  return db
    .select()
    .from(organisation)
    .where(
      and(
        eq(organisation.book, book),
        inArray(organisation.state, ['active', 'suspended']),
        or(
          sql`${organisation.creditCode} = ANY(${many(creditCodes, 'text')})`,
          and(inStreets, sql`${organisation.name} = ANY(${many(names, 'text')})`),
          and(inStreets, eq(organisation.type, 'hub')),
        ),
      ),
    );
}

export async function findOrganisation(
  db: Db | Tx,
  book: number,
  id: string,
): Promise<OrganisationRow | undefined> {
  const rows = await db.select().from(organisation).where(isThis(book, id));
  return rows[0];
}

export async function lockOrganisation(
  tx: Tx,
  book: number,
  id: string,
): Promise<OrganisationRow | undefined> {
  const rows = await tx.select().from(organisation).where(isThis(book, id)).for('no key update');
  return rows[0];
}

/** Whether another organisation of the street, that has not ended, has the name. */
export async function hasNamesake(
  db: Db | Tx,
  book: number,
  { street, name, except }: { street: string; name: string; except: string | null },
): Promise<boolean> {
  const rows = await db
    .select({ id: organisation.id })
    .from(organisation)
    .where(
      and(
        eq(organisation.book, book),
        sql`left(${organisation.region}, 9) = ${street}`,
        eq(organisation.name, name),
        inArray(organisation.state, ['active', 'suspended']),
      ),
    );
  return rows.some(({ id }) => id !== except);
}

/** What was decided about an organisation, or filed of it anew. */
export async function updateOrganisation(
  tx: Tx,
  book: number,
  id: string,
  change: Partial<OrganisationRow>,
): Promise<OrganisationRow> {
  const rows = await tx.update(organisation).set(change).where(isThis(book, id)).returning();
  return rows[0]!;
}

/** Those whose division codes begin with one of the prefixes, by id. */
export function organisationsWithin(
  db: Db | Tx,
  book: number,
  { prefixes, state, kind, type, candidate, hub, limit, after }: OrganisationSearch,
): Promise<OrganisationRow[]> {
  return db
    .select()
    .from(organisation)
    .where(
      and(
        eq(organisation.book, book),
        or(...prefixes.map((prefix) => sql`starts_with(${organisation.region}, ${prefix})`)),
        state && eq(organisation.state, state),
        kind && eq(organisation.kind, kind),
        type && eq(organisation.type, type),
        candidate ? isNotNull(organisation.candidateSince) : undefined,
        hub === undefined ? undefined : eq(organisation.hubId, hub),
        after ? gt(organisation.id, after) : undefined,
      ),
    )
    .orderBy(asc(organisation.id))
    .limit(limit);
}

/** How many bodies have joined each hub; nothing of those that none has. */
export async function countBodies(
  db: Db | Tx,
  book: number,
  hubIds: string[],
): Promise<Map<string, number>> {
  if (hubIds.length === 0) return new Map();
  const rows = await db
    .select({ id: organisation.hubId, bodies: count() })
    .from(organisation)
    .where(and(eq(organisation.book, book), inArray(organisation.hubId, hubIds)))
    .groupBy(organisation.hubId);
  return new Map(rows.map(({ id, bodies }) => [id!, bodies]));
}

/** The bodies of a hub that is none any more belong to none. */
export async function emptyHub(tx: Tx, book: number, hubId: string): Promise<void> {
  await tx
    .update(organisation)
    .set({ hubId: null })
    .where(and(eq(organisation.book, book), eq(organisation.hubId, hubId)));
}

const isThis = (book: number, id: string) =>
  and(eq(organisation.book, book), eq(organisation.id, id));

export async function organisationNames(
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: organisation.id, name: organisation.name })
    .from(organisation)
    .where(and(eq(organisation.book, book), inArray(organisation.id, ids)));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
