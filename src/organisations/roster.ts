import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { addMembers, endMembers, membersLeftSince, membersOf } from './member-store.ts';
import type { MemberRow, OrganisationRow } from './tables.ts';

export interface RosterPerson {
  name: string;
  phone?: string;
}

export type Post = MemberRow['post'];

const placeOf = (id: string) => ({ table: 'organisations.member', column: 'person', row: id });

/** Tells people of a roster apart: couples share a phone, and namesakes without a phone are one to us. */
export const rosterKey = ({ name, phone = '' }: RosterPerson) => `${phone}|${name}`;

/**
 * Makes the roster (花名册) of an organisation what the list says: who is new joins, who is missing ends, all others
 * stay since when they came. Whoever joined or left one by one since the list was written stays as they are.
 */
export async function replaceRoster(
  { vault }: Pick<Deps, 'vault'>,
  tx: Tx,
  { book, id: organisationId }: Pick<OrganisationRow, 'book' | 'id'>,
  { people, writtenAt }: { people: RosterPerson[]; writtenAt: Instant },
  now: Instant,
): Promise<void> {
  const wanted = people.map((person) => ({
    person,
    personIndex: vault.index('member', rosterKey(person)),
  }));
  const present = await membersOf(tx, book, organisationId);
  const isWanted = among(wanted);
  const isPresent = among(present);
  const hasLeft = among(await membersLeftSince(tx, book, organisationId, writtenAt));
  const gone = present.filter((each) => !isWanted(each) && each.joinedAt <= writtenAt);
  const fresh = wanted.filter((each) => !isPresent(each) && !hasLeft(each));
  await endMembers(
    tx,
    book,
    gone.map(({ id }) => id),
    now,
  );
  await addMembers(
    tx,
    fresh.map(({ person }) =>
      memberOf({ vault }, { book, organisationId, post: null }, person, now),
    ),
  );
}

/** Somebody who joins now, sealed. */
export function memberOf(
  { vault }: Pick<Deps, 'vault'>,
  which: Pick<MemberRow, 'book' | 'organisationId' | 'post'>,
  person: RosterPerson,
  now: Instant,
): MemberRow {
  const id = newId();
  return {
    ...{ ...which, id, joinedAt: now, endedAt: null },
    personSealed: vault.seal(placeOf(id), JSON.stringify(person)),
    personIndex: vault.index('member', rosterKey(person)),
    phoneIndex: person.phone === undefined ? null : vault.index('phone', person.phone),
  };
}

/** Asks whether somebody is in a list. */
export function among(list: { personIndex: Buffer }[]) {
  const known = new Set(list.map(({ personIndex }) => personIndex.toString('hex')));
  return ({ personIndex }: { personIndex: Buffer }) => known.has(personIndex.toString('hex'));
}

export function openMember(
  { vault }: Pick<Deps, 'vault'>,
  { id, personSealed }: MemberRow,
): RosterPerson {
  invariant(personSealed, 'whoever was forgotten is found in no roster');
  return JSON.parse(vault.open(placeOf(id), personSealed));
}
