import type { EntryView } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { findOrganisations, stationNames } from '../organisations/index.ts';
import { maskedPhones, maskedVolunteers, protectedSince } from '../people/index.ts';
import { divisionNames } from '../regions/index.ts';
import { merchantNames } from '../rewards/index.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const divisionCode = /^\d{6}(\d{3}(\d{3})?)?$/;

/**
 * What the ids and codes in entries of the log stand for, by id: divisions and bodies by name, people masked, a volunteer by name
 * and number and everybody else by phone. Of people who are protected nothing is said: the log is read by more than those
 * who may see them.
 */
export const nameThings = (deps: NamingDeps, entries: EntryView[]) =>
  nameIds(deps, [...new Set(entries.flatMap(textsIn))]);

type NamingDeps = Pick<Deps, 'db' | 'book' | 'vault'>;

/** The same of texts of which some are ids or codes. */
export async function nameIds(
  { db, book, vault }: NamingDeps,
  said: string[],
): Promise<Map<string, string>> {
  const ids = said.filter((text) => uuid.test(text));
  const codes = said.filter((text) => divisionCode.test(text));
  const hidden = await protectedSince(db, book, ids);
  const shown = ids.filter((id) => !hidden.has(id));
  const volunteers = await maskedVolunteers({ vault }, db, book, shown);
  const phones = await maskedPhones({ vault }, db, book, shown);
  const organisations = await findOrganisations(db, book, ids);
  return new Map([
    ...(await divisionNames(db, book, codes)),
    ...[...organisations].map(([id, { name }]) => [id, name] as const),
    ...(await stationNames(db, book, ids)),
    ...(await merchantNames(db, book, ids)),
    ...phones,
    ...[...volunteers].map(([id, { name, number }]) => [id, `${name} ${number}`] as const),
  ]);
}

/** Everything in an entry that may be an id or a code. */
export function textsIn({ personId, scope, object, changes }: EntryView): string[] {
  const values = Object.values(changes).flat(2);
  return [personId, scope, object.id, ...values].filter((each) => typeof each === 'string');
}
