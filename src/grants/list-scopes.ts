import { type Actor, appointmentAreas, type Role } from '../access/index.ts';
import { pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { placesFor } from './places.ts';

/**
 * The divisions in force or the bodies for which the caller may give a role, by code or id.
 * Refuses: bad_cursor, not_allowed (a role that the caller does not give).
 */
export async function listScopes(
  deps: Deps,
  actor: Actor,
  { role, limit, cursor }: { role: Role; limit: number; cursor?: string },
) {
  const list = `role-scopes/${role}`;
  const after = cursor === undefined ? undefined : deps.cursors.read(list, cursor)[0];
  const prefixes = appointmentAreas(actor, role);
  if (prefixes.length === 0) throw refuseAny('not_allowed');
  const now = await deps.clock.now(deps.db);
  const page = { prefixes, limit: limit + 1, after, now };
  const rows = (await placesFor(role)?.list(deps.db, actor.book, page)) ?? [];
  return pageOf(
    rows,
    limit,
    (row) => row,
    (last) => deps.cursors.write(list, [last.scope]),
  );
}
