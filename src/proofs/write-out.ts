import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { checkpointSignatures, readCheckpoint, type Signed, whyNotNext } from './checkpoint.ts';
import { append, readEnd } from './checkpoint-file.ts';
import {
  booksWithBlocks,
  checkpointsAfter,
  findCheckpoints,
  holdHead,
  newestCheckpoint,
} from './store.ts';

const rowsAtOnce = 500;

/** What making and writing out checkpoints needs. */
export type CheckpointDeps = Pick<
  Deps,
  'db' | 'transact' | 'clock' | 'vault' | 'log' | 'checkpointFolder'
>;

/** Every book's, since another machine's worker may have made what this machine's folder lacks. */
export async function writeOutAll(deps: CheckpointDeps): Promise<void> {
  for (const book of await booksWithBlocks(deps.db)) await writeOut(deps, book);
}

/**
 * Adds to the file of a book what the database has and the file lacks: nothing, the newest checkpoint, the end of
 * a line whose writing was cut off, or everything in a new folder. Refuses (throws) to go on with a file
 * that the database contradicts: that is what the file is for. Whoever has brought back an older database and
 * knows it moves the old files away, as evidence, and a new file begins.
 */
export async function writeOut(deps: CheckpointDeps, book: number): Promise<void> {
  const newest = await newestCheckpoint(deps.db, book);
  const { last, torn } = await readEnd(deps.checkpointFolder, book);
  if (last === newest?.jws && torn === '') return;
  // What is written follows from file and rows alone, so it does no harm should the transaction run again.
  await deps.transact(async (tx) => {
    await holdHead(tx, book);
    const end = await readEnd(deps.checkpointFolder, book);
    const by = checkpointSignatures(deps.vault);
    let before = end.last === undefined ? undefined : await readCheckpoint(by, end.last);
    const name = `the file of book ${book} in ${deps.checkpointFolder}`;
    invariant(end.last === undefined || before, `the last line of ${name} is not ours`);
    if (before) {
      const [row] = await findCheckpoints(tx, book, [before.number]);
      invariant(
        row?.jws === end.last,
        `${name} ends with checkpoint ${before.number}, which the database does not have: its history was lost or rewritten`,
      );
    }
    let { torn: begun } = end;
    for (;;) {
      const rows = await checkpointsAfter(tx, book, before?.number ?? 0, rowsAtOnce);
      const signed: Signed[] = [];
      for (const row of rows) {
        const next = await readCheckpoint(by, row.jws);
        const fault = next ? whyNotNext(before, next) : 'is not ours';
        invariant(next && !fault, `checkpoint ${row.number} of book ${book} ${fault}`);
        signed.push(next);
        before = next;
      }
      if (signed.length === 0) break;
      await appendLines(deps.checkpointFolder, book, signed, begun);
      begun = '';
    }
    invariant(begun === '', `${name} ends with a line that the database does not have`);
  });
}

/** `begun` is what the file has of the first line already. */
async function appendLines(folder: string, book: number, signed: Signed[], begun: string) {
  invariant(signed[0]!.jws.startsWith(begun), `a broken line in ${folder} is not the next one`);
  const lines = signed.map(({ at, jws }) => ({ day: at.slice(0, 10), text: jws }));
  await append(folder, book, lines, begun);
}
