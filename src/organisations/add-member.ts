import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { readPhone } from '../people/index.ts';
import { describeMember } from './member.ts';
import { addMembers, countMembers, rosterMax } from './member-store.ts';
import { organisationThing } from './organisation.ts';
import { lockOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import { memberOf, type RosterPerson } from './roster.ts';

export interface MemberForm extends RosterPerson {
  /** Full-time staff; left out for an ordinary member. */
  post?: 'social_worker';
}

/**
 * The head takes somebody into the roster, between one filing and the next.
 * Refuses: phone_invalid, organisation_unknown, not_allowed, organisation_state_wrong, member_twice, roster_full.
 */
export async function addMember(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  form: MemberForm,
) {
  const { book } = actor;
  const person: RosterPerson = {
    name: form.name.trim(),
    ...(form.phone === undefined ? {} : { phone: readPhone(form.phone) }),
  };
  const added = deps.transact(async (tx) => {
    const unknown = refuse('organisation_unknown');
    const organisation = await lockOrganisation(tx, book, organisationId);
    if (!organisation) throw unknown;
    requireMay(actor, 'member.add', organisationThing(organisation), unknown);
    if (organisation.state !== 'active') throw refuse('organisation_state_wrong');
    const counts = await countMembers(tx, book, [organisationId]);
    const members = counts.get(organisationId)?.members ?? 0;
    if (members >= rosterMax) throw refuse('roster_full');
    const which = { book, organisationId, post: form.post ?? null };
    const row = memberOf(deps, which, person, await deps.clock.now(tx));
    await addMembers(tx, [row]);
    await record(tx, book, {
      action: 'member.add',
      object: { kind: 'organisation', id: organisationId },
      before: { members },
      after: { members: members + 1, member: row.id, post: row.post },
    });
    return describeMember(deps, row);
  });
  return added.catch((error) => {
    if (violatedConstraint(error) === 'member_once') throw refuse('member_twice');
    throw error;
  });
}
