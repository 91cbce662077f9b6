import { and, asc, count, eq, gt, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
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
  /** Of these also where they lie elsewhere. */
  ids?: string[];
  state?: OrganisationState | undefined;
  kind?: OrganisationKind | undefined;
  /** Only those that were filed once, also when they were registered meanwhile. */
  filed?: true | undefined;
  type?: OrganisationType | undefined;
  /** Only those that are listed as fit for registration, or only those that are not. */
  candidate?: boolean | undefined;
  /** Only those that have joined this hub. */
  hub?: string | undefined;
  /** A part of the name's key. */
  nameKey?: string;
  limit: number;
  after?: string | undefined;
}

const isThis = (book: number, id: string) =>
  and(eq(organisation.book, book), eq(organisation.id, id));

export async function addOrganisations(tx: Tx, rows: OrganisationRow[]): Promise<void> {
  await insertRows(tx, organisation, rows);
}

/** Those that still exist and have one of the credit codes, or lie in one of the streets and have one of the names, by their keys. */
export function organisationsLike(
  db: Db | Tx,
  book: number,
  { creditCodes, streets, nameKeys }: Record<'creditCodes' | 'streets' | 'nameKeys', string[]>,
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
          and(inStreets, sql`name_key = ANY(${many(nameKeys, 'text')})`),
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

/** Keeps others from deciding about an organisation until the transaction ends; many may hold it at once. */
export async function shareOrganisation(
  tx: Tx,
  book: number,
  id: string,
): Promise<OrganisationRow | undefined> {
  const rows = await tx.select().from(organisation).where(isThis(book, id)).for('share');
  return rows[0];
}

/** Whether another organisation of the street, that has not ended, has the name, by its key. */
export async function hasNamesake(
  db: Db | Tx,
  book: number,
  { street, nameKey, except }: { street: string; nameKey: string; except: string | null },
): Promise<boolean> {
  const rows = await db
    .select({ id: organisation.id })
    .from(organisation)
    .where(
      and(
        eq(organisation.book, book),
        sql`left(${organisation.region}, 9) = ${street}`,
        sql`name_key = ${nameKey}`,
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
  const version = sql`${organisation.version} + 1`;
  const rows = await tx
    .update(organisation)
    .set({ ...change, version })
    .where(isThis(book, id))
    .returning();
  return rows[0]!;
}

/** Those whose division codes begin with one of the prefixes, by id. */
export function organisationsWithin(
  db: Db | Tx,
  book: number,
  {
    prefixes,
    ids = [],
    state,
    kind,
    filed,
    type,
    candidate,
    hub,
    nameKey = '',
    limit,
    after,
  }: OrganisationSearch,
): Promise<OrganisationRow[]> {
  return db
    .select()
    .from(organisation)
    .where(
      and(
        eq(organisation.book, book),
        or(
          ...prefixes.map((prefix) => sql`starts_with(${organisation.region}, ${prefix})`),
          ...(ids.length > 0 ? [inArray(organisation.id, ids)] : []),
        ),
        state && eq(organisation.state, state),
        kind && eq(organisation.kind, kind),
        filed && isNotNull(organisation.filingNumber),
        type && eq(organisation.type, type),
        candidate === undefined ? undefined : candidateIs(candidate),
        hub === undefined ? undefined : eq(organisation.hubId, hub),
        nameKey === '' ? undefined : sql`strpos(name_key, ${nameKey}) > 0`,
        after ? gt(organisation.id, after) : undefined,
      ),
    )
    .orderBy(asc(organisation.id))
    .limit(limit);
}

const candidateIs = (listed: boolean) => (listed ? isNotNull : isNull)(organisation.candidateSince);

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

export async function findOrganisations(
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, OrganisationRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(organisation)
    .where(and(eq(organisation.book, book), inArray(organisation.id, ids)));
  return new Map(rows.map((row) => [row.id, row]));
}

/** The hub of a street that is active. */
export async function findHub(
  db: Db | Tx,
  book: number,
  street: string,
): Promise<OrganisationRow | undefined> {
  const rows = await db
    .select()
    .from(organisation)
    .where(
      and(
        eq(organisation.book, book),
        sql`left(${organisation.region}, 9) = ${street}`,
        eq(organisation.type, 'hub'),
        eq(organisation.state, 'active'),
      ),
    );
  return rows[0];
}

const knownMax = 20;

/** Those that have one of the texts as their whole name or filing number, also ended ones. */
export function organisationsKnownAs(db: Db | Tx, book: number, texts: string[]) {
  return db
    .select({ id: organisation.id })
    .from(organisation)
    .where(
      and(
        eq(organisation.book, book),
        or(inArray(organisation.name, texts), inArray(organisation.filingNumber, texts)),
      ),
    )
    .orderBy(asc(organisation.id))
    .limit(knownMax);
}
