import { stopwatch } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { Text } from '../kit/refusal.ts';
import type { Signatures } from '../kit/signatures.ts';
import type { Breach } from '../ledger/index.ts';
import {
  checkpointSignatures,
  type LaneHead,
  readCheckpoint,
  type Signed,
  whyNotNext,
} from './checkpoint.ts';
import { booksIn, linesNewestFirst } from './checkpoint-file.ts';
import {
  blockHashes,
  booksWithBlocks,
  type CheckpointRow,
  checkpointsAfter,
  findCheckpoints,
} from './store.ts';

/** What is needed beside the database, and is outside of its administrator's reach. */
export type Outside = Pick<Deps, 'checkpointFolder' | 'vault'>;

/** What was found, in the form of the promises that are queries. */
export interface CheckedFile {
  promise: { name: string; meaning: Text };
  breaches: Breach[];
  milliseconds: number;
  /** By book, the newest of those that hold, and the first that was looked at. */
  newest: Map<number, Signed>;
  base: Map<number, Signed>;
}

const meaning = {
  'zh-CN': '数据库外的检查点签名有效、首尾相接，且与账本一致',
  en: 'the checkpoints outside of the database are signed, linked, and agree with the books',
};
const breachesMax = 20;
const rowsMax = 100_000;

/**
 * Reads each book's checkpoints in the folder, newest first, until `isEnough`, and asks of them: each is signed by
 * us and linked to the one before; the database has the same; each block that it names is in the database
 * with that hash. So a history that was rewritten as a whole is found, though it agrees with itself: newer
 * transfers deleted, with blocks, balances and checkpoints mended. The database may be ahead of the file by
 * what was not written out yet; that has to be signed and linked too.
 */
export async function checkCheckpoints(
  db: Db | Tx,
  { checkpointFolder, vault }: Outside,
  isEnough: (book: number) => (checkpoint: Signed, count: number) => boolean,
): Promise<CheckedFile> {
  const elapsed = stopwatch();
  const by = checkpointSignatures(vault);
  const breaches: Breach[] = [];
  const newest = new Map<number, Signed>();
  const base = new Map<number, Signed>();
  const books = new Set([...(await booksWithBlocks(db)), ...(await booksIn(checkpointFolder))]);
  for (const book of books) {
    const say = (what: string, detail: string) => breaches.push({ book, what, detail });
    const file = await readBack(by, checkpointFolder, book, isEnough(book), say);
    const [first, last] = [file[0], file.at(-1)];
    const numbers = file.map(({ number }) => number);
    compare(file, await findCheckpoints(db, book, numbers), say);
    const ahead = await checkpointsAfter(db, book, last?.number ?? 0, rowsMax);
    if (!last && ahead.length > 0) say('file', `${checkpointFolder} has none of this book`);
    const chain = [...file, ...(await readRows(by, ahead, say))];
    // Old files may be kept elsewhere: then the database has the one before.
    const older = first && first.number > 1 ? [first.number - 1] : [];
    const before = await readRows(by, await findCheckpoints(db, book, older), say);
    if (before.length < older.length) say(nameOf(older[0]!), 'it is not in the database');
    checkLinks([...before, ...chain], say);
    await checkBlocks(db, book, chain, say);
    if (chain.length > 0) newest.set(book, chain.at(-1)!);
    if (first) base.set(book, first);
  }
  const promise = { name: 'checkpoints outside', meaning };
  return {
    promise,
    breaches: breaches.slice(0, breachesMax),
    milliseconds: elapsed(),
    newest,
    base,
  };
}

type Say = (what: string, detail: string) => void;
const nameOf = (number: number) => `checkpoint ${number}`;

/** Lines that are ours, the oldest first. */
async function readBack(
  by: Signatures,
  folder: string,
  book: number,
  isEnough: (checkpoint: Signed, count: number) => boolean,
  say: Say,
): Promise<Signed[]> {
  const read: Signed[] = [];
  for await (const line of linesNewestFirst(folder, book)) {
    const checkpoint = await readCheckpoint(by, line);
    if (checkpoint?.book !== book) {
      const place = read.length === 0 ? 'at the end' : `before ${nameOf(read.at(-1)!.number)}`;
      say('file', `the line ${place} is not ours: ${line.slice(0, 100)}`);
      break;
    }
    read.push(checkpoint);
    if (isEnough(checkpoint, read.length)) break;
  }
  return read.reverse();
}

async function readRows(by: Signatures, rows: CheckpointRow[], say: Say): Promise<Signed[]> {
  const read: Signed[] = [];
  for (const { number, jws } of rows) {
    const checkpoint = await readCheckpoint(by, jws);
    if (!checkpoint) say(nameOf(number), 'its row is not signed by us');
    else read.push(checkpoint);
  }
  return read;
}

function compare(file: Signed[], rows: CheckpointRow[], say: Say): void {
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  for (const { number, jws, root } of file) {
    const row = byNumber.get(number);
    if (!row) say(nameOf(number), 'it is in the file and not in the database');
    else if (row.jws !== jws || row.root !== root)
      say(nameOf(number), 'the database says something else than the file');
  }
}

function checkLinks(chain: Signed[], say: Say): void {
  chain.forEach((checkpoint, index) => {
    const fault = whyNotNext(chain[index - 1], checkpoint);
    // What the first one follows is not here, unless it is the very first.
    if (fault && (index > 0 || checkpoint.number === 1)) say(nameOf(checkpoint.number), fault);
  });
}

async function checkBlocks(db: Db | Tx, book: number, chain: Signed[], say: Say): Promise<void> {
  // A lane that did not move has the same head in many.
  const heads = new Map<string, LaneHead & { number: number }>();
  for (const { lanes, number } of chain)
    for (const head of lanes)
      heads.set(`${head.lane}/${head.block}/${head.hash}`, { ...head, number });
  const found = await blockHashes(db, book, [...heads.values()]);
  for (const { lane, block, hash, number } of heads.values()) {
    const real = found.get(`${lane}/${block}`);
    if (real !== hash)
      say(
        nameOf(number),
        `block ${block} of lane ${lane} ${real ? 'is another one' : 'is gone'}: the history was rewritten`,
      );
  }
}
