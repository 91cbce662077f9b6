import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { maskPhone } from '../kit/mask.ts';
import { addPersons, findPersonByPhone, findPersons } from './store.ts';

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

/** The masked phone of each of the people. */
export async function maskedPhones(
  { vault }: Pick<Deps, 'vault'>,
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, string>> {
  const rows = await findPersons(db, book, [...new Set(ids)]);
  return new Map(
    rows.map(({ id, phoneSealed }) => [id, maskPhone(vault.open(phonePlace(id), phoneSealed))]),
  );
}
