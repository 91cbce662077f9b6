import { type Actor, may, placeOf } from '../access/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { Refusal } from '../kit/refusal.ts';
import { findOrganisation } from '../organisations/index.ts';
import {
  findPersons,
  findPersonsByPhones,
  findVolunteers,
  findVolunteersByIdNumber,
  indexOfIdNumber,
  openName,
  type PersonRow,
  readPhone,
  sealsOf,
  type VolunteerRow,
} from '../people/index.ts';
import { findDivision, requireInForce } from '../regions/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { refuse } from './refusals.ts';
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
