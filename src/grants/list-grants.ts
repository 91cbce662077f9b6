import {
  type Actor,
  areasOf,
  grantsOfPerson,
  grantsWithin,
  placesOf,
  type Role,
} from '../access/index.ts';
import { pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { findPersonByPhone, readPhone } from '../people/index.ts';
import { describeGrants, type GrantView } from './grant.ts';

export interface GrantQuery {
  /** mine: all that the caller was ever granted; area: what was granted within the caller's reach. */
  view: 'mine' | 'area';
  role?: Role;
  /** Only those that hold now. */
  inForce?: boolean;
  limit: number;
  cursor?: string;
}

/**
 * Grants, newest first, phones and names masked; role and term narrow what was granted in an area.
 * Refuses: bad_cursor, not_allowed (to whom no area or body is entrusted).
 */
export async function listGrants(
  deps: Deps,
  actor: Actor,
  { view, role, inForce, limit, cursor }: GrantQuery,
) {
  const { db } = deps;
  const { book, personId } = actor;
  const list = `role-grants/${book}/${[personId, view, role, inForce].join('/')}`;
  const before = cursor === undefined ? undefined : deps.cursors.read(list, cursor)[0];
  const page = { limit: limit + 1, before };
  const now = await deps.clock.now(db);
  const rows =
    view === 'mine'
      ? await grantsOfPerson(db, book, personId, page)
      : await grantsWithin(
          db,
          book,
          { ...reachOf(actor), role, at: inForce ? now : undefined },
          page,
        );
  const shown = pageOf(
    rows,
    limit,
    (row) => row,
    (last) => deps.cursors.write(list, [last.id]),
  );
  const items = await describeGrants(deps, db, actor, shown.items, now);
  return { items, nextCursor: shown.nextCursor };
}

const foundMax = 100;

/**
 * What one person was granted within the caller's reach, newest first, by the phone; nothing of whom nobody knows.
 * Refuses: phone_invalid, not_allowed (to whom no area or body is entrusted).
 */
export async function searchGrants(
  deps: Deps,
  actor: Actor,
  asked: { phone: string },
): Promise<{ items: GrantView[] }> {
  const { db } = deps;
  const { book } = actor;
  const reach = reachOf(actor);
  const phoneIndex = deps.vault.index('phone', readPhone(asked.phone));
  const person = await findPersonByPhone(db, book, phoneIndex);
  if (!person) return { items: [] };
  const rows = await grantsWithin(db, book, { ...reach, personId: person.id }, { limit: foundMax });
  return { items: await describeGrants(deps, db, actor, rows, await deps.clock.now(db)) };
}

/** Refuses: not_allowed. */
function reachOf(actor: Actor): { prefixes: string[]; places: string[] } {
  const prefixes = areasOf(actor, 'role_grant.read');
  const places = placesOf(actor, 'role_grant.read');
  if (prefixes.length + places.length === 0) throw refuseAny('not_allowed');
  return { prefixes, places };
}
