import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { maskName, maskPhone } from '../kit/mask.ts';
import { findPersonByPhone, readPhone } from '../people/index.ts';
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
  members: { name: string; phone?: string }[];
}

/** Communities of villages have 200 to 399 in their last block (domain.md 12.1); others exist and count as urban. */
const isVillage = (community: string) => /[23]\d\d$/.test(community);

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
  const fewest = rules.get(
    isVillage(region) ? 'filing.min_members_rural' : 'filing.min_members_urban',
  );
  if (members.length < fewest)
    throw refuse('filing_members_few', { pointer: '/members', values: { least: fewest } });
  return people;
}

function requireOnce(list: FilingPeople['members'], pointer: string): void {
  const seen = new Set<string>();
  for (const [n, { name, phone }] of list.entries()) {
    const person = phone ?? name;
    if (seen.has(person)) throw refuse('filing_person_twice', { pointer: `${pointer}/${n}` });
    seen.add(person);
  }
}

const placeOf = (id: string) => ({ table: 'filings.filing', column: 'people', row: id });

export const sealPeople = ({ vault }: Pick<Deps, 'vault'>, id: string, people: FilingPeople) =>
  vault.seal(placeOf(id), JSON.stringify(people));

export const openPeople = (
  { vault }: Pick<Deps, 'vault'>,
  { id, peopleSealed }: FilingRow,
): FilingPeople => JSON.parse(vault.open(placeOf(id), peopleSealed));

/** As everybody sees them who oversees the application: 李*, 138****1234. */
export function maskPeople({ leader, partyContact, initiators, members }: FilingPeople) {
  const masked = ({ name, phone }: FilingPeople['members'][number]) => ({
    name: maskName(name),
    phone: phone === undefined ? null : maskPhone(phone),
  });
  return {
    leader: masked(leader),
    partyContact: partyContact ? masked(partyContact) : null,
    initiators: initiators.map(masked),
    members: members.map(masked),
  };
}

export function plainPeople({ leader, partyContact, initiators, members }: FilingPeople) {
  const plain = ({ name, phone }: FilingPeople['members'][number]) => ({
    name,
    phone: phone ?? null,
  });
  return {
    leader: plain(leader),
    partyContact: partyContact ? plain(partyContact) : null,
    initiators: initiators.map(plain),
    members: members.map(plain),
  };
}

/** Who neither reviews nor decides about an application: who handed it in, who starts and who leads the body. */
export async function partiesOf(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  row: FilingRow,
): Promise<string[]> {
  const { leader, initiators } = openPeople(deps, row);
  const parties = [row.applicantId];
  for (const phone of new Set([leader, ...initiators].map((each) => each.phone))) {
    const person = await findPersonByPhone(tx, row.book, deps.vault.index('phone', phone));
    if (person) parties.push(person.id);
  }
  return parties;
}
