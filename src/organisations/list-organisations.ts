import { type Actor, areasOf, mayAsk } from '../access/index.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { subtreePrefix } from '../kit/region-code.ts';
import { narrowTo } from './areas.ts';
import { describeOrganisations, type OrganisationView } from './organisation.ts';
import { organisationNameKey } from './organisation-name.ts';
import { findOrganisation, organisationsWithin } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import type { OrganisationKind, OrganisationState, OrganisationType } from './tables.ts';

export interface OrganisationQuery {
  /** A division; without one, the whole city. */
  region?: string;
  state?: OrganisationState;
  kind?: OrganisationKind;
  type?: OrganisationType;
  candidate?: boolean;
  /** Only the bodies of this hub. */
  hub?: string;
  /** A part of the name, however its spaces and brackets are typed. */
  name?: string;
  limit: number;
  cursor?: string;
}

/** Organisations of an area, in the order in which they were entered. Refuses: bad_cursor. */
export async function listOrganisations(
  deps: Deps,
  actor: Actor | null,
  { limit, cursor, ...asked }: OrganisationQuery,
): Promise<Page<OrganisationView>> {
  const { db, book, cursors } = deps;
  const { region, state, kind, type, candidate, hub, name = '' } = asked;
  const nameKey = organisationNameKey(name);
  const filter = [region, state, kind, type, candidate, hub, nameKey].join('/');
  const list = `organisations/${book}/${filter}`;
  const after = cursor === undefined ? undefined : cursors.read(list, cursor)[0];
  const within = subtreePrefix(region ?? String(book));
  // The street's list is not published, nor who is missing there.
  const prefixes = candidate === undefined ? [within] : overseenOf(actor, within);
  const search = { prefixes, state, kind, type, candidate, hub, nameKey, after, limit: limit + 1 };
  if (prefixes.length === 0) return { items: [], nextCursor: null };
  const rows = await organisationsWithin(db, book, search);
  const views = await describeOrganisations(deps, db, { book, actor }, rows);
  return pageOf(
    views,
    limit,
    (view) => view,
    (last) => cursors.write(list, [last.id]),
  );
}

/** The parts of an area that the caller oversees. */
function overseenOf(actor: Actor | null, within: string): string[] {
  if (!actor || !mayAsk(actor, 'organisation.oversee')) return [];
  return narrowTo(areasOf(actor, 'organisation.oversee'), within);
}

/** Refuses: organisation_unknown. */
export async function readOrganisation(deps: Deps, actor: Actor | null, id: string) {
  const { db, book } = deps;
  const row = await findOrganisation(db, book, id);
  if (!row) throw refuse('organisation_unknown');
  const [view] = await describeOrganisations(deps, db, { book, actor }, [row]);
  return view!;
}
