import { type Actor, areasOf, mayAsk, placesOf, requireMay } from '../access/index.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { subtreePrefix } from '../kit/region-code.ts';
import { narrowTo } from './areas.ts';
import { refuse } from './refusals.ts';
import { describeStations, publicStates, type StationView, stationThing } from './station.ts';
import { findStation, searchStations, shareStation } from './store.ts';
import type { StationRow, StationState } from './tables.ts';

export interface StationQuery {
  /** `directory`: what everybody may know; `area`: all that lie in the caller's area, also those being prepared. */
  view: 'directory' | 'area';
  /** A division; without one, all. */
  region?: string;
  state?: StationState;
  limit: number;
  cursor?: string;
}

/** Stations in the order in which they were entered. Refuses: bad_cursor; not_signed_in, not_allowed (`area`). */
export async function listStations(
  deps: Deps,
  actor: Actor | null,
  { view, region, state, limit, cursor }: StationQuery,
): Promise<Page<StationView>> {
  const { db, book, cursors } = deps;
  const reach = view === 'area' ? reachOf(actor, region) : undefined;
  const list = `stations/${book}/${[actor?.personId, view, region, state].join('/')}`;
  const after = cursor === undefined ? undefined : cursors.read(list, cursor)[0];
  const search = reach ?? { prefixes: [subtreePrefix(region ?? String(book))] };
  const known = publicStates.filter((each) => state === undefined || each === state);
  const states = reach ? state && [state] : known;
  const rows = await searchStations(db, book, { ...search, states, after, limit: limit + 1 });
  const views = await describeStations(deps, db, { book, actor }, rows);
  return pageOf(
    views,
    limit,
    (each) => each,
    (last) => cursors.write(list, [last.id]),
  );
}

/** The parts of a division in which the caller oversees stations, and the stations that they manage. */
function reachOf(actor: Actor | null, region: string | undefined) {
  if (!actor) throw refuseAny('not_signed_in');
  if (!mayAsk(actor, 'station.oversee')) throw refuseAny('not_allowed', { pointer: '/view' });
  const asked = region === undefined ? '' : subtreePrefix(region);
  const prefixes = narrowTo(areasOf(actor, 'station.oversee'), asked);
  return { prefixes, ids: region === undefined ? placesOf(actor, 'station.oversee') : [] };
}

/** Refuses: station_unknown (also where it is not public and lies elsewhere). */
export async function readStation(
  deps: Deps,
  actor: Actor | null,
  id: string,
): Promise<StationView> {
  const { db, book } = deps;
  const unknown = refuse('station_unknown');
  const row = await findStation(db, book, id);
  if (!row) throw unknown;
  const thing = stationThing(row);
  requireMay(actor, 'station.read', thing, unknown);
  const [view] = await describeStations(deps, db, { book, actor }, [row]);
  return view!;
}

/**
 * The station in whose name volunteers are called, which stays open until the transaction ends; undefined where there
 * is none. Refuses: station_not_open.
 */
export async function requireOpenStation(
  tx: Tx,
  book: number,
  id: string,
): Promise<StationRow | undefined> {
  const row = await shareStation(tx, book, id);
  if (row && row.state !== 'open') throw refuse('station_not_open');
  return row;
}
