import { mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The copy of the checkpoints outside of the database: a file per book and day, a signed checkpoint per line,
 * only ever added to. Days are those of the checkpoints, so names in order are lines in order.
 */

const nameOf = (book: number, day: string) => `${book}-${day}.jws`;
const namePattern = /^(\d+)-\d{4}-\d{2}-\d{2}\.jws$/;

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => namePattern.test(name)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The books that the folder has lines of. */
export async function booksIn(folder: string): Promise<number[]> {
  const books = (await namesIn(folder)).map((name) => Number(namePattern.exec(name)![1]));
  return [...new Set(books)];
}

async function newestFilesFirst(folder: string, book: number): Promise<string[]> {
  const own = (await namesIn(folder)).filter((name) => name.startsWith(`${book}-`));
  return own.reverse().map((name) => join(folder, name));
}

/** Whole lines of a book, the newest first. */
export async function* linesNewestFirst(folder: string, book: number): AsyncGenerator<string> {
  for (const path of await newestFilesFirst(folder, book)) {
    const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    yield* lines.reverse();
  }
}

/** Where the next line goes: after `last`, which is undefined in an empty folder. */
export interface End {
  last: string | undefined;
  /** The beginning of a line whose writing was cut off. */
  torn: string;
}

export async function readEnd(folder: string, book: number): Promise<End> {
  const [newest] = await newestFilesFirst(folder, book);
  const torn = newest === undefined ? '' : (await readFile(newest, 'utf8')).split('\n').at(-1)!;
  for await (const last of linesNewestFirst(folder, book)) return { last, torn };
  return { last: undefined, torn };
}

/** Adds to the file of a day, and returns when the disk has it. */
export async function append(folder: string, book: number, day: string, text: string) {
  await mkdir(folder, { recursive: true });
  const file = await open(join(folder, nameOf(book, day)), 'a');
  try {
    await file.appendFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(folder);
}

/** A new name is on the disk only when its folder is. */
async function syncFolder(folder: string) {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const verifiedPath = (folder: string, book: number) => join(folder, `${book}.verified`);

/** The signed checkpoint up to which the books were last checked. Undefined: never, so everything is to be checked. */
export async function readVerified(folder: string, book: number): Promise<string | undefined> {
  try {
    return (await readFile(verifiedPath(folder, book), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeVerified(folder: string, book: number, jws: string): Promise<void> {
  const path = verifiedPath(folder, book);
  await writeFile(`${path}.new`, `${jws}\n`);
  await rename(`${path}.new`, path);
}
