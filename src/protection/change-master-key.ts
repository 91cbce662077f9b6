import { record } from '../audit/index.ts';
import type { OpenKeyring } from '../kit/data-keys.ts';
import type { Deps } from '../kit/deps.ts';
import { lockMasters, openMaster, removeMaster } from '../kit/master-keys.ts';
import { refuse } from './refusals.ts';

type Needs = Pick<Deps, 'transact' | 'book'> & { keyring: OpenKeyring };

const masterObject = (fingerprint: string) => ({ kind: 'master_key', id: fingerprint });

/**
 * Lets another master key in: what the present one opens, it opens too. Processes may then be started anew with it, one
 * after the other; nothing that is sealed, looked up or signed changes. Its fingerprint. Again with the same key is no harm.
 * Refuses: master_key_present, master_key_changing (a third one).
 */
export async function admitMaster(
  { transact, book, keyring }: Needs,
  nextKey: Buffer,
): Promise<string> {
  const { fingerprint } = openMaster(nextKey);
  if (fingerprint === keyring.master) throw refuse('master_key_present');
  await transact(async (tx) => {
    const others = (await lockMasters(tx, book)).filter(
      (one) => one.fingerprint !== keyring.master,
    );
    if (others.some((one) => one.fingerprint === fingerprint)) return;
    if (others.length > 0) throw refuse('master_key_changing');
    await keyring.addMaster(tx, nextKey);
    await record(tx, book, { action: 'master_key.add', object: masterObject(fingerprint) });
  });
  return fingerprint;
}

/**
 * Retires every master key but that of this process: in this database they open nothing any more. Their fingerprints.
 * Refuses: master_key_in_use (a process spoke of it in the last minute).
 */
export async function retireMasters({ transact, book, keyring }: Needs): Promise<string[]> {
  return transact(async (tx) => {
    const others = (await lockMasters(tx, book)).filter(
      (one) => one.fingerprint !== keyring.master,
    );
    const used = others.find(({ inUse }) => inUse);
    if (used) throw refuse('master_key_in_use', { values: { fingerprint: used.fingerprint } });
    for (const { fingerprint } of others) await removeMaster(tx, book, fingerprint);
    const gone = others.map(({ fingerprint }) => fingerprint);
    await record(
      tx,
      book,
      ...gone.map((fingerprint) => ({
        ...{ action: 'master_key.retire' as const, object: masterObject(fingerprint) },
      })),
    );
    return gone;
  });
}
