import { dayFiles } from '../kit/day-files.ts';
import type { Db } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import type { Vault } from '../kit/seal.ts';
import type { Breach } from '../ledger/index.ts';
import { lineOf, readLine } from './checkpoint-line.ts';
import {
  booksWithCheckpoints,
  type Checkpoint,
  checkpointsAfter,
  findCheckpoint,
  holdCheckpoints,
  newestNumber,
} from './checkpoint-store.ts';

const { booksIn, readEnd, append } = dayFiles({ prefix: 'audit-', ending: 'log' });
const rowsAtOnce = 500;

type WriteOutDeps = Pick<Deps, 'db' | 'transact' | 'vault' | 'checkpointFolder'>;

/**
 * Adds to the file of each book what the database has and the file lacks: the row comes first, the line after, as with
 * the checkpoints of the books. Each machine keeps files of its own. Refuses (throws) to go on with a file that the
 * database contradicts: whoever knows why moves it away, as evidence, and a new one begins.
 */
export async function writeOutLog(deps: WriteOutDeps): Promise<void> {
  for (const book of await booksWithCheckpoints(deps.db)) await writeOutBook(deps, book);
}

async function writeOutBook(deps: WriteOutDeps, book: number): Promise<void> {
  const { checkpointFolder, vault } = deps;
  const { last, torn } = await readEnd(checkpointFolder, book);
  const known = last === undefined ? undefined : readLine(vault, last)?.number;
  if (torn === '' && known === (await newestNumber(deps.db, book))) return;
  // What is written follows from file and rows alone, so it does no harm should the transaction run again.
  await deps.transact(async (tx) => {
    await holdCheckpoints(tx, book);
    const end = await readEnd(checkpointFolder, book);
    const name = `the file of the log of book ${book} in ${checkpointFolder}`;
    let number = '0';
    if (end.last !== undefined) {
      const line = readLine(vault, end.last);
      invariant(line?.book === book, `the last line of ${name} is not ours`);
      const row = await findCheckpoint(tx, book, line.number);
      invariant(
        row && lineOf(row) === end.last,
        `${name} ends with checkpoint ${line.number}, which the database does not have: the log was cut off or rewritten`,
      );
      number = line.number;
    }
    for (let begun = end.torn; ; begun = '') {
      const after = await checkpointsAfter(tx, { book, number }, rowsAtOnce);
      const rows = after.filter((row) => row.book === book);
      const lines = rows.map(dayAndText);
      if (lines.length === 0) {
        invariant(begun === '', `${name} ends with a line that the database does not have`);
        return;
      }
      invariant(lines[0]!.text.startsWith(begun), `a broken line in ${name} is not the next one`);
      await append(checkpointFolder, book, lines, begun);
      number = rows.at(-1)!.number;
    }
  });
}

const dayAndText = (row: Checkpoint) => ({ day: row.at.slice(0, 10), text: lineOf(row) });

/**
 * Whether the database has the newest checkpoint of the log that stands outside of it: those before follow from it, as
 * each names the one before. So entries that were cut off together with their checkpoints are found. It may be ahead of the
 * file by what was not written out yet.
 */
export async function missingCheckpoints(
  db: Db,
  { vault, checkpointFolder }: { vault: Vault; checkpointFolder: string },
): Promise<Breach[]> {
  const breaches: Breach[] = [];
  const inside = await booksWithCheckpoints(db);
  for (const book of new Set([...inside, ...(await booksIn(checkpointFolder))])) {
    const say = (what: string, detail: string) => breaches.push({ book, what, detail });
    const { last } = await readEnd(checkpointFolder, book);
    const line = last === undefined ? undefined : readLine(vault, last);
    if (last === undefined) say('file', `${checkpointFolder} has none of this book's log`);
    else if (line?.book !== book) say('file', `the last line is not ours: ${last.slice(0, 100)}`);
    else {
      const row = await findCheckpoint(db, book, line.number);
      if (!row || lineOf(row) !== last)
        say(`checkpoint ${line.number}`, 'it is in the file and not so in the database');
    }
  }
  return breaches;
}
