import type { Actor } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { organisationsKnownAs } from '../organisations/index.ts';
import { findPersonByPhone, findVolunteerByNumber, phoneIn } from '../people/index.ts';
import { nameIds } from './name-things.ts';
import { requireAuditor } from './read-audit-log.ts';

export interface FoundThing {
  id: string;
  kind: 'person' | 'organisation';
  /** Of people masked; null of those who are protected. */
  name: string | null;
}

/**
 * The ids by which the log names whom or what an auditor knows by a volunteer's number, a phone, a filing number, or the
 * whole name of an organisation. The text is kept nowhere. Refuses: not_allowed.
 */
export async function findThings(
  deps: Deps,
  actor: Actor,
  { text }: { text: string },
): Promise<{ items: FoundThing[] }> {
  requireAuditor(deps, actor);
  const { db, book, vault } = deps;
  const phone = phoneIn(text);
  const owner = phone && (await findPersonByPhone(db, book, vault.index('phone', phone)));
  const typed = text.replace(/\s/g, '').toUpperCase();
  const volunteer = await findVolunteerByNumber(db, book, typed);
  const organisations = await organisationsKnownAs(db, book, [text.trim(), typed]);
  const people = [owner, volunteer].flatMap((each) => (each ? [each.id] : []));
  const names = await nameIds(deps, [...people, ...organisations.map(({ id }) => id)]);
  const found = (kind: FoundThing['kind']) => (id: string) => ({
    ...{ id, kind, name: names.get(id) ?? null },
  });
  return {
    items: [
      ...[...new Set(people)].map(found('person')),
      ...organisations.map(({ id }) => id).map(found('organisation')),
    ],
  };
}
