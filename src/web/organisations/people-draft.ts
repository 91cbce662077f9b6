import { useState } from 'react';
import type { Filing, People } from './contract.ts';

export interface PersonDraft {
  name: string;
  phone: string;
  initiator: boolean;
}

/** Everybody in one list, as a leader thinks of them; who starts it and who leads it is ticked. */
export interface PeopleDraft {
  people: PersonDraft[];
  leader: number;
}

const somebody = (initiator: boolean): PersonDraft => ({ name: '', phone: '', initiator });
const initiatorsUsual = 3;
const peopleUsual = 10;

const empty = (): PeopleDraft => ({
  people: Array.from({ length: peopleUsual }, (_, n) => somebody(n < initiatorsUsual)),
  leader: 0,
});

/**
 * Half-written lists by whose they are, while this page is open: names and phones are never put into the browser's
 * storage, and the next person at the device does not see them.
 */
const kept = new Map<string, PeopleDraft>();

export function usePeopleDraft(owner: string, before: Filing | undefined) {
  const key = `${owner} ${before?.id ?? ''}`;
  const [draft, setDraft] = useState(
    () => kept.get(key) ?? (before ? draftOf(before.people) : empty()),
  );
  const change = (after: PeopleDraft): void => {
    kept.set(key, after);
    setDraft(after);
  };
  return { draft, change, discard: () => void kept.delete(key) };
}

function draftOf({ leader, initiators, members }: People): PeopleDraft {
  const isSame = (one: { phone: string | null }) => (other: { phone: string | null }) =>
    one.phone !== null && one.phone === other.phone;
  const all = [...members];
  for (const person of [leader, ...initiators]) if (!all.some(isSame(person))) all.push(person);
  return {
    people: all.map((person) => ({
      name: person.name,
      phone: person.phone ?? '',
      initiator: initiators.some(isSame(person)),
    })),
    leader: Math.max(0, all.findIndex(isSame(leader))),
  };
}

const isWritten = ({ name, phone }: PersonDraft): boolean => (name + phone).trim() !== '';

/** As the service wants it; rows that were left empty are nobody. */
export function peopleOf({ people, leader }: PeopleDraft) {
  const written = people.filter((person, n) => isWritten(person) || n === leader);
  const contact = ({ name, phone }: PersonDraft) => ({ name: name.trim(), phone });
  const head = people[leader] ?? somebody(true);
  return {
    leader: contact(head),
    initiators: written.filter(({ initiator }) => initiator).map(contact),
    members: written.map(({ name, phone }) => ({
      name: name.trim(),
      ...(phone === '' ? {} : { phone }),
    })),
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
    for (const path of paths)
      for (const end of ['', '/name', '/phone']) {
        const error = errorAt(path + end);
        if (error !== null) return error;
      }
    return null;
  };
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
