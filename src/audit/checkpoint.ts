import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { Db } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { Vault } from '../kit/seal.ts';
import type { Breach } from '../ledger/index.ts';
import { checkpointText, signingKey } from './checkpoint-line.ts';
import {
  addCheckpoint,
  type Checkpoint,
  checkpointsAfter,
  dueCheckpoints,
} from './checkpoint-store.ts';
import { writeOutLog } from './write-out-log.ts';

const pageOfCheckpoints = 1000;
const breachesMax = 20;

/**
 * Signs how far the chains of every book have come. The chains alone would not stop the owner of the database from
 * writing them anew from any point on; this key is not in the database. What was cut off together with its checkpoints
 * shows against the copies outside of the database (`writeOutLog`).
 */
export async function writeCheckpoints(
  deps: Pick<Deps, 'db' | 'transact' | 'vault' | 'checkpointFolder'>,
): Promise<void> {
  // A file that the database contradicts is never gone on with.
  await writeOutLog(deps);
  const key = signingKey(deps.vault);
  let signed = 0;
  for (const due of await dueCheckpoints(deps.db)) {
    const signature = sign(null, Buffer.from(checkpointText(due)), key);
    if (await deps.transact((tx) => addCheckpoint(tx, { ...due, signature }))) signed += 1;
  }
  if (signed > 0) await writeOutLog(deps);
}

/** At the end of a worker's life. Never throws: it must not keep a process from ending. */
export async function writeLastCheckpoints(
  deps: Parameters<typeof writeCheckpoints>[0] & Pick<Deps, 'log'>,
): Promise<void> {
  try {
    await writeCheckpoints(deps);
  } catch (error) {
    deps.log.error({ err: error }, 'the end of the log could not be signed');
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
