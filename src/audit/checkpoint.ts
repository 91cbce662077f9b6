import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { Db } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { Vault } from '../kit/seal.ts';
import { privateKeyFor } from '../kit/signatures.ts';
import type { Breach } from '../ledger/index.ts';
import { addCheckpoint, type Checkpoint, checkpointsAfter, dueCheckpoints } from './store.ts';

const pageOfCheckpoints = 1000;
const breachesMax = 20;

/** Ed25519, of this use alone. */
const signingKey = (vault: Vault) => privateKeyFor(vault, 'audit/1');

/** What is signed, in one line of text so that anybody can rebuild it. */
function checkpointText(c: Omit<Checkpoint, 'signature'>): string {
  const { book, number, at, numbers, digest, previous } = c;
  const hashes = [digest.toString('hex'), previous.toString('hex')];
  return ['linli-audit/1', book, number, at, numbers, ...hashes].join('|');
}

/**
 * Signs how far the chains of every book have come. The chains alone would not stop the owner of the database from
 * writing them anew from any point on; this key is not in the database. What was cut off together with its checkpoints
 * shows against a checkpoint that somebody has put by elsewhere.
 */
export async function writeCheckpoints(deps: Pick<Deps, 'db' | 'transact' | 'vault'>) {
  const key = signingKey(deps.vault);
  for (const due of await dueCheckpoints(deps.db)) {
    const signature = sign(null, Buffer.from(checkpointText(due)), key);
    await deps.transact((tx) => addCheckpoint(tx, { ...due, signature }));
  }
}

/** Checkpoints that are missing, follow no other or were not signed by us; at most 20. */
export async function brokenCheckpoints(db: Db, vault: Vault): Promise<Breach[]> {
  const key = createPublicKey(signingKey(vault));
  const breaches: Breach[] = [];
  const none = Buffer.alloc(32);
  let last = { book: 0, number: '0', follows: none };
  for (;;) {
    const page = await checkpointsAfter(db, last, pageOfCheckpoints);
    for (const c of page) {
      if (c.book !== last.book) last = { book: c.book, number: '0', follows: none };
      const wrong =
        BigInt(c.number) !== BigInt(last.number) + 1n
          ? 'the one before it is gone'
          : !c.previous.equals(last.follows)
            ? 'it does not follow the one before it'
            : verify(null, Buffer.from(checkpointText(c)), key, c.signature)
              ? undefined
              : 'its signature is not ours';
      if (wrong) breaches.push({ book: c.book, what: `checkpoint ${c.number}`, detail: wrong });
      last = { book: c.book, number: c.number, follows: followerOf(c) };
    }
    if (page.length < pageOfCheckpoints || breaches.length >= breachesMax)
      return breaches.slice(0, breachesMax);
  }
}

const followerOf = ({ signature }: Checkpoint) => createHash('sha256').update(signature).digest();
