import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { type Db, type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { readPhone } from '../people/index.ts';
import { describeMember } from './member.ts';
import { addMembers, countMembers, rosterMax } from './member-store.ts';
import { organisationThing } from './organisation.ts';
import { lockOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import { memberOf, type RosterPerson } from './roster.ts';
import type { MemberRow, OrganisationRow } from './tables.ts';

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
  const person = rosterPerson(form);
  const added = deps.transact(async (tx) => {
    const organisation = await lockOrganisation(tx, actor.book, organisationId);
    const which = { ...takesMembers(actor, organisation), post: form.post ?? null };
    const row = memberOf(deps, which, person, await deps.clock.now(tx));
    await joinRoster(tx, actor, organisationId, [row]);
    return describeMember(deps, row);
  });
  return added.catch((error) => {
    if (violatedConstraint(error) === 'member_once') throw refuse('member_twice');
    throw error;
  });
}

/** Who somebody is in a roster. Refuses: phone_invalid. */
export const rosterPerson = ({ name, phone }: MemberForm): RosterPerson => ({
  name: name.trim(),
  ...(phone === undefined ? {} : { phone: readPhone(phone) }),
});

/** The body that the actor takes people in for. Refuses: organisation_unknown, not_allowed, organisation_state_wrong. */
export function takesMembers(actor: Actor, organisation: OrganisationRow | undefined) {
  const unknown = refuse('organisation_unknown');
  if (!organisation) throw unknown;
  requireMay(actor, 'member.add', organisationThing(organisation), unknown);
  if (organisation.state !== 'active') throw refuse('organisation_state_wrong');
  return { book: organisation.book, organisationId: organisation.id };
}

/** For how many more the roster has room. */
export async function roomIn(db: Db | Tx, book: number, organisationId: string): Promise<number> {
  const counts = await countMembers(db, book, [organisationId]);
  return rosterMax - (counts.get(organisationId)?.members ?? 0);
}

/** Takes people into the roster of an organisation that is locked, each with an entry in the log. Refuses: roster_full. */
export async function joinRoster(
  tx: Tx,
  { book, personId }: Actor,
  organisationId: string,
  rows: MemberRow[],
): Promise<void> {
  const room = await roomIn(tx, book, organisationId);
  if (room < rows.length) throw refuse('roster_full');
  const members = rosterMax - room;
  await addMembers(tx, rows);
  const deeds = rows.map(({ id, post }, n) => ({
    ...{ action: 'member.add' as const, object: { kind: 'organisation', id: organisationId } },
    by: personId,
    before: { members: members + n },
    after: { members: members + n + 1, member: id, post },
  }));
  await record(tx, book, ...deeds);
}
