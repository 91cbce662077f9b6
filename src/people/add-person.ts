import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { maskPhone } from '../kit/mask.ts';
import { openPhone, sealedPerson } from './person-seals.ts';
import { addPersons, findPersons, findPersonsByPhones, holdPersonByPhone } from './store.ts';
import type { PersonRow } from './tables.ts';

/** The phone may change hands while this waits for it; more often than this it does not. */
const triesMax = 5;

/**
 * Keeps a person with a sealed phone; whoever has that phone already stays who they are, and keeps it until the
 * transaction ends. Returns the person's id.
 */
export async function addPersonWithPhone(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  input: { book: number; id: string; phone: string },
  now: Instant,
): Promise<string> {
  const { book, id, phone } = input;
  const columns = sealedPerson(deps, id, phone);
  const phoneIndex = deps.vault.index('phone', phone);
  let person: PersonRow | undefined;
  for (let tries = 0; !person && tries < triesMax; tries++) {
    await addPersons(tx, [{ book, id, ...columns, createdAt: now }]);
    person = await holdPersonByPhone(tx, book, phoneIndex);
  }
  invariant(person, 'a person was just added');
  return person.id;
}

/** The same of many phones with one statement each way. Returns the people by phone. */
export async function addPersonsWithPhones(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  { book, phones }: { book: number; phones: string[] },
  now: Instant,
): Promise<Map<string, PersonRow>> {
  const byIndex = new Map(
    phones.map((phone) => [deps.vault.index('phone', phone).toString('hex'), phone]),
  );
  const found = () => findPersonsByPhones(tx, book, [...byIndex.keys()].map(fromHex));
  const phoneOf = ({ phoneIndex }: PersonRow) => byIndex.get(phoneIndex!.toString('hex'))!;
  const known = new Map((await found()).map((row) => [phoneOf(row), row]));
  const fresh = [...byIndex.values()].filter((phone) => !known.has(phone));
  if (fresh.length === 0) return known;
  const rows = fresh.map((phone) => {
    const id = newId();
    return { book, id, ...sealedPerson(deps, id, phone), createdAt: now };
  });
  await addPersons(tx, rows);
  return new Map((await found()).map((row) => [phoneOf(row), row]));
}

const fromHex = (text: string) => Buffer.from(text, 'hex');

/** Keeps somebody who has no phone, and whom an officer serves instead. Returns the person's id. */
export async function addPersonWithoutPhone(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  { book, id }: { book: number; id: string },
  now: Instant,
): Promise<string> {
  await addPersons(tx, [{ book, id, ...sealedPerson(deps, id, undefined), createdAt: now }]);
  return id;
}

/** The masked phone of each of the people; nothing of those who have none. */
export async function maskedPhones(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, string>> {
  const rows = await findPersons(db, book, [...new Set(ids)]);
  return new Map(
    rows.flatMap((row) => {
      const phone = openPhone(deps, row);
      return phone === undefined ? [] : [[row.id, maskPhone(phone)]];
    }),
  );
}
