import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import {
  describeVolunteer,
  findPerson,
  lockVolunteer,
  sealsOf,
  updateVolunteer,
  type VolunteerState,
  type VolunteerView,
} from '../people/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { activate, addRegistrations } from './add-registrations.ts';
import { refuse } from './refusals.ts';
import { type RegistrationForm, readRegistrant } from './registrant.ts';
import {
  consentsGiven,
  type Registrar,
  registrationRow,
  stepsNeededIn,
} from './registration-row.ts';
import { addConsents } from './store.ts';

/**
 * Registers the person who is signed in as a volunteer (条例 Art. 7). A minor waits for the guardian's consent; then
 * as many desks approve as the rule set says, and after the last the person has accounts and the role. Who was sent
 * back registers again in the same place.
 * Refuses: already_volunteer, id_number_registered, region_unknown, division_ended, and what `readRegistrant` refuses.
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
  if (before && !mayRegisterAgain.includes(before.state)) throw refuse('already_volunteer');
  const pointer = '/residenceRegion';
  const division = await divisionInForce(tx, book, form.residenceRegion, { now, pointer });
  if (division?.level !== 'community') throw refuse('region_unknown', { pointer });
  const rules = await rulesInForce(tx, book, form.residenceRegion, now);
  const registrant = readRegistrant(form, rules, now);
  const person = await findPerson(tx, book, id);
  const seals = person && sealsOf(deps, person);
  invariant(seals, 'who registers is there');
  const stepsNeeded = stepsNeededIn(book, form.residenceRegion, rules);
  const good = { book, id, form, registrant, registrar, stepsNeeded };
  const row = registrationRow(deps, seals, good, now);
  const consents = consentsGiven(good, now);
  await refusingTwice(async () => {
    if (!before) return void (await addRegistrations(tx, book, [row], consents, now));
    await updateVolunteer(tx, book, id, row);
    await addConsents(tx, consents);
    if (row.state === 'active') await activate(tx, book, [row], now);
  });
  const view = await describeVolunteer(deps, tx, book, id);
  await recordRegistration(tx, book, view, registrar);
  return view;
}

const mayRegisterAgain: VolunteerState[] = ['rejected', 'cancelled'];

async function refusingTwice(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'volunteer_pkey') throw refuse('already_volunteer');
    if (constraint === 'volunteer_book_id_number_index_key')
      throw refuse('id_number_registered', { pointer: '/idNumber' });
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
