import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { findMember } from './member-store.ts';
import { organisationThing } from './organisation.ts';
import { findOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import { openMember } from './roster.ts';

/**
 * Somebody of the roster unmasked for the head, who calls their own members, for a reason that is logged (domain.md
 * 9.1: 组织, own members' phone). Refuses: member_unknown.
 */
export async function discloseMember(deps: Deps, actor: Actor, id: string, reason: string) {
  const { book } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuse('member_unknown');
    const row = await findMember(tx, book, id);
    const organisation = row && (await findOrganisation(tx, book, row.organisationId));
    if (!organisation) throw unknown;
    requireMay(actor, 'member.disclose', organisationThing(organisation), unknown);
    await record(tx, book, {
      action: 'member.disclose',
      object: { kind: 'organisation', id: organisation.id },
      after: { member: id, reason },
    });
    const { name, phone = null } = openMember(deps, row);
    return { name, phone };
  });
}
