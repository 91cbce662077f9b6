import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import type { Role } from './access.ts';
import { addPersons, addRoleGrants, findPersonByPhone } from './store.ts';

export const phonePlace = (row: string) => ({ table: 'people.person', column: 'phone', row });

/** Keeps a person with a sealed phone; whoever has that phone already stays who they are. Returns the person's id. */
export async function addPersonWithPhone(
  { vault }: Pick<Deps, 'vault'>,
  tx: Tx,
  input: { book: number; id: string; phone: string },
  now: Instant,
): Promise<string> {
  const { book, id, phone } = input;
  const phoneIndex = vault.index('phone', phone);
  await addPersons(tx, [
    { book, id, phoneIndex, phoneSealed: vault.seal(phonePlace(id), phone), createdAt: now },
  ]);
  const person = await findPersonByPhone(tx, book, phoneIndex);
  invariant(person, 'a person was just added');
  return person.id;
}

/** Gives a role within a scope from now on; giving it twice is no harm. */
export async function grantRole(
  tx: Tx,
  grant: { book: number; personId: string; role: Role; scope: string; scopeName: string },
  now: Instant,
): Promise<void> {
  const id = newId();
  await addRoleGrants(tx, [{ ...grant, id, validFrom: now }]);
  const { personId, role, scope } = grant;
  await record(tx, grant.book, {
    action: 'role.grant',
    object: { kind: 'person', id: personId },
    after: { grant: id, role, scope, validFrom: now },
  });
}
