import type { Instant } from '../kit/clock.ts';
import { instant, stopwatch } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { type Checked, checkBooks } from '../ledger/index.ts';
import { type CheckedFile, checkCheckpoints, type Outside } from './check-checkpoints.ts';
import { checkpointSignatures, readCheckpoint, type Signed } from './checkpoint.ts';
import { booksIn, readVerified, writeVerified } from './checkpoint-file.ts';
import { sincePromises } from './since-promises.ts';
import { copyIncrement, oneMoment } from './since-store.ts';

/** How many checkpoints a full check reads back: about a day of a city that never sleeps. */
const newestCount = 1440;

/** The newest checkpoints outside of the database, for a full check. */
export async function checkNewestCheckpoints(db: Db, outside: Outside): Promise<CheckedFile> {
  return checkCheckpoints(db, outside, () => (_checkpoint, count) => count >= newestCount);
}

/** Notes that everything up to these checkpoints was checked and found right. */
export async function noteVerified({ checkpointFolder }: Outside, { newest }: CheckedFile) {
  for (const [book, { jws }] of newest) await writeVerified(checkpointFolder, book, jws);
}

export const sinceMeaning = {
  'zh-CN':
    '增量核对：自上次核对的检查点（或指定时间之前最近的检查点）起，每个区块、转账和有新流水的账户都逐笔接续检查点，且其后每个签名检查点仍与账本一致。更早的行不再逐行核对：被改动的旧行由完整核对发现。',
  en: 'Incremental check: from the last verified checkpoint (or the newest before the given time) on, every block, every transfer and every account they touch follows, row by row, from what that checkpoint fixed, and every signed checkpoint since still agrees with the books. Rows from before it are not read again: an old row that was altered is found by the full check.',
};

/**
 * Checks what was written since a checkpoint of each book, at the cost of what was written: since the last one
 * that was verified, or the newest before `time`; everything, where there is none.
 */
export async function checkSince(
  db: Db,
  outside: Outside,
  time: Instant | undefined,
): Promise<{ file: CheckedFile; checked: Checked[]; transfers: number }> {
  const verified = time ? new Map<number, Signed>() : await verifiedCheckpoints(outside);
  return db.transaction(async (transaction) => {
    const tx = transaction as Tx;
    await oneMoment(tx);
    const file = await checkCheckpoints(tx, outside, (book) => ({ number, at }) => {
      if (time) return instant(at) <= time;
      return number <= (verified.get(book)?.number ?? 0);
    });
    const base = time ? before(file.base, time) : verified;
    for (const [book, { jws, number }] of verified) {
      if (file.base.get(book)?.jws !== jws) {
        const detail = 'it was verified and is not in the file any more';
        file.breaches.push({ book, what: `checkpoint ${number}`, detail });
      }
    }
    const copied = stopwatch();
    const transfers = await copyIncrement(tx, base, file.newest);
    file.milliseconds += copied();
    return { file, checked: await checkBooks(tx, sincePromises), transfers };
  });
}

/** A file that begins after the time has no base: its books are checked whole. */
function before(base: Map<number, Signed>, time: Instant): Map<number, Signed> {
  return new Map([...base].filter(([, { at }]) => instant(at) <= time));
}

async function verifiedCheckpoints({ checkpointFolder, vault }: Outside) {
  const by = checkpointSignatures(vault);
  const verified = new Map<number, Signed>();
  for (const book of await booksIn(checkpointFolder)) {
    const jws = await readVerified(checkpointFolder, book);
    const checkpoint = jws === undefined ? undefined : await readCheckpoint(by, jws);
    if (checkpoint?.book === book) verified.set(book, checkpoint);
  }
  return verified;
}
