import { type Actor, appointmentAreas, appointmentPlaces, type Role } from '../access/index.ts';
import { pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { chainUp } from '../kit/region-code.ts';
import { divisionNames } from '../regions/index.ts';
import { type ListedPlace, placesFor } from './places.ts';

/**
 * The divisions in force or the bodies for which the caller may give a role, by code or id.
 * Refuses: bad_cursor, not_allowed (a role that the caller does not give).
 */
export async function listScopes(
  deps: Deps,
  actor: Actor,
  { role, limit, cursor }: { role: Role; limit: number; cursor?: string },
) {
  const list = `role-scopes/${actor.book}/${[actor.personId, role].join('/')}`;
  const after = cursor === undefined ? undefined : deps.cursors.read(list, cursor)[0];
  const prefixes = appointmentAreas(actor, role);
  const places = appointmentPlaces(actor, role);
  if (prefixes.length + places.length === 0) throw refuseAny('not_allowed');
  const now = await deps.clock.now(deps.db);
  const page = { prefixes, places, limit: limit + 1, after, now };
  const rows = (await placesFor(role)?.list(deps.db, actor.book, page)) ?? [];
  const shown = pageOf(
    rows,
    limit,
    (row) => row,
    (last) => deps.cursors.write(list, [last.scope]),
  );
  return { ...shown, items: await withPaths(deps, actor.book, shown.items) };
}

/** Many are called alike: each is shown with what it lies in, from the district or street downwards. */
async function withPaths({ db }: Deps, book: number, places: ListedPlace[]) {
  const above = ({ scope, region }: ListedPlace) =>
    chainUp(region, String(book)).filter((code) => code !== scope && code !== String(book));
  const names = await divisionNames(db, book, places.flatMap(above));
  return places.map((place) => ({
    ...{ scope: place.scope, name: place.name },
    path: above(place)
      .reverse()
      .map((code) => names.get(code) ?? code),
  }));
}
