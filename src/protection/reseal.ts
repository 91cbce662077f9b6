import { record } from '../audit/index.ts';
import {
  dataKeys,
  lockKey,
  markKey,
  type OpenKeyring,
  retireKey,
  unmarkKey,
} from '../kit/data-keys.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { lockMasters } from '../kit/master-keys.ts';
import type { SealPlace, Vault } from '../kit/seal.ts';
import { refuse } from './refusals.ts';
import { type SealedColumn, sealedColumns } from './sealed-columns.ts';
import { countSealedWith, replaceSealed, sealedPage } from './store.ts';

export interface Rotation {
  /** The key that everything is sealed with now. */
  number: number;
  resealed: number;
  /** Nothing is sealed with these any more; they are deleted later (`buryKeys`). */
  marked: number[];
  /** What does not open, so that no key was marked. */
  damaged: SealPlace[];
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
 * Seals everything anew that is sealed with an older key, while the service goes on, and marks the keys that nothing is
 * sealed with any more, to be deleted a day later. Broken off, it goes on where it was. What is damaged stays as it is and is
 * named, and no key is marked then: somebody has to look at it first.
 * Refuses: data_key_rests (somebody may still seal with an older key).
 */
export async function adoptKey(deps: Needs): Promise<Rotation> {
  const { db, transact, book, keyring } = deps;
  await keyring.refresh();
  const keys = await dataKeys(db, book);
  const [newest, ...older] = keys;
  if (!newest?.settled) throw refuse('data_key_rests');
  const rotation: Rotation = { number: newest.number, resealed: 0, marked: [], damaged: [] };
  for (const column of sealedColumns) await resealColumn(deps, column, rotation);
  if (rotation.damaged.length > 0) return rotation;
  for (const { number } of older.filter(({ retires }) => !retires)) {
    await transact(async (tx) => {
      await lockKey(tx, book, number);
      if (await isInUse(tx, book, number)) return;
      if (!(await markKey(tx, book, number))) return;
      await record(tx, book, { action: 'data_key.retire', object: keyObject(number) });
      rotation.marked.push(number);
    });
  }
  return rotation;
}

/**
 * Deletes the keys that were marked a day ago, after counting again. What has been sealed with one since keeps it: it is named
 * and no longer marked, until everything is sealed anew once more.
 */
export async function buryKeys({ db, transact, book }: Pick<Needs, 'db' | 'transact' | 'book'>) {
  const [deleted, kept]: [number[], number[]] = [[], []];
  const due = (await dataKeys(db, book)).filter((key) => key.due && !key.retired);
  for (const { number } of due) {
    await transact(async (tx) => {
      await lockKey(tx, book, number);
      if (await isInUse(tx, book, number)) {
        await unmarkKey(tx, book, number);
        kept.push(number);
      } else if (await retireKey(tx, book, number)) {
        await record(tx, book, { action: 'data_key.delete', object: keyObject(number) });
        deleted.push(number);
      }
    });
  }
  return { deleted, kept };
}

const keyObject = (number: number) => ({ kind: 'data_key', id: String(number) });

async function isInUse(tx: Tx, book: number, number: number): Promise<boolean> {
  for (const column of sealedColumns)
    if ((await countSealedWith(tx, book, column, number)) > 0) return true;
  return false;
}

/** A row that somebody changes meanwhile is left: what they write is sealed with the newest key already. */
async function resealColumn(
  { db, transact, vault, book }: Needs,
  column: SealedColumn,
  rotation: Rotation,
): Promise<void> {
  for (let after: string | undefined; ; ) {
    const rows = await sealedPage(db, book, column, after, rowsPerPage);
    if (rows.length === 0) return;
    const changes = rows.flatMap(({ id, sealed }) => {
      const place = { table: column.table, column: column.place, row: id };
      if (isDamaged(vault, place, sealed)) {
        rotation.damaged.push(place);
        return [];
      }
      const anew = vault.reseal(place, sealed);
      return anew ? [{ id, before: sealed, after: anew }] : [];
    });
    if (changes.length > 0)
      rotation.resealed += await transact((tx) => replaceSealed(tx, book, column, changes));
    after = rows.at(-1)!.id;
  }
}

function isDamaged(vault: Vault, place: SealPlace, sealed: Buffer): boolean {
  try {
    vault.open(place, sealed);
    return false;
  } catch {
    return true;
  }
}
