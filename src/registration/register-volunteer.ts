import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import {
  describeVolunteer,
  goingOn,
  lockVolunteer,
  type PersonRow,
  sealsOf,
  sharePersons,
  type VolunteerRow,
  type VolunteerView,
} from '../people/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { addRegistrations } from './add-registrations.ts';
import { refuse } from './refusals.ts';
import { isSamePerson, mayRegisterAgain, registerAgain } from './register-again.ts';
import {
  type Registrant,
  type RegistrationForm,
  readRegistrant,
  requirePhonesApart,
} from './registrant.ts';
import {
  consentsGiven,
  type Registrar,
  registrationRow,
  stepsNeededIn,
} from './registration-row.ts';

/**
 * Registers the person who is signed in as a volunteer (条例 Art. 7). A minor waits for the guardian's consent; then
 * as many desks approve as the rule set says, and after the last the person has accounts and the role. Who was sent
 * back registers again in the same place.
 * Refuses: has_left, already_volunteer, registration_merged, phone_of_other, id_number_registered, region_unknown,
 * division_ended, and what `readRegistrant` refuses.
 */
export async function registerVolunteer(
  deps: Deps,
  { book, personId }: Pick<Actor, 'book' | 'personId'>,
  form: RegistrationForm,
): Promise<VolunteerView> {
  return deps.transact((tx) => register(deps, tx, { book, id: personId }, form));
}

/** The same in the caller's transaction; a registrar's signed paper stands for the guardian's consent too. */
export async function register(
  deps: Deps,
  tx: Tx,
  { book, id }: { book: number; id: string },
  form: RegistrationForm,
  registrar?: Registrar,
): Promise<VolunteerView> {
  const now = await deps.clock.now(tx);
  const before = await lockVolunteer(tx, book, id);
  // Held, so that whoever leaves meanwhile leaves what is written here, too.
  const [person] = await sharePersons(tx, book, [id]);
  const seals = person && sealsOf(deps, person);
  if (!seals) throw refuse('has_left');
  if (before) await requireFree(tx, before, registrar);
  const pointer = '/residenceRegion';
  const division = await divisionInForce(tx, book, form.residenceRegion, { now, pointer });
  if (division?.level !== 'community') throw refuse('region_unknown', { pointer });
  const rules = await rulesInForce(tx, book, form.residenceRegion, now);
  const registrant = readRegistrant(form, rules, now, registrar?.channel);
  if (before) requireSame(deps, person, before, registrant, registrar);
  const stepsNeeded = stepsNeededIn(book, form.residenceRegion, rules);
  const good = { book, id, form, registrant, registrar, stepsNeeded };
  const row = registrationRow(deps, seals, good, now);
  requirePhonesApart(person, row, '/guardian/phone');
  const consents = consentsGiven(good, now);
  await refusingTwice(registrar, async () => {
    if (before) await registerAgain(tx, row, consents, now);
    else await addRegistrations(tx, book, [row], consents, now);
  });
  const view = await describeVolunteer(deps, tx, book, id);
  await recordRegistration(tx, book, view, registrar);
  return view;
}

/** A clerk reads of the phone that was typed, the person of what they did. */
const registeredAlready = (registrar: Registrar | undefined) =>
  registrar ? refuse('phone_of_volunteer', { pointer: '/phone' }) : refuse('already_volunteer');

/** Refuses: registration_merged, already_volunteer, phone_of_volunteer. */
async function requireFree(tx: Tx, before: VolunteerRow, registrar: Registrar | undefined) {
  const { book, id, mergedInto } = before;
  if (mergedInto !== null) {
    const [merged] = (await goingOn(tx, book, [id])).filter((one) => one.id === id);
    const values = { number: merged!.number };
    throw refuse('registration_merged', { values, ...(registrar && { pointer: '/phone' }) });
  }
  if (!mayRegisterAgain(before)) throw registeredAlready(registrar);
}

/** Refuses: phone_of_other. */
function requireSame(
  deps: Deps,
  person: PersonRow,
  before: VolunteerRow,
  registrant: Registrant,
  registrar: Registrar | undefined,
): void {
  if (isSamePerson(deps, person, before, registrant)) return;
  throw refuse('phone_of_other', { pointer: registrar === undefined ? '/idNumber' : '/phone' });
}

async function refusingTwice(
  registrar: Registrar | undefined,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'volunteer_pkey') throw registeredAlready(registrar);
    if (constraint === 'volunteer_book_id_number_index_key')
      throw refuse(registrar ? 'id_number_of_other' : 'id_number_registered', {
        pointer: '/idNumber',
      });
    throw error;
  }
}

async function recordRegistration(
  tx: Tx,
  book: number,
  view: VolunteerView,
  registrar: Registrar | undefined,
) {
  const { id, number, name, idNumber, residenceRegion, state, channel } = view;
  await record(tx, book, {
    action: 'volunteer.register',
    object: { kind: 'person', id },
    by: registrar?.personId ?? id,
    after: { number, name, idNumber, residenceRegion, state, channel, ground: registrar?.ground },
  });
}
