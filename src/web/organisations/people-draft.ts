import { useState } from 'react';
import type { Contact, Filing, People } from './contract.ts';

export interface ContactDraft {
  name: string;
  phone: string;
}

export interface PersonDraft extends ContactDraft {
  initiator: boolean;
}

/** Everybody in one list, as a leader thinks of them; who starts it and who leads it is ticked. */
export interface PeopleDraft {
  people: PersonDraft[];
  leader: number;
  /** 党建联络员; empty: none, and of a change: as before. */
  party: ContactDraft;
  /** Of a change: there is none any more. */
  withoutParty: boolean;
}

const somebody = (initiator: boolean): PersonDraft => ({ name: '', phone: '', initiator });
const nobody: ContactDraft = { name: '', phone: '' };
const initiatorsUsual = 3;
const peopleUsual = 10;

const empty = (): PeopleDraft => ({
  people: Array.from({ length: peopleUsual }, (_, n) => somebody(n < initiatorsUsual)),
  ...{ leader: 0, party: nobody, withoutParty: false },
});

/** Of a change: only who is somebody else from now on. */
const unchanged = (): PeopleDraft => ({ ...empty(), people: [somebody(true)] });

/**
 * Half-written lists by whose they are, while this page is open: names and phones are never put into the browser's
 * storage, and the next person at the device does not see them.
 */
const kept = new Map<string, PeopleDraft>();

export function usePeopleDraft(
  key: string,
  { before, isChange }: { before: Filing | undefined; isChange: boolean },
) {
  const [draft, setDraft] = useState(() => {
    const fresh = isChange ? unchanged() : before ? draftOf(before.people) : empty();
    return kept.get(key) ?? fresh;
  });
  const change = (after: PeopleDraft): void => {
    kept.set(key, after);
    setDraft(after);
  };
  return { draft, change, discard: () => void kept.delete(key) };
}

/** Couples share a phone, so one person is one phone and one name. */
const isSame = (one: Contact) => (other: Contact) =>
  one.phone === other.phone && one.name === other.name;

function draftOf({ leader, partyContact, initiators, members }: People): PeopleDraft {
  const all = [...members];
  for (const person of [leader, ...initiators]) if (!all.some(isSame(person))) all.push(person);
  return {
    people: all.map((person) => ({
      name: person.name,
      phone: person.phone ?? '',
      initiator: initiators.some(isSame(person)),
    })),
    leader: Math.max(0, all.findIndex(isSame(leader))),
    party: partyContact ? contact({ ...partyContact, phone: partyContact.phone ?? '' }) : nobody,
    withoutParty: false,
  };
}

const isWritten = ({ name, phone }: ContactDraft): boolean => (name + phone).trim() !== '';
const contact = ({ name, phone }: ContactDraft) => ({ name: name.trim(), phone });

/** As the service wants it; rows that were left empty are nobody. */
export function peopleOf({ people, leader, party }: PeopleDraft) {
  const written = people.filter((person, n) => isWritten(person) || n === leader);
  const head = people[leader] ?? somebody(true);
  return {
    leader: contact(head),
    ...(isWritten(party) ? { partyContact: contact(party) } : {}),
    initiators: written.filter(({ initiator }) => initiator).map(contact),
    members: written.map(({ name, phone }) => ({
      name: name.trim(),
      ...(phone === '' ? {} : { phone }),
    })),
  };
}

/** Mended, a party contact that was emptied is none any more. */
export const mendedPeopleOf = (draft: PeopleDraft) => ({
  ...peopleOf(draft),
  partyContact: isWritten(draft.party) ? contact(draft.party) : null,
});

/** Who was left empty stays; the roster is kept on its own page. */
export function changedPeopleOf({
  people: [head = somebody(true)],
  party,
  withoutParty,
}: PeopleDraft) {
  return {
    ...(isWritten(head) ? { leader: contact(head) } : {}),
    ...(isWritten(party) && !withoutParty ? { partyContact: contact(party) } : {}),
    ...(withoutParty ? { partyContact: null } : {}),
  };
}

/** The sentence for a row of the draft, from pointers to the lists that were sent. */
export function errorAtRow(
  { people, leader }: PeopleDraft,
  errorAt: (pointer: string) => string | null,
): (row: number) => string | null {
  const written = people.flatMap((person, n) => (isWritten(person) || n === leader ? [n] : []));
  const initiators = written.filter((n) => people[n]?.initiator);
  return (row) => {
    const paths = [
      ...(row === leader ? ['/leader'] : []),
      `/members/${written.indexOf(row)}`,
      `/initiators/${initiators.indexOf(row)}`,
    ];
    for (const path of paths) {
      const error = errorOf(path, errorAt);
      if (error !== null) return error;
    }
    return null;
  };
}

/** The sentence for somebody, whatever of them it is about. */
export function errorOf(path: string, errorAt: (pointer: string) => string | null): string | null {
  return errorAt(path) ?? errorAt(`${path}/name`) ?? errorAt(`${path}/phone`);
}

export const withRow = (
  draft: PeopleDraft,
  row: number,
  part: Partial<PersonDraft>,
): PeopleDraft => ({
  ...draft,
  people: draft.people.map((person, n) => (n === row ? { ...person, ...part } : person)),
});

export const withOneMore = (draft: PeopleDraft): PeopleDraft => ({
  ...draft,
  people: [...draft.people, somebody(false)],
});
