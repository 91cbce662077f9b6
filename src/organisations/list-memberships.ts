import type { Actor } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { maskName } from '../kit/mask.ts';
import { findPerson } from '../people/index.ts';
import { membershipsOf } from './member-store.ts';
import { findOrganisations } from './organisation-store.ts';
import { openMember } from './roster.ts';

/** The rosters that name the caller's phone now, of bodies that stand. */
export async function listMemberships(deps: Deps, actor: Actor) {
  const all = await ownMemberships(deps, actor);
  const items = all.flatMap(({ endedAt, stands, phone: _own, ...each }) =>
    endedAt === null && stands ? [{ ...each, name: maskName(each.name) }] : [],
  );
  return { items };
}

/** All that rosters keep, or kept, of whoever has the caller's phone, readable (PIPL Art. 45). */
export async function ownMemberships(deps: Deps, { book, personId }: Actor) {
  const phoneIndex = (await findPerson(deps.db, book, personId))?.phoneIndex;
  if (!phoneIndex) return [];
  const rows = await membershipsOf(deps.db, book, phoneIndex);
  const ids = rows.map(({ organisationId }) => organisationId);
  const bodies = await findOrganisations(deps.db, book, ids);
  const isOver = (id: string) => ['cancelled', 'revoked'].includes(bodies.get(id)?.state ?? '');
  return rows.map((row) => ({
    ...{ id: row.id, organisationId: row.organisationId, ...openMember(deps, row) },
    organisationName: bodies.get(row.organisationId)?.name ?? '',
    stands: !isOver(row.organisationId),
    ...{ post: row.post, joinedAt: row.joinedAt.toISOString() },
    endedAt: row.endedAt?.toISOString() ?? null,
  }));
}
