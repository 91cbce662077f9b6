import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the next line goes: after `last`, which is undefined in an empty folder. */
export interface End {
  last: string | undefined;
  /** The beginning of a line whose writing was cut off. */
  torn: string;
}

/**
 * What is kept outside of the database: a file per book and day, something signed on each line, only ever added to. Days
 * are those of what is written, so names in order are lines in order.
 */
export function dayFiles({ prefix, ending }: { prefix: string; ending: string }) {
  const nameOf = (book: number, day: string) => `${prefix}${book}-${day}.${ending}`;
  const pattern = new RegExp(`^${prefix}(\\d+)-\\d{4}-\\d{2}-\\d{2}\\.${ending}$`);

  async function namesIn(folder: string): Promise<string[]> {
    try {
      return (await readdir(folder)).filter((name) => pattern.test(name)).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** The books that the folder has lines of. */
  async function booksIn(folder: string): Promise<number[]> {
    const books = (await namesIn(folder)).map((name) => Number(pattern.exec(name)![1]));
    return [...new Set(books)];
  }

  async function newestFirst(folder: string, book: number): Promise<string[]> {
    const own = (await namesIn(folder)).filter((name) => name.startsWith(`${prefix}${book}-`));
    return own.reverse().map((name) => join(folder, name));
  }

  /** Whole lines of a book, the newest first. */
  async function* linesNewestFirst(folder: string, book: number): AsyncGenerator<string> {
    for (const path of await newestFirst(folder, book)) {
      const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
      yield* lines.reverse();
    }
  }

  async function readEnd(folder: string, book: number): Promise<End> {
    const [newest] = await newestFirst(folder, book);
    const torn = newest === undefined ? '' : (await readFile(newest, 'utf8')).split('\n').at(-1)!;
    for await (const last of linesNewestFirst(folder, book)) return { last, torn };
    return { last: undefined, torn };
  }

  /** Adds lines to the files of their days, and returns when the disk has them; of the first, what `torn` lacks. */
  async function append(
    folder: string,
    book: number,
    lines: { day: string; text: string }[],
    torn: string,
  ): Promise<void> {
    let skip = torn.length;
    for (let rest = lines; rest.length > 0; ) {
      const { day } = rest[0]!;
      const same = rest.filter((each) => each.day === day);
      const text = same.map((each) => `${each.text}\n`).join('');
      await appendText(folder, nameOf(book, day), text.slice(skip));
      skip = 0;
      rest = rest.slice(same.length);
    }
  }

  return { booksIn, linesNewestFirst, readEnd, append };
}

async function appendText(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = await open(join(folder, name), 'a');
  try {
    await file.appendFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  // A new name is on the disk only when its folder is.
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
