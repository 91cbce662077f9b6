import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { maskName, maskPhone } from '../kit/mask.ts';
import {
  fewestMembers,
  officialName,
  organisationNameKey,
  type RosterPerson,
} from '../organisations/index.ts';
import { findPersonsByPhones, readPhone } from '../people/index.ts';
import type { Rules } from '../rules/index.ts';
import { refuse } from './refusals.ts';
import type { FilingRow } from './tables.ts';

export interface Contact {
  name: string;
  phone: string;
}

/** Whom an application names; kept sealed as one. */
export interface FilingPeople {
  leader: Contact;
  /** 党建联络员. */
  partyContact?: Contact;
  initiators: Contact[];
  /** None with a change that leaves the roster as its head keeps it. */
  members?: RosterPerson[];
}

/** The part of it that a change or a mended application says anew; null: nobody any more. */
export interface GivenPeople {
  leader?: Contact;
  partyContact?: Contact | null;
  initiators?: Contact[];
  members?: RosterPerson[];
}

/**
 * What is given of an application's people, with phones in one form.
 * Refuses: phone_invalid, filing_person_twice, filing_initiators_few, filing_members_few (domain.md 11).
 */
export function readPeople(given: GivenPeople, region: string, rules: Rules): GivenPeople {
  const { leader, partyContact, initiators, members } = given;
  const read: GivenPeople = {
    ...(leader && { leader: contactAt(leader, '/leader') }),
    ...(partyContact === null && { partyContact }),
    ...(partyContact && { partyContact: contactAt(partyContact, '/partyContact') }),
    ...(initiators && {
      initiators: initiators.map((each, n) => contactAt(each, `/initiators/${n}`)),
    }),
    ...(members && {
      members: members.map(({ name, phone }, n) => ({
        name: officialName(name),
        ...(phone !== undefined && { phone: readPhone(phone, `/members/${n}/phone`) }),
      })),
    }),
  };
  if (read.initiators) {
    requireOnce(read.initiators, '/initiators');
    const least = rules.get('filing.min_initiators');
    if (read.initiators.length < least)
      throw refuse('filing_initiators_few', { pointer: '/initiators', values: { least } });
  }
  if (read.members) {
    requireOnce(read.members, '/members');
    const least = fewestMembers(region, rules);
    if (read.members.length < least)
      throw refuse('filing_members_few', { pointer: '/members', values: { least } });
  }
  return read;
}

const contactAt = ({ name, phone }: Contact, at: string): Contact => ({
  name: officialName(name),
  phone: readPhone(phone, `${at}/phone`),
});

/** Who is named then, where what was left out stays as it stands. */
export const withGiven = (standing: FilingPeople, given: GivenPeople): FilingPeople => {
  const { partyContact: hadContact, ...rest } = standing;
  const { partyContact = hadContact, ...others } = given;
  return { ...rest, ...others, ...(partyContact && { partyContact }) };
};

/** One phone and one name is one person, however the name is spaced. */
function requireOnce(list: RosterPerson[], pointer: string): void {
  const seen = new Set<string>();
  for (const [n, { name, phone = '' }] of list.entries()) {
    const key = `${phone}|${organisationNameKey(name)}`;
    if (seen.has(key)) throw refuse('filing_person_twice', { pointer: `${pointer}/${n}` });
    seen.add(key);
  }
}

const placeOf = (id: string) => ({ table: 'filings.filing', column: 'people', row: id });

export const sealPeople = ({ vault }: Pick<Deps, 'vault'>, id: string, people: FilingPeople) =>
  vault.seal(placeOf(id), JSON.stringify(people));

/** Null once they were removed, since nothing comes of the application any more. */
export const openPeople = (
  { vault }: Pick<Deps, 'vault'>,
  { id, peopleSealed }: FilingRow,
): FilingPeople | null =>
  peopleSealed === null ? null : JSON.parse(vault.open(placeOf(id), peopleSealed));

export interface Shown {
  name(name: string): string;
  phone(phone: string): string;
}

const asIs = (text: string) => text;
/** For whoever handed the application in, while it is open, and for a reason. */
export const plainly: Shown = { name: asIs, phone: asIs };
/** For everybody who oversees it: 李*, 138****1234. */
export const masked: Shown = { name: maskName, phone: maskPhone };

export const showPerson =
  (shown: Shown) =>
  ({ name, phone }: RosterPerson) => ({
    name: shown.name(name),
    phone: phone === undefined ? null : shown.phone(phone),
  });

/** Who neither reviews nor decides about an application: who handed it in, who starts and who leads the body. */
export async function partiesOf(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  row: FilingRow,
): Promise<string[]> {
  const people = openPeople(deps, row);
  if (!people) return [row.applicantId];
  const phones = new Set([people.leader, ...people.initiators].map(({ phone }) => phone));
  const indexes = [...phones].map((phone) => deps.vault.index('phone', phone));
  const persons = await findPersonsByPhones(db, row.book, indexes);
  return [row.applicantId, ...persons.map(({ id }) => id)];
}
