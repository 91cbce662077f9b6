import { type Actor, may, placeOf } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import { type Db, Outdated, type Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { maskIdNumber, maskName } from '../kit/mask.ts';
import { Refusal } from '../kit/refusal.ts';
import { findOrganisation, lockOrganisation } from '../organisations/index.ts';
import {
  addPersons,
  findPersons,
  findPersonsByPhones,
  findVolunteers,
  findVolunteersByIdNumber,
  indexOfIdNumber,
  openName,
  type PersonRow,
  readPhone,
  sealedPerson,
  sealsOf,
  sharePersons,
  type VolunteerRow,
} from '../people/index.ts';
import { divisionInForce, findDivision, requireInForce } from '../regions/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { addRegistrations } from './add-registrations.ts';
import { refuse } from './refusals.ts';
import type { AssistedForm } from './register-for.ts';
import { type Registrant, readRegistrant } from './registrant.ts';
import {
  consentsGiven,
  type GoodRegistration,
  type RegistrationRow,
  registrationRow,
  stepsNeededIn,
} from './registration-row.ts';

export type RosterForm = Omit<AssistedForm, 'organisationId'>;

/** Somebody of a roster who was found good. */
export interface GoodEntry {
  form: RosterForm;
  registrant: Registrant;
  stepsNeeded: number;
  phone: string | undefined;
  /** Whose phone it is already. */
  owner: PersonRow | undefined;
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
  const entries = forms.map((form): GoodEntry | Refusal =>
    orRefusal(() => {
      const region = form.residenceRegion;
      if (organisationId === undefined && !may(actor, 'volunteer.register_for', { region }))
        throw refuseAny('not_allowed', { pointer: '/residenceRegion' });
      const rules = places.get(region);
      if (rules instanceof Refusal) throw rules;
      if (!rules) throw refuse('region_unknown', { pointer: '/residenceRegion' });
      const phone = form.phone === undefined ? undefined : readPhone(form.phone);
      const registrant = readRegistrant(form, rules, now);
      const indexes = {
        idNumber: hex(indexOfIdNumber(deps.vault.index, registrant.secrets.idNumber)),
        phone: phone === undefined ? undefined : hex(deps.vault.index('phone', phone)),
      };
      const stepsNeeded = stepsNeededIn(book, region, rules);
      return { form, registrant, phone, owner: undefined, indexes, stepsNeeded };
    }),
  );
  const good = entries.flatMap((entry) => (entry instanceof Refusal ? [] : [entry]));
  const known = await findKnown(db, book, good);
  return entries.map((entry) =>
    entry instanceof Refusal ? entry : againstKnown(deps, actor, known, entry),
  );
}

function orRefusal<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
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
}

const hex = (bytes: Buffer | null) => bytes?.toString('hex') ?? '';

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
  return {
    volunteers: new Map(volunteers.map((row) => [hex(row.idNumberIndex), row])),
    phones: new Map(owners.map((row) => [hex(row.phoneIndex), row])),
    people: new Map(people.map((row) => [row.id, row])),
    registered: new Map(registered.map((row) => [row.id, row])),
  };
}

function againstKnown(
  deps: Deps,
  { personId }: Actor,
  known: Known,
  entry: GoodEntry,
): Verdict<GoodEntry> {
  const { name } = entry.registrant.secrets;
  const volunteer = known.volunteers.get(entry.indexes.idNumber);
  if (volunteer) {
    const seals = sealsOf(deps, known.people.get(volunteer.id)!);
    const isSame =
      seals && volunteer.nameSealed && openName(seals, volunteer).trim() === name.trim();
    if (!isSame) return refuse('id_number_registered', { pointer: '/idNumber' });
    return volunteer.state === 'rejected' ? refuse('volunteer_state_wrong') : 'there';
  }
  const owner = entry.indexes.phone && known.phones.get(entry.indexes.phone);
  if (!owner) return { fresh: entry };
  if (owner.id === personId) return refuseAny('not_allowed', { pointer: '/phone' });
  const isVolunteer = known.registered.has(owner.id);
  return isVolunteer
    ? refuse('already_volunteer', { pointer: '/phone' })
    : { fresh: { ...entry, owner } };
}

/**
 * Seals what `examineRoster` has found good, and returns what registers it, with one statement per table. That throws
 * `Outdated`, or breaks a constraint, where somebody has registered or left since; it refuses not_allowed where the
 * organisation is no longer active.
 */
export async function prepareRoster(
  deps: Deps,
  { actor, organisationId }: Roster,
  entries: GoodEntry[],
): Promise<(tx: Tx) => Promise<void>> {
  const { book, personId } = actor;
  const now = await deps.clock.now(deps.db);
  const people = entries.map(({ owner, phone }) => owner ?? newPerson(deps, book, phone, now));
  const registrations = entries.map(({ form, registrant, stepsNeeded }, n): GoodRegistration => {
    const { ground } = form;
    const registrar =
      organisationId === undefined
        ? { personId, channel: 'offline' as const, ground }
        : { personId, channel: 'organisation' as const, ground, organisationId };
    return { book, id: people[n]!.id, form, registrant, stepsNeeded, registrar };
  });
  const rows = registrations.map((one, n) => {
    const seals = sealsOf(deps, people[n]!);
    invariant(seals, 'who was just added or has a phone has not left');
    return registrationRow(deps, seals, one, now);
  });
  const consents = registrations.flatMap((one) => consentsGiven(one, now));
  return async (tx) => {
    if (organisationId !== undefined) {
      const organisation = await lockOrganisation(tx, book, organisationId);
      if (organisation?.state !== 'active') throw refuseAny('not_allowed');
    }
    await requireStill(tx, book, entries, now);
    const isNew = (_person: unknown, n: number) => entries[n]!.owner === undefined;
    await addPersons(tx, people.filter(isNew));
    const numbers = await addRegistrations(tx, book, rows, consents, now);
    const deeds = rows.map((row, n) => deedOf(personId, entries[n]!, row, numbers[n]!));
    await record(tx, book, ...deeds);
  };
}

function newPerson(deps: Deps, book: number, phone: string | undefined, createdAt: Instant) {
  const id = newId();
  return { book, id, ...sealedPerson(deps, id, phone), createdAt };
}

/** That divisions and whoever had a phone are still there, and are until the transaction ends. Throws `Outdated`. */
async function requireStill(
  tx: Tx,
  book: number,
  entries: GoodEntry[],
  now: Instant,
): Promise<void> {
  for (const region of new Set(entries.map(({ form }) => form.residenceRegion)))
    await divisionInForce(tx, book, region, { now, pointer: '/residenceRegion' }).catch(() => {
      throw new Outdated();
    });
  const ids = entries.flatMap(({ owner }) => owner?.id ?? []);
  const there = await sharePersons(tx, book, ids);
  if (there.filter(({ keySealed }) => keySealed).length < ids.length) throw new Outdated();
}

function deedOf(by: string, entry: GoodEntry, row: RegistrationRow, number: string) {
  const { id, residenceRegion, state, channel } = row;
  const { form, registrant } = entry;
  return {
    ...{ action: 'volunteer.register' as const, object: { kind: 'person', id }, by },
    after: {
      ...{ number, residenceRegion, state, channel, ground: form.ground },
      name: maskName(form.name.trim()),
      idNumber: maskIdNumber(registrant.secrets.idNumber),
    },
  };
}
