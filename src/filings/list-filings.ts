import { type Actor, areasOf, mayAsk, placesOf } from '../access/index.ts';
import { dateInChina } from '../kit/clock.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { streetOf } from '../kit/region-code.ts';
import { findOrganisations, organisationNameKey } from '../organisations/index.ts';
import { type FilingSummary, summariseFilings } from './filing.ts';
import { type FilingSearch, searchFilings } from './store.ts';
import type { FilingState } from './tables.ts';

export interface FilingQuery {
  /**
   * `mine`: what the caller has handed in; `review`: what waits for the caller; `area`: all of the caller's area, of the
   * bodies that they head, and of the street that their hub advises.
   */
  view: 'mine' | 'review' | 'area';
  state?: FilingState;
  /** Only what was not answered in time: it goes to the street's and the district's attention (domain.md 9.3). */
  overdue?: boolean;
  /** Only of this body. */
  organisationId?: string;
  /** How the name begins. */
  name?: string;
  limit: number;
  cursor?: string;
}

/** Without charter and people, the oldest first. Refuses: bad_cursor, not_allowed (other views than one's own). */
export async function listFilings(
  deps: Deps,
  actor: Actor,
  { view, state, overdue, organisationId, name, limit, cursor }: FilingQuery,
): Promise<Page<FilingSummary>> {
  const { db, cursors } = deps;
  const { book, personId } = actor;
  if (view !== 'mine' && !looksAround(actor)) throw refuseAny('not_allowed', { pointer: '/view' });
  const nameKey = name === undefined ? undefined : organisationNameKey(name);
  const filter = [view, state, overdue, organisationId, nameKey].join('/');
  const list = `filings/${book}/${personId}/${filter}`;
  const after = cursor === undefined ? undefined : cursors.read(list, cursor)[0];
  const dueBefore = overdue ? dateInChina(await deps.clock.now(db)) : undefined;
  const search = { state, organisationId, nameKey, dueBefore, after, limit: limit + 1 };
  const rows = await searchFilings(db, book, { ...search, ...(await scopeOf(deps, actor, view)) });
  const summaries = await summariseFilings(deps, db, book, rows);
  return pageOf(
    summaries,
    limit,
    (each) => each,
    (last) => cursors.write(list, [last.id]),
  );
}

const looksAround = (actor: Actor): boolean =>
  (['filing.read', 'filing.advise', 'organisation.oversee'] as const).some((action) =>
    mayAsk(actor, action),
  );

async function scopeOf(
  deps: Deps,
  actor: Actor,
  view: FilingQuery['view'],
): Promise<Partial<FilingSearch>> {
  if (view === 'mine') return { applicantId: actor.personId };
  if (view === 'review') return { desks: desksOf(actor) };
  const streets = await advisedStreets(deps, actor);
  return {
    area: {
      prefixes: [...areasOf(actor, 'filing.read'), ...streets],
      organisationIds: placesOf(actor, 'organisation.oversee'),
    },
  };
}

/** The streets whose hub the caller manages. */
async function advisedStreets({ db }: Deps, actor: Actor): Promise<string[]> {
  const hubs = await findOrganisations(db, actor.book, placesOf(actor, 'filing.advise'));
  return [...hubs.values()]
    .filter(({ type, state }) => type === 'hub' && state === 'active')
    .map(({ region }) => streetOf(region));
}

/** What waits for the caller at each desk: who sits at both sees what waits at both. */
function desksOf(actor: Actor): { state: FilingState; prefixes: string[] }[] {
  const desks = [
    { state: 'community_review', action: 'filing.first_review' },
    { state: 'street_review', action: 'filing.decide' },
  ] as const;
  return desks.flatMap(({ state, action }) =>
    mayAsk(actor, action) ? [{ state, prefixes: areasOf(actor, action) }] : [],
  );
}
