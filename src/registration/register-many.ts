import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import {
  addPersons,
  findPersons,
  findVolunteers,
  type PersonRow,
  readNationalId,
  sealedPerson,
  sealsOf,
  sealVolunteer,
  type WeeklyTime,
} from '../people/index.ts';
import { addRegistrations } from './add-registrations.ts';
import { currentVersion } from './consent-texts.ts';

/** Registered with one statement per table; more at once would only make the statements unwieldy. */
export const registrantsMax = 500;

/** Somebody who was checked before. */
export interface KnownRegistrant {
  id: string;
  name: string;
  phone: string;
  idNumber: string;
  residenceRegion: string;
  skills: string[];
  categories: string[];
  availability: WeeklyTime[];
}

/**
 * Registers many people at once who were checked before, each with their consent to being located at check-in: a
 * person, an approved volunteer, the role and the accounts. Who is a volunteer already is left alone, so a broken-off
 * run may be repeated.
 */
export async function registerMany(
  deps: Deps,
  tx: Tx,
  book: number,
  registrants: KnownRegistrant[],
  now: Instant,
): Promise<void> {
  const ids = registrants.map(({ id }) => id);
  const known = new Set((await findVolunteers(tx, book, ids)).map(({ id }) => id));
  const fresh = registrants.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return;
  await addPersons(
    tx,
    fresh.map(({ id, phone }) => ({ book, id, ...sealedPerson(deps, id, phone), createdAt: now })),
  );
  const freshIds = fresh.map(({ id }) => id);
  // Some may have been there already, with keys of their own.
  const people = new Map((await findPersons(tx, book, freshIds)).map((row) => [row.id, row]));
  await addRegistrations(
    tx,
    book,
    fresh.map((registrant) => ({
      book,
      ...volunteerColumns(deps, registrant, people.get(registrant.id)!, now),
    })),
    freshIds.map((personId) => locationConsent(book, personId, now)),
    now,
  );
}

function volunteerColumns(
  deps: Deps,
  { id, name, idNumber, residenceRegion, skills, categories, availability }: KnownRegistrant,
  person: PersonRow,
  now: Instant,
) {
  const identity = readNationalId(idNumber, now);
  const seals = sealsOf(deps, person);
  invariant(identity && seals, 'a registrant was checked before');
  const { birthDate, sex } = identity;
  const secrets = { name, idNumber, details: { birthDate, sex } };
  return {
    ...{ id, residenceRegion, registeredAt: now, skills, categories, availability },
    ...sealVolunteer(seals, deps.vault.index, id, secrets),
    ...{ state: 'active' as const, channel: 'self' as const, idType: 'resident_id' as const },
    ...{ realNameLevel: 1, isStudent: false, stepsNeeded: 0, stepsDone: 0 },
  };
}

const locationConsent = (book: number, personId: string, givenAt: Instant) => ({
  ...{ book, id: newId(), personId, purpose: 'location' as const, givenBy: personId, givenAt },
  ...{ channel: 'self' as const, textVersion: currentVersion('location') },
});
