import { addOwnGrants } from '../access/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import { beginInTurns, type Step } from '../kit/in-turns.ts';
import { openAccounts } from '../ledger/index.ts';
import {
  addVolunteers,
  personalAccounts,
  takeVolunteerSerials,
  type VolunteerRow,
  volunteerNumber,
} from '../people/index.ts';
import { type addConsents, stepsToBeginConsents } from './store.ts';

type NumberedVolunteer = Parameters<typeof addVolunteers>[1][number] &
  Pick<VolunteerRow, 'id' | 'residenceRegion' | 'state'>;
type NewVolunteer = Omit<NumberedVolunteer, 'number'>;
type NewConsents = Parameters<typeof addConsents>[1];

/**
 * Adds volunteers of people who are there, with one statement per table: a number each, the consents, and for those who
 * serve at once the role and the accounts.
 */
export async function addRegistrations(
  tx: Tx,
  book: number,
  volunteers: NewVolunteer[],
  consents: NewConsents,
  now: Instant,
): Promise<void> {
  const numbers = await takeNumbers(tx, volunteers, now);
  const numbered = volunteers.map((row, n) => ({ number: numbers[n]!, ...row }));
  await beginInTurns(...stepsToAdd(tx, book, numbered, consents, now));
}

/** A number for each, in order. */
export async function takeNumbers(
  tx: Tx,
  volunteers: Pick<VolunteerRow, 'residenceRegion'>[],
  now: Instant,
): Promise<string[]> {
  if (volunteers.length === 0) return [];
  const serials = await takeVolunteerSerials(tx, volunteers.length);
  return volunteers.map(({ residenceRegion }, n) =>
    volunteerNumber(residenceRegion, now, serials[n]!),
  );
}

/** The steps of `addRegistrations` once each volunteer has a number. */
export function stepsToAdd(
  tx: Tx,
  book: number,
  volunteers: NumberedVolunteer[],
  consents: NewConsents,
  now: Instant,
): Step[] {
  if (volunteers.length === 0) return [];
  const ids = volunteers.map(({ id }) => id);
  const active = volunteers.filter(({ state }) => state === 'active');
  return [
    () => addVolunteers(tx, volunteers),
    ...stepsToBeginConsents(tx, book, ids, consents, now),
    ...stepsToActivate(tx, book, active, now),
  ];
}

/** From now on the people serve: the role, and the accounts for hours and points. */
export const activate = (...[tx, book, people, now]: Parameters<typeof stepsToActivate>) =>
  beginInTurns(...stepsToActivate(tx, book, people, now));

function stepsToActivate(
  tx: Tx,
  book: number,
  people: { id: string; residenceRegion: string }[],
  now: Instant,
): Step[] {
  if (people.length === 0) return [];
  const ids = people.map(({ id }) => id);
  const accountsOf = ({ id, residenceRegion }: (typeof people)[number]) =>
    personalAccounts(book, id, residenceRegion);
  return [
    () => addOwnGrants(tx, book, 'volunteer', ids, now),
    () => openAccounts(tx, book, people.flatMap(accountsOf)),
  ];
}
