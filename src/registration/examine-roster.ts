import { type Actor, may, placeOf } from '../access/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { mapInTurns } from '../kit/in-turns.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { orRefusal, Refusal } from '../kit/refusal.ts';
import { findOrganisation } from '../organisations/index.ts';
import {
  findPersons,
  findPersonsByPhones,
  findVolunteers,
  findVolunteersByIdNumber,
  goingOn,
  indexOfIdNumber,
  type PersonRow,
  readPhone,
  type VolunteerRow,
} from '../people/index.ts';
import { findDivision, requireInForce } from '../regions/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { refuse } from './refusals.ts';
import { hasName, isSamePerson, mayRegisterAgain } from './register-again.ts';
import type { AssistedForm } from './register-for.ts';
import { type Registrant, readRegistrant } from './registrant.ts';
import { stepsNeededIn } from './registration-row.ts';

export type RosterForm = Omit<AssistedForm, 'organisationId'>;

/** Somebody of a roster who was found good. */
export interface GoodEntry {
  form: RosterForm;
  registrant: Registrant;
  stepsNeeded: number;
  phone: string | undefined;
  /** Who it is, when they are known already. */
  person: PersonRow | undefined;
  /** They were registered before, and may be again. */
  again: boolean;
  /** By which those are found who have the same, in hex. */
  indexes: { idNumber: string; phone: string | undefined };
}

/** What is to be done about an entry: nothing, it is refused, or it is written. */
export type Verdict<T> = 'there' | Refusal | { fresh: T };

/** Who registers the people of a roster: an officer, or an organisation whose head it is. */
export interface Roster {
  actor: Actor;
  organisationId: string | undefined;
}

/**
 * Says of each of many people what `registerFor` would say, without writing: 'there' when the number is registered
 * with the same name already. Refuses as a whole: not_allowed (not the head of the organisation, or it is not active).
 */
export async function examineRoster(
  deps: Deps,
  { actor, organisationId }: Roster,
  forms: RosterForm[],
): Promise<Verdict<GoodEntry>[]> {
  const { db } = deps;
  const { book } = actor;
  if (organisationId !== undefined) {
    placeOf(actor, 'volunteer.register_for', { id: organisationId, pointer: '/organisationId' });
    const organisation = await findOrganisation(db, book, organisationId);
    if (organisation?.state !== 'active')
      throw refuseAny('not_allowed', { pointer: '/organisationId' });
  }
  const now = await deps.clock.now(db);
  const places = await rulesOfPlaces(db, book, forms, now);
  const entries = await mapInTurns(forms, (form): GoodEntry | Refusal =>
    orRefusal(() => {
      const region = form.residenceRegion;
      if (organisationId === undefined && !may(actor, 'volunteer.register_for', { region }))
        throw refuseAny('not_allowed', { pointer: '/residenceRegion' });
      const rules = places.get(region);
      if (rules instanceof Refusal) throw rules;
      if (!rules) throw refuse('region_unknown', { pointer: '/residenceRegion' });
      const phone = form.phone === undefined ? undefined : readPhone(form.phone);
      const channel = organisationId === undefined ? 'offline' : 'organisation';
      const registrant = readRegistrant(form, rules, now, channel);
      if (phone !== undefined && registrant.secrets.guardian?.phone === phone) throw ownGuardian();
      const indexes = {
        idNumber: hex(indexOfIdNumber(deps.vault.index, registrant.secrets.idNumber)),
        phone: phone === undefined ? undefined : hex(deps.vault.index('phone', phone)),
      };
      const stepsNeeded = stepsNeededIn(book, region, rules);
      return { form, registrant, phone, person: undefined, again: false, indexes, stepsNeeded };
    }),
  );
  const good = entries.flatMap((entry) => (entry instanceof Refusal ? [] : [entry]));
  const known = await findKnown(db, book, good);
  return mapInTurns(entries, (entry) =>
    entry instanceof Refusal ? entry : againstKnown(deps, actor, known, entry),
  );
}

/** The rules of each community that is named, or why nobody registers there; nothing of one that there is not. */
async function rulesOfPlaces(db: Db | Tx, book: number, forms: RosterForm[], now: Instant) {
  const places = new Map<string, Rules | Refusal>();
  for (const region of new Set(forms.map(({ residenceRegion }) => residenceRegion))) {
    const found = await findDivision(db, book, region);
    const division = orRefusal(() => requireInForce(found, { now, pointer: '/residenceRegion' }));
    if (division instanceof Refusal) places.set(region, division);
    else if (division?.level === 'community')
      places.set(region, await rulesInForce(db, book, region, now));
  }
  return places;
}

