import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dayFiles } from '../kit/day-files.ts';

/** The copy of the checkpoints outside of the database. */
export const { booksIn, linesNewestFirst, readEnd, append } = dayFiles({
  ...{ prefix: '', ending: 'jws' },
});

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
