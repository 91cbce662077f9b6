import type { Instant } from '../kit/clock.ts';
import { Outdated, type Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { beginInTurns } from '../kit/in-turns.ts';
import {
  findPersons,
  findVolunteersByIdNumber,
  indexOfIdNumber,
  indexOfName,
  isMarked,
  lockVolunteer,
  openName,
  openVolunteer,
  type PersonRow,
  sealsOf,
  updateVolunteer,
  type VolunteerRow,
} from '../people/index.ts';
import { activate } from './add-registrations.ts';
import type { Registrant, RegistrationForm } from './registrant.ts';
import type { RegistrationRow } from './registration-row.ts';
import { type addConsents, stepsToBeginConsents } from './store.ts';

/**
 * Whoever was rejected, or whose registration has ended, registers again in the same place and keeps the number; the
 * same person, as `isSamePerson` says. Of one that was merged the other goes on.
 */
export const mayRegisterAgain = ({
  state,
  mergedInto,
}: Pick<VolunteerRow, 'state' | 'mergedInto'>): boolean =>
  mergedInto === null && (state === 'rejected' || state === 'cancelled');

/**
 * Whether a form is about the one who stands in the place already: a family shares a phone, and nobody comes into the
 * number, hours and points of somebody else. The document tells; where a registration was sent back for a wrong number
 * and not yet deleted, name and date of birth do too.
 */
export function isSamePerson(
  { vault }: Pick<Deps, 'vault'>,
  person: PersonRow,
  before: VolunteerRow,
  { secrets }: Pick<Registrant, 'secrets'>,
): boolean {
  const seals = sealsOf({ vault }, person);
  if (!seals) return false;
  const document = indexOfIdNumber(vault.index, secrets.idNumber);
  if (!before.nameSealed) return isMarked(seals, before, document);
  if (before.idNumberIndex?.equals(document)) return true;
  const { birthDate } = openVolunteer(seals, before).details;
  const isName = before.nameIndex?.equals(indexOfName(vault.index, secrets.name)) ?? false;
  return isName && birthDate === secrets.details.birthDate;
}

/** Writes a registration in the place of one that was rejected or ended, and returns the number. */
export async function registerAgain(
  tx: Tx,
  row: RegistrationRow,
  consents: Parameters<typeof addConsents>[1],
  now: Instant,
): Promise<string> {
  const anew = { ...row, documentMarkSealed: null };
  const { number } = await updateVolunteer(tx, row.book, row.id, anew);
  await beginInTurns(...stepsToBeginConsents(tx, row.book, [row.id], consents, now));
  if (row.state === 'active') await activate(tx, row.book, [row], now);
  return number;
}

/** Locks a registration for `registerAgain`. Throws `Outdated` where it was taken up again since it was looked at. */
export async function requireEnded(tx: Tx, book: number, id: string): Promise<void> {
  const volunteer = await lockVolunteer(tx, book, id);
  if (!volunteer || !mayRegisterAgain(volunteer)) throw new Outdated();
}

export function hasName(
  deps: Pick<Deps, 'vault'>,
  person: PersonRow,
  volunteer: VolunteerRow,
  name: string,
): boolean {
  const seals = sealsOf(deps, person);
  if (!seals || !volunteer.nameSealed) return false;
  return openName(seals, volunteer).trim() === name.trim();
}

/** Whom the form is about, when they may register again: the same number and name, since there is no phone to go by. */
export async function whoRegistersAgain(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  book: number,
  { idNumber, name }: Pick<RegistrationForm, 'idNumber' | 'name'>,
): Promise<string | undefined> {
  const index = indexOfIdNumber(deps.vault.index, idNumber.trim().toUpperCase());
  const [volunteer] = await findVolunteersByIdNumber(tx, book, [index]);
  if (!volunteer || !mayRegisterAgain(volunteer)) return undefined;
  const [person] = await findPersons(tx, book, [volunteer.id]);
  return hasName(deps, person!, volunteer, name) ? volunteer.id : undefined;
}
