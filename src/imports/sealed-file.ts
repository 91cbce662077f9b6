import type { Db } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import type { Seals } from '../kit/seal.ts';
import { findPerson, sealsOf } from '../people/index.ts';
import type { KeptRow } from './file-rows.ts';
import { chunkOf } from './store.ts';
import type { BadRow, ImportRow } from './tables.ts';

const chunkPlace = (id: string, number: number) => ({
  ...{ table: 'imports.chunk', column: 'content', row: `${id}-${number}` },
});
const rowsPlace = (id: string, number: number) => ({
  ...{ table: 'imports.chunk', column: 'rows', row: `${id}-${number}` },
});
const rowPlace = (id: string, line: number) => ({
  ...{ table: 'imports.bad_row', column: 'cells', row: `${id}-${line}` },
});

/** The seals of whoever imports. Refuses: not_allowed (they have left, and with them what they sent). */
export async function sealsOfOwner(deps: Deps, book: number, ownerId: string): Promise<Seals> {
  const person = await findPerson(deps.db, book, ownerId);
  const seals = person && sealsOf(deps, person);
  if (!seals) throw refuseAny('not_allowed');
  return seals;
}

export const sealChunks = (seals: Seals, id: string, chunks: Buffer[]) =>
  chunks.map((content, number) => seals.seal(chunkPlace(id, number), content.toString('base64')));

/** The file as it was sent. */
export async function openFileOf(db: Db, seals: Seals, { book, id }: ImportRow): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let number = 0; ; number++) {
    const sealed = await chunkOf(db, book, id, number);
    if (!sealed) return Buffer.concat(pieces);
    pieces.push(Buffer.from(seals.open(chunkPlace(id, number), sealed), 'base64'));
  }
}

export const sealRows = (seals: Seals, id: string, number: number, rows: KeptRow[]) =>
  seals.seal(rowsPlace(id, number), JSON.stringify(rows));

/** The rows of a file that was read, so many at a time, from one of these on. */
export async function* openRows(
  db: Db,
  seals: Seals,
  { book, id }: ImportRow,
  from: number,
): AsyncGenerator<KeptRow[]> {
  for (let number = from; ; number++) {
    const sealed = await chunkOf(db, book, id, number);
    if (!sealed) return;
    yield JSON.parse(seals.open(rowsPlace(id, number), sealed)) as KeptRow[];
  }
}

export const sealTexts = (seals: Seals, id: string, line: number, texts: string[]) =>
  seals.seal(rowPlace(id, line), JSON.stringify(texts));

export const openTexts = (seals: Seals, { importId, line, cellsSealed }: BadRow): string[] =>
  JSON.parse(seals.open(rowPlace(importId, line), cellsSealed)) as string[];
