import { addOwnGrants } from '../access/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import { openAccounts } from '../ledger/index.ts';
import {
  addVolunteers,
  personalAccounts,
  takeVolunteerSerials,
  type VolunteerRow,
  volunteerNumber,
} from '../people/index.ts';
import { type addConsents, beginConsents } from './store.ts';

type NewVolunteer = Omit<Parameters<typeof addVolunteers>[1][number], 'number'> &
  Pick<VolunteerRow, 'id' | 'residenceRegion' | 'state'>;

/**
 * Adds volunteers of people who are there, with one statement per table: a number each, the consents, and for those
 * who serve at once the role and the accounts. Returns the numbers, in order.
 */
export async function addRegistrations(
  tx: Tx,
  book: number,
  volunteers: NewVolunteer[],
  consents: Parameters<typeof addConsents>[1],
  now: Instant,
): Promise<string[]> {
  if (volunteers.length === 0) return [];
  const serials = await takeVolunteerSerials(tx, volunteers.length);
  const numbers = volunteers.map(({ residenceRegion }, n) =>
    volunteerNumber(residenceRegion, now, serials[n]!),
  );
  await addVolunteers(
    tx,
    volunteers.map((row, n) => ({ number: numbers[n]!, ...row })),
  );
  const ids = volunteers.map(({ id }) => id);
  await beginConsents(tx, book, ids, consents, now);
  await activate(
    tx,
    book,
    volunteers.filter(({ state }) => state === 'active'),
    now,
  );
  return numbers;
}

/** From now on the people serve: the role, and the accounts for hours and points. */
export async function activate(
  tx: Tx,
  book: number,
  people: { id: string; residenceRegion: string }[],
  now: Instant,
): Promise<void> {
  if (people.length === 0) return;
  const ids = people.map(({ id }) => id);
  await addOwnGrants(tx, book, 'volunteer', ids, now);
  const accounts = people.flatMap(({ id, residenceRegion }) =>
    personalAccounts(book, id, residenceRegion),
  );
  await openAccounts(tx, book, accounts);
}
