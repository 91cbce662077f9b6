import { record } from '../audit/index.ts';
import { dataKeys, lockKey, type OpenKeyring, retireKey } from '../kit/data-keys.ts';
import type { Deps } from '../kit/deps.ts';
import { lockMasters } from '../kit/master-keys.ts';
import { refuse } from './refusals.ts';
import { type SealedColumn, sealedColumns } from './sealed-columns.ts';
import { countSealedWith, replaceSealed, sealedPage } from './store.ts';

export interface Rotation {
  /** The key that everything is sealed with now. */
  number: number;
  resealed: number;
  retired: number[];
}

type Needs = Pick<Deps, 'db' | 'transact' | 'vault' | 'book'> & { keyring: OpenKeyring };

const rowsPerPage = 500;

/**
 * Makes a new data key, unless one was made in the last minutes; everybody knows it before anybody seals with it. Its number.
 * Refuses: master_key_changing.
 */
export async function announceKey(deps: Needs): Promise<number> {
  const { db, transact, book, keyring } = deps;
  const [newest] = await dataKeys(db, book);
  if (newest && !newest.settled) return newest.number;
  const number = await transact(async (tx) => {
    if ((await lockMasters(tx, book)).length > 1) throw refuse('master_key_changing');
    const added = await keyring.addKey(tx);
    await record(tx, book, {
      action: 'data_key.add',
      object: { kind: 'data_key', id: String(added) },
    });
    return added;
  });
  await keyring.refresh();
  return number;
}

/**
 * Seals everything anew that is sealed with an older key, while the service goes on, and retires the keys that nothing
 * is sealed with any more. Broken off, it goes on where it was.
 * Refuses: data_key_rests (somebody may still seal with an older key).
 */
export async function adoptKey(deps: Needs): Promise<Rotation> {
  const { db, transact, book, keyring } = deps;
  await keyring.refresh();
  const keys = await dataKeys(db, book);
  const [newest, ...older] = keys;
  if (!newest?.settled) throw refuse('data_key_rests');
  let resealed = 0;
  for (const column of sealedColumns) resealed += await resealColumn(deps, column);
  const standing = older.filter(({ retired }) => !retired).map(({ number }) => number);
  const retired: number[] = [];
  for (const number of standing) {
    await transact(async (tx) => {
      await lockKey(tx, book, number);
      for (const column of sealedColumns)
        if ((await countSealedWith(tx, book, column, number)) > 0) return;
      await retireKey(tx, book, number);
      await record(tx, book, {
        action: 'data_key.retire',
        object: { kind: 'data_key', id: String(number) },
      });
      retired.push(number);
    });
  }
  await keyring.refresh();
  return { number: newest.number, resealed, retired };
}

/** A row that somebody changes meanwhile is left: what they write is sealed with the newest key already. */
async function resealColumn({ db, transact, vault, book }: Needs, column: SealedColumn) {
  let resealed = 0;
  for (let after: string | undefined; ; ) {
    const rows = await sealedPage(db, book, column, after, rowsPerPage);
    if (rows.length === 0) return resealed;
    const changes = rows.flatMap(({ id, sealed }) => {
      const anew = vault.reseal({ table: column.table, column: column.place, row: id }, sealed);
      return anew ? [{ id, before: sealed, after: anew }] : [];
    });
    if (changes.length > 0)
      resealed += await transact((tx) => replaceSealed(tx, book, column, changes));
    after = rows.at(-1)!.id;
  }
}
