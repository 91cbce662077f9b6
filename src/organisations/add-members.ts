import type { Actor } from '../access/index.ts';
import { Outdated, type Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { orRefusal, Refusal } from '../kit/refusal.ts';
import { joinRoster, type MemberForm, roomIn, rosterPerson, takesMembers } from './add-member.ts';
import { membersAmong } from './member-store.ts';
import { findOrganisation, lockOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import { among, memberOf, type RosterPerson, rosterKey } from './roster.ts';

/** Somebody of a list who was found good. */
export interface GoodMember {
  form: MemberForm;
  person: RosterPerson;
}

/**
 * Says of each of many people what `addMember` would say, without writing: 'there' when they stand in the roster
 * already, and refused where there is no room any more. `room` is what those before them have left of it, and what is
 * left then. Refuses as a whole: organisation_unknown, not_allowed, organisation_state_wrong.
 */
export async function examineMembers(
  { db, vault }: Pick<Deps, 'db' | 'vault'>,
  actor: Actor,
  organisationId: string,
  forms: MemberForm[],
  room?: number,
): Promise<{ room: number; verdicts: ('there' | Refusal | { fresh: GoodMember })[] }> {
  const { book } = actor;
  takesMembers(actor, await findOrganisation(db, book, organisationId));
  const entries = forms.map((form) =>
    orRefusal((): { personIndex: Buffer; good: GoodMember } => {
      const person = rosterPerson(form);
      const personIndex = vault.index('member', rosterKey(person));
      return { personIndex, good: { form, person } };
    }),
  );
  const indexes = entries.flatMap((entry) => (entry instanceof Refusal ? [] : entry.personIndex));
  const isThere = among(await membersAmong(db, book, organisationId, indexes));
  let left = room ?? (await roomIn(db, book, organisationId));
  const verdicts = entries.map((entry) => {
    if (entry instanceof Refusal) return entry;
    if (isThere(entry)) return 'there';
    return left-- > 0 ? { fresh: entry.good } : refuse('roster_full');
  });
  return { room: Math.max(left, 0), verdicts };
}

/**
 * Seals what `examineMembers` has found good, and returns what takes them into the roster. That breaks a constraint
 * where somebody was taken in since, throws `Outdated` where there is no room any more, and refuses as `examineMembers`
 * does.
 */
export async function prepareMembers(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  entries: GoodMember[],
): Promise<(tx: Tx) => Promise<void>> {
  const { book } = actor;
  const now = await deps.clock.now(deps.db);
  const rows = entries.map(({ form, person }) =>
    memberOf(deps, { book, organisationId, post: form.post ?? null }, person, now),
  );
  return async (tx) => {
    takesMembers(actor, await lockOrganisation(tx, book, organisationId));
    if ((await roomIn(tx, book, organisationId)) < rows.length) throw new Outdated();
    await joinRoster(tx, actor, organisationId, rows);
  };
}
