import { instant, plusSeconds } from '../kit/clock.ts';
import { invariant } from '../kit/invariant.ts';
import {
  type Checkpoint,
  checkpointSignatures,
  hashOf,
  noHash,
  readCheckpoint,
  signCheckpoint,
} from './checkpoint.ts';
import {
  addCheckpoint,
  advance,
  holdMoment,
  laneHeads,
  movedBooks,
  newestCheckpoint,
} from './store.ts';
import { type CheckpointDeps, writeOut } from './write-out.ts';

/**
 * Signs how a book stands, unless nothing has moved, its newest checkpoint is younger than `everySeconds` or
 * somebody else is at it; and writes it out. First the row, then the file: a crash between the two leaves a file
 * that lacks its last line, which `writeOut` adds from the row. The other way round, a line without a row would
 * contradict the next checkpoint. Refuses (throws): the books or the file contradict the checkpoint before.
 */
export async function makeCheckpoint(
  deps: CheckpointDeps,
  book: number,
  { everySeconds = 0 }: { everySeconds?: number } = {},
): Promise<void> {
  await writeOut(deps, book);
  const made = await deps.transact(async (tx) => {
    if (!(await holdMoment(tx, book))) return false;
    const now = await deps.clock.now(tx);
    const recently = { from: plusSeconds(now, -everySeconds), to: now };
    if (!(await movedBooks(tx, recently)).includes(book)) return false;
    const by = checkpointSignatures(deps.vault);
    const newest = await newestCheckpoint(tx, book);
    const before = newest && (await readCheckpoint(by, newest.jws));
    invariant(!newest || before, `checkpoint ${newest?.number} of book ${book} is not ours`);
    const { root, added } = await advance(tx, book);
    const checkpoint: Checkpoint = {
      book,
      number: (before?.number ?? 0) + 1,
      // Clocks may be set back, the order of the files may not.
      at: before && instant(before.at) > now ? before.at : now.toISOString(),
      previous: before ? hashOf(before.jws) : noHash,
      lanes: await laneHeads(tx, book),
      accounts: (before?.accounts ?? 0) + added,
      root,
    };
    await addCheckpoint(tx, { ...checkpoint, jws: await signCheckpoint(by, checkpoint) });
    return true;
  });
  if (made) await writeOut(deps, book);
}

/** The books that `makeCheckpoint` would make one of. */
export async function dueBooks(deps: CheckpointDeps, everySeconds: number): Promise<number[]> {
  const now = await deps.clock.now(deps.db);
  return movedBooks(deps.db, { from: plusSeconds(now, -everySeconds), to: now });
}

/** At the end of a worker's life: what moved since the last minute is signed too. Never throws: it must not keep a process from ending. */
export async function makeLastCheckpoints(deps: CheckpointDeps): Promise<void> {
  try {
    for (const book of await dueBooks(deps, 0)) await makeCheckpoint(deps, book);
  } catch (error) {
    deps.log.error({ err: error }, 'no last checkpoint could be made');
  }
}
