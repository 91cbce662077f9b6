import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { addMembers, endMembers, membersOf } from './member-store.ts';
import type { MemberRow, OrganisationRow } from './tables.ts';

export interface RosterPerson {
  name: string;
  phone?: string;
}

const placeOf = (id: string) => ({ table: 'organisations.member', column: 'person', row: id });

/**
 * Makes the roster (花名册) of an organisation what the list says: who is new joins, who is missing ends, all others
 * stay since when they came.
 */
export async function replaceRoster(
  { vault }: Pick<Deps, 'vault'>,
  tx: Tx,
  { book, id: organisationId }: Pick<OrganisationRow, 'book' | 'id'>,
  people: RosterPerson[],
  now: Instant,
): Promise<void> {
  const key = ({ name, phone }: RosterPerson) => vault.index('member', phone ?? name);
  const wanted = new Map(people.map((person) => [key(person).toString('hex'), person]));
  const present = await membersOf(tx, book, organisationId);
  const gone = present.filter(({ personIndex }) => !wanted.delete(personIndex.toString('hex')));
  await endMembers(
    tx,
    book,
    gone.map(({ id }) => id),
    now,
  );
  await addMembers(
    tx,
    [...wanted.values()].map((person) => {
      const id = newId();
      return {
        ...{ book, id, organisationId, duty: 'member' as const, joinedAt: now, endedAt: null },
        personSealed: vault.seal(placeOf(id), JSON.stringify(person)),
        personIndex: key(person),
      };
    }),
  );
}

export const openMember = (
  { vault }: Pick<Deps, 'vault'>,
  { id, personSealed }: MemberRow,
): RosterPerson => JSON.parse(vault.open(placeOf(id), personSealed));
