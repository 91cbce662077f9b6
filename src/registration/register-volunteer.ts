import { type Actor, addOwnGrants } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { chainUp } from '../kit/region-code.ts';
import { openAccounts } from '../ledger/index.ts';
import {
  addVolunteers,
  type Channel,
  describeVolunteer,
  findPerson,
  lockVolunteer,
  personalAccounts,
  sealsOf,
  sealVolunteer,
  takeVolunteerSerials,
  updateVolunteer,
  type VolunteerState,
  type VolunteerView,
  volunteerNumber,
} from '../people/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { currentVersion, type Purpose } from './consent-texts.ts';
import { refuse } from './refusals.ts';
import { type Registrant, type RegistrationForm, readRegistrant } from './registrant.ts';
import { addConsents } from './store.ts';

/** Who registers somebody else, and on what ground (67号令 Art. 6). */
export interface Registrar {
  personId: string;
  channel: Exclude<Channel, 'self'>;
  /** Where the signed paper is, or who witnessed it. */
  ground: string;
  organisationId?: string;
}

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
  const desks = chainUp(form.residenceRegion, String(book)).length - 1;
  // Where the city has no districts, no desk of one decides.
  const stepsNeeded = Math.min(rules.get('volunteer.approval_steps'), desks);
  const state = firstState(registrant, stepsNeeded, registrar);
  const row = {
    ...sealVolunteer(seals, deps.vault.index, id, registrant.secrets),
    ...{ residenceRegion: form.residenceRegion, registeredAt: now, state },
    channel: registrar?.channel ?? ('self' as const),
    registeredBy: registrar?.personId ?? null,
    ground: registrar?.channel === 'offline' ? registrar.ground : null,
    organisationId: registrar?.organisationId ?? null,
    idType: registrant.idType,
    // An officer enters what is on the document; what people write themselves has only the right form.
    realNameLevel: registrar?.channel === 'offline' ? 2 : 1,
    ...{ skills: form.skills, categories: form.categories, availability: form.availability },
    isStudent: form.isStudent ?? false,
    ...{ stepsNeeded, stepsDone: 0, reason: null },
  };
  await refusingTwice(async () => {
    if (before) return void (await updateVolunteer(tx, book, id, row));
    const [serial] = await takeVolunteerSerials(tx, 1);
    const number = volunteerNumber(form.residenceRegion, now, serial!);
    await addVolunteers(tx, [{ book, id, number, ...row }]);
  });
  await addConsents(tx, consentsGiven({ book, id }, form, registrant, registrar, now));
  if (state === 'active') await activate(tx, { book, id, region: form.residenceRegion }, now);
  const view = await describeVolunteer(deps, tx, book, id);
  await recordRegistration(tx, book, view, registrar);
  return view;
}

const mayRegisterAgain: VolunteerState[] = ['rejected', 'cancelled'];

function firstState(
  { needsGuardian }: Registrant,
  stepsNeeded: number,
  registrar: Registrar | undefined,
): VolunteerState {
  if (needsGuardian && !registrar) return 'guardian_pending';
  return stepsNeeded === 0 ? 'active' : 'submitted';
}

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

/** Each purpose is a consent of its own (PIPL Art. 14). */
function consentsGiven(
  { book, id }: { book: number; id: string },
  form: RegistrationForm,
  { needsGuardian, isChild }: Registrant,
  registrar: Registrar | undefined,
  givenAt: Instant,
) {
  const ofGuardian: Purpose[] = needsGuardian
    ? ['guardian', ...(isChild ? ['under_14' as const] : [])]
    : [];
  const given: Purpose[] = [...(form.consents ?? []), ...(registrar ? ofGuardian : [])];
  return given.map((purpose) => ({
    ...{ book, id: newId(), personId: id, purpose, textVersion: currentVersion(purpose) },
    channel: registrar?.channel ?? ('self' as const),
    givenBy: registrar?.personId ?? id,
    ground: registrar?.ground ?? null,
    givenAt,
  }));
}

/** From now on the person serves: the role, and the accounts for hours and points. */
export async function activate(
  tx: Tx,
  { book, id, region }: { book: number; id: string; region: string },
  now: Instant,
): Promise<void> {
  await addOwnGrants(tx, book, 'volunteer', [id], now);
  await openAccounts(tx, book, personalAccounts(book, id, region));
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
