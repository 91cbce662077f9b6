import { type Actor, areasOf, mayAsk, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { dateInChina } from '../kit/clock.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { describeFiling, type FilingSummary, type FilingView, summariseFilings } from './filing.ts';
import { openPeople, plainly, showPeople } from './filing-people.ts';
import { refuse } from './refusals.ts';
import { type FilingSearch, findFiling, searchFilings } from './store.ts';
import type { FilingState } from './tables.ts';

export interface FilingQuery {
  /** `mine`: what the caller has handed in; `review`: what waits for the caller; `area`: all of the caller's area. */
  view: 'mine' | 'review' | 'area';
  state?: FilingState;
  /** Only what was not answered in time: it goes to the street's and the district's attention (domain.md 9.3). */
  overdue?: boolean;
  limit: number;
  cursor?: string;
}

/** Without charter and people, the oldest first. Refuses: bad_cursor, not_allowed (other views than one's own). */
export async function listFilings(
  deps: Deps,
  actor: Actor,
  { view, state, overdue, limit, cursor }: FilingQuery,
): Promise<Page<FilingSummary>> {
  const { db, cursors } = deps;
  const { book, personId } = actor;
  if (view !== 'mine' && !mayAsk(actor, 'filing.read'))
    throw refuseAny('not_allowed', { pointer: '/view' });
  const list = `filings/${book}/${personId}/${[view, state, overdue].join('/')}`;
  const after = cursor === undefined ? undefined : cursors.read(list, cursor)[0];
  const dueBefore = overdue ? dateInChina(await deps.clock.now(db)) : undefined;
  const search = { state, ...scopeOf(actor, view), dueBefore, after, limit: limit + 1 };
  const rows = await searchFilings(db, book, search);
  const summaries = await summariseFilings(deps, db, book, rows);
  return pageOf(
    summaries,
    limit,
    (each) => each,
    (last) => cursors.write(list, [last.id]),
  );
}

function scopeOf(actor: Actor, view: FilingQuery['view']): Partial<FilingSearch> {
  if (view === 'mine') return { applicantId: actor.personId };
  return view === 'review'
    ? { desks: desksOf(actor) }
    : { prefixes: areasOf(actor, 'filing.read') };
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

/** Refuses: filing_unknown (also to who neither handed it in nor oversees the place). */
export async function readFiling(deps: Deps, actor: Actor, id: string): Promise<FilingView> {
  const row = await findFiling(deps.db, actor.book, id);
  const unknown = refuse('filing_unknown');
  if (!row) throw unknown;
  if (row.applicantId !== actor.personId)
    requireMay(actor, 'filing.read', { region: row.region }, unknown);
  return describeFiling(deps, deps.db, actor, row);
}

/**
 * The people of an application unmasked, for those who have to check them, for a reason that is logged (domain.md 9.1).
 * Refuses: filing_unknown, not_allowed.
 */
export async function disclosePeople(deps: Deps, actor: Actor, id: string, reason: string) {
  const { book } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuse('filing_unknown');
    const row = await findFiling(tx, book, id);
    if (!row) throw unknown;
    requireMay(actor, 'filing.disclose', { region: row.region }, unknown);
    await record(tx, book, {
      action: 'filing.disclose',
      object: { kind: 'filing', id },
      after: { reason },
    });
    return showPeople(openPeople(deps, row), plainly);
  });
}
