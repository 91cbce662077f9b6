import { type Actor, areasOf, grantsOfPerson, grantsWithin, placesOf } from '../access/index.ts';
import { pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { describeGrants } from './grant.ts';

/**
 * mine: all that the caller was ever granted; area: what was granted to others within the caller's reach; newest
 * first, phones masked.
 * Refuses: bad_cursor, not_allowed (to whom no area or body is entrusted).
 */
export async function listGrants(
  deps: Deps,
  actor: Actor,
  { view, limit, cursor }: { view: 'mine' | 'area'; limit: number; cursor?: string },
) {
  const { book, personId } = actor;
  const list = `role-grants/${view}`;
  const before = cursor === undefined ? undefined : deps.cursors.read(list, cursor)[0];
  const page = { limit: limit + 1, before };
  const reach = {
    prefixes: areasOf(actor, 'role_grant.read'),
    places: placesOf(actor, 'role_grant.read'),
  };
  if (view === 'area' && reach.prefixes.length + reach.places.length === 0)
    throw refuseAny('not_allowed');
  const rows =
    view === 'mine'
      ? await grantsOfPerson(deps.db, book, personId, page)
      : await grantsWithin(deps.db, book, reach, page);
  const shown = pageOf(
    rows,
    limit,
    (row) => row,
    (last) => deps.cursors.write(list, [last.id]),
  );
  const items = await describeGrants(deps, deps.db, actor, shown.items);
  return { items, nextCursor: shown.nextCursor };
}
