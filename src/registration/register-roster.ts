import { type Actor, may, placeOf } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { maskIdNumber, maskName } from '../kit/mask.ts';
import { Refusal } from '../kit/refusal.ts';
import { findOrganisation, lockOrganisation } from '../organisations/index.ts';
import {
  addPersons,
  addPersonsWithPhones,
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
  type VolunteerRow,
} from '../people/index.ts';
import { findDivision } from '../regions/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { addRegistrations } from './add-registrations.ts';
import { refuse } from './refusals.ts';
import type { AssistedForm } from './register-for.ts';
import { type Registrant, readRegistrant } from './registrant.ts';
import { consentsGiven, type GoodRegistration, registrationRow } from './registration-row.ts';

export type RosterForm = Omit<AssistedForm, 'organisationId'>;

/** Somebody of a roster who was found good. */
export interface GoodEntry {
  form: RosterForm;
  registrant: Registrant;
  stepsNeeded: number;
  phone: string | undefined;
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
  db: Db | Tx,
  { actor, organisationId }: Roster,
  forms: RosterForm[],
): Promise<Verdict<GoodEntry>[]> {
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
      if (!rules) throw refuse('region_unknown', { pointer: '/residenceRegion' });
      const phone = form.phone === undefined ? undefined : readPhone(form.phone);
      const registrant = readRegistrant(form, rules, now);
      const indexes = {
        idNumber: hex(indexOfIdNumber(deps.vault.index, registrant.secrets.idNumber)),
        phone: phone === undefined ? undefined : hex(deps.vault.index('phone', phone)),
      };
      const stepsNeeded = rules.get('volunteer.approval_steps');
      return { form, registrant, phone, indexes, stepsNeeded };
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

/** The rules of each community that is named; nothing of a division that there is not. */
async function rulesOfPlaces(db: Db | Tx, book: number, forms: RosterForm[], now: Instant) {
  const places = new Map<string, Rules>();
  for (const region of new Set(forms.map(({ residenceRegion }) => residenceRegion))) {
    const division = await findDivision(db, book, region);
    if (division?.level === 'community')
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
  return isVolunteer ? refuse('already_volunteer', { pointer: '/phone' }) : { fresh: entry };
}

/** Registers people whom `examineRoster` has found good in this transaction, with one statement per table. */
export async function registerRoster(
  deps: Deps,
  tx: Tx,
  { actor, organisationId }: Roster,
  entries: GoodEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const { book, personId } = actor;
  if (organisationId !== undefined) {
    const organisation = await lockOrganisation(tx, book, organisationId);
    if (organisation?.state !== 'active') throw refuseAny('not_allowed');
  }
  const now = await deps.clock.now(tx);
  const people = await addPeople(deps, tx, book, entries, now);
  const registrations = entries.map((entry, n): GoodRegistration => {
    const { form, registrant, stepsNeeded } = entry;
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
  const numbers = await addRegistrations(tx, book, rows, consents, now);
  await record(
    tx,
    book,
    ...rows.map(({ id, residenceRegion, state, channel }, n) => ({
      action: 'volunteer.register' as const,
      object: { kind: 'person', id },
      by: personId,
      after: {
        ...{
          number: numbers[n]!,
          residenceRegion,
          state,
          channel,
          ground: entries[n]!.form.ground,
        },
        name: maskName(entries[n]!.form.name.trim()),
        idNumber: maskIdNumber(entries[n]!.registrant.secrets.idNumber),
      },
    })),
  );
}

/** The people of the entries, in order; a phone that is known stays with its person. */
async function addPeople(
  deps: Deps,
  tx: Tx,
  book: number,
  entries: GoodEntry[],
  now: Instant,
): Promise<Pick<PersonRow, 'id' | 'keySealed'>[]> {
  const phones = entries.flatMap(({ phone }) => (phone === undefined ? [] : [phone]));
  const known = await addPersonsWithPhones(deps, tx, { book, phones }, now);
  const others = entries.flatMap(({ phone }) => {
    if (phone !== undefined) return [];
    const id = newId();
    return [{ book, id, ...sealedPerson(deps, id, undefined), createdAt: now }];
  });
  if (others.length > 0) await addPersons(tx, others);
  return entries.map(({ phone }) => (phone === undefined ? others.shift()! : known.get(phone)!));
}