interface Known {
  /** By the index of the number, in hex. */
  volunteers: Map<string, VolunteerRow>;
  /** By the index of the phone, in hex. */
  phones: Map<string, PersonRow>;
  people: Map<string, PersonRow>;
  /** Who of those with a phone is a volunteer. */
  registered: Map<string, VolunteerRow>;
  /** Of those whose registration was merged, the number of the one that goes on. */
  merged: Map<string, string>;
}

/** As what bytes are compared and looked up; nothing is the empty text. */
export const hex = (bytes: Buffer | null) => bytes?.toString('hex') ?? '';

const bytes = (text: string) => Buffer.from(text, 'hex');

async function findKnown(db: Db | Tx, book: number, entries: GoodEntry[]): Promise<Known> {
  const numbers = entries.map(({ indexes }) => bytes(indexes.idNumber));
  const phones = entries.flatMap(({ indexes }) => indexes.phone ?? []).map(bytes);
  const volunteers = await findVolunteersByIdNumber(db, book, numbers);
  const owners = await findPersonsByPhones(db, book, phones);
  const ids = volunteers.map(({ id }) => id);
  const people = await findPersons(db, book, ids);
  const ownerIds = owners.map(({ id }) => id);
  const registered = await findVolunteers(db, book, ownerIds);
  const merged = registered.flatMap(({ id, mergedInto }) => (mergedInto === null ? [] : [id]));
  return {
    volunteers: new Map(volunteers.map((row) => [hex(row.idNumberIndex), row])),
    phones: new Map(owners.map((row) => [hex(row.phoneIndex), row])),
    people: new Map(people.map((row) => [row.id, row])),
    registered: new Map(registered.map((row) => [row.id, row])),
    merged: new Map((await goingOn(db, book, merged)).map(({ id, number }) => [id, number])),
  };
}

function againstKnown(
  deps: Deps,
  { personId }: Actor,
  known: Known,
  entry: GoodEntry,
): Verdict<GoodEntry> {
  const owner = known.phones.get(entry.indexes.phone ?? '');
  const volunteer = known.volunteers.get(entry.indexes.idNumber);
  const person = volunteer && known.people.get(volunteer.id)!;
  const isSame = person && hasName(deps, person, volunteer, entry.form.name);
  const taken = () => refuse('id_number_of_other', { pointer: '/idNumber' });
  if (volunteer && !mayRegisterAgain(volunteer)) return isSame ? 'there' : taken();
  if (owner?.id === personId) return refuseAny('not_allowed', { pointer: '/phone' });
  if (volunteer?.id === personId) return refuseAny('not_allowed', { pointer: '/idNumber' });
  if (volunteer) {
    if (isOwnGuardian(deps, person!, entry)) return ownGuardian();
    const isPhoneOfOther = entry.phone !== undefined && owner?.id !== volunteer.id;
    return isSame && !isPhoneOfOther ? { fresh: { ...entry, person, again: true } } : taken();
  }
  const registered = owner && known.registered.get(owner.id);
  const refused = registered && ofOwner(deps, owner, registered, known.merged.get(owner.id), entry);
  return refused ?? { fresh: { ...entry, person: owner, again: registered !== undefined } };
}

const ownGuardian = () => refuse('guardian_phone_own', { pointer: '/guardian/phone' });

/** Whether the guardian's phone is the one that a known person has, though the row leaves it empty. */
function isOwnGuardian({ vault }: Deps, person: PersonRow, { registrant }: GoodEntry): boolean {
  const phone = registrant.secrets.guardian?.phone;
  return phone !== undefined && person.phoneIndex?.equals(vault.index('phone', phone)) === true;
}

/** Why somebody does not register again in the place of whoever has the phone. */
function ofOwner(
  deps: Deps,
  owner: PersonRow,
  registered: VolunteerRow,
  merged: string | undefined,
  { registrant }: GoodEntry,
): Refusal | undefined {
  const pointer = '/phone';
  if (merged !== undefined)
    return refuse('registration_merged', { pointer, values: { number: merged } });
  if (!mayRegisterAgain(registered)) return refuse('phone_of_volunteer', { pointer });
  return isSamePerson(deps, owner, registered, registrant)
    ? undefined
    : refuse('phone_of_other', { pointer });
}
