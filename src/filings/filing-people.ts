import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { maskName, maskPhone } from '../kit/mask.ts';
import { fewestMembers, type RosterPerson, rosterKey } from '../organisations/index.ts';
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
  members: RosterPerson[];
}

/**
 * The people of an application with their phones in one form.
 * Refuses: phone_invalid, filing_person_twice, filing_initiators_few, filing_members_few (domain.md 11).
 */
export function readPeople(
  { leader, partyContact, initiators, members }: FilingPeople,
  region: string,
  rules: Rules,
): FilingPeople {
  const contact = ({ name, phone }: Contact, at: string): Contact => ({
    name: name.trim(),
    phone: readPhone(phone, `${at}/phone`),
  });
  const people = {
    leader: contact(leader, '/leader'),
    ...(partyContact && { partyContact: contact(partyContact, '/partyContact') }),
    initiators: initiators.map((each, n) => contact(each, `/initiators/${n}`)),
    members: members.map(({ name, phone }, n) => ({
      name: name.trim(),
      ...(phone !== undefined && { phone: readPhone(phone, `/members/${n}/phone`) }),
    })),
  };
  requireOnce(people.initiators, '/initiators');
  requireOnce(people.members, '/members');
  const least = rules.get('filing.min_initiators');
  if (initiators.length < least)
    throw refuse('filing_initiators_few', { pointer: '/initiators', values: { least } });
  const fewest = fewestMembers(region, rules);
  if (members.length < fewest)
    throw refuse('filing_members_few', { pointer: '/members', values: { least: fewest } });
  return people;
}

function requireOnce(list: RosterPerson[], pointer: string): void {
  const seen = new Set<string>();
  for (const [n, person] of list.entries()) {
    const key = rosterKey(person);
    if (seen.has(key)) throw refuse('filing_person_twice', { pointer: `${pointer}/${n}` });
    seen.add(key);
  }
}

const placeOf = (id: string) => ({ table: 'filings.filing', column: 'people', row: id });

export const sealPeople = ({ vault }: Pick<Deps, 'vault'>, id: string, people: FilingPeople) =>
  vault.seal(placeOf(id), JSON.stringify(people));

export const openPeople = (
  { vault }: Pick<Deps, 'vault'>,
  { id, peopleSealed }: FilingRow,
): FilingPeople => JSON.parse(vault.open(placeOf(id), peopleSealed));

interface Shown {
  name(name: string): string;
  phone(phone: string): string;
}

const asIs = (text: string) => text;
/** For whoever handed the application in, and for a reason. */
export const plainly: Shown = { name: asIs, phone: asIs };
/** For everybody who oversees it: 李*, 138****1234. */
export const masked: Shown = { name: maskName, phone: maskPhone };

export function showPeople(
  { leader, partyContact, initiators, members }: FilingPeople,
  shown: Shown,
) {
  const show = ({ name, phone }: RosterPerson) => ({
    name: shown.name(name),
    phone: phone === undefined ? null : shown.phone(phone),
  });
  return {
    leader: show(leader),
    partyContact: partyContact ? show(partyContact) : null,
    initiators: initiators.map(show),
    members: members.map(show),
  };
}

/** Who neither reviews nor decides about an application: who handed it in, who starts and who leads the body. */
export async function partiesOf(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  row: FilingRow,
): Promise<string[]> {
  const { leader, initiators } = openPeople(deps, row);
  const phones = new Set([leader, ...initiators].map(({ phone }) => phone));
  const indexes = [...phones].map((phone) => deps.vault.index('phone', phone));
  const persons = await findPersonsByPhones(db, row.book, indexes);
  return [row.applicantId, ...persons.map(({ id }) => id)];
}
