import { type Actor, requireMay } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { describeMember } from './member.ts';
import { membersOf } from './member-store.ts';
import { organisationThing } from './organisation.ts';
import { findOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';

/** The roster, masked, for who oversees the organisation. Refuses: organisation_unknown, not_allowed. */
export async function listMembers(deps: Deps, actor: Actor, organisationId: string) {
  const { book } = actor;
  const row = await findOrganisation(deps.db, book, organisationId);
  const unknown = refuse('organisation_unknown');
  if (!row) throw unknown;
  requireMay(actor, 'organisation.oversee', organisationThing(row), unknown);
  const members = await membersOf(deps.db, book, organisationId);
  return { items: members.map((each) => describeMember(deps, each)) };
}
