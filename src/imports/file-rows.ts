import type { Cells, Column, RawRow } from './cells.ts';
import { plainText } from './cells.ts';
import { passedOver } from './headers.ts';
import { type Fault, faultOf } from './kind.ts';
import { batchRows, rowsMax } from './limits.ts';
import { refuse } from './refusals.ts';

/** A row of a file by its columns. */
export interface FileRow {
  line: number;
  /** As they were sent, without the column of reasons. */
  texts: string[];
  cells: Cells;
  /** What can be seen without knowing what the cells mean. */
  faults: Fault[];
}

/** The rows below the headers, so many at a time. Refuses: rows_too_many. */
export async function* batchesOf(
  columns: readonly Column[],
  keys: readonly string[],
  rows: AsyncIterable<RawRow>,
): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = [];
  let count = 0;
  let isHeader = true;
  for await (const raw of rows) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const row = readRow(columns, keys, raw);
    if (isExample(columns, row)) continue;
    if (++count > rowsMax) throw refuse('rows_too_many', { values: { max: rowsMax } });
    batch.push(row);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function readRow(
  columns: readonly Column[],
  keys: readonly string[],
  { line, texts, faults }: RawRow,
): FileRow {
  const cells: Cells = {};
  const wrong: Fault[] = [];
  for (const [n, text] of texts.entries()) {
    const key = keys[n];
    const plain = plainText(text ?? '');
    const fault = faults.get(n);
    if (key === undefined && (plain !== '' || fault))
      wrong.push(faultOf(columns, refuse('cell_extra')));
    if (!key) continue;
    if (fault) wrong.push({ ...faultOf(columns, fault), column: key });
    else if (plain !== '') cells[key] = plain;
  }
  const sent = keys.flatMap((key, n) => (key === passedOver ? [] : [texts[n] ?? '']));
  return { line, texts: sent, cells, faults: wrong.slice(0, 1) };
}

/** The example of the template, which nobody has removed: made-up people are not registered. */
const isExample = (columns: readonly Column[], { cells }: FileRow) =>
  columns.every(({ key, example }) => (cells[key] ?? '') === example);
