import { type Cells, type Column, meantBy, plainText, type RawRow } from './cells.ts';
import { passedOver } from './headers.ts';
import { type Fault, faultOf } from './kind.ts';
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

/** A row as it is kept between the first look at the file and its turn. */
export type KeptRow = [line: number, texts: string[], faults?: Fault[]];

/** Reads the rows of a file whose headers were `keys`. */
export function rowReader(columns: readonly Column[], keys: readonly string[]) {
  const columnOf = (key: string) => columns.find((column) => column.key === key);
  const sent = keys.flatMap((key, n) =>
    key === passedOver ? [] : [{ n, column: columnOf(key)! }],
  );
  const examples = sent.map(({ n, column }) => [n, column.example] as const);
  const cellsOf = (texts: string[], faults: Fault[]) => {
    const cells: Cells = {};
    let n = 0;
    for (const { column } of sent) {
      const value = meantBy(column, texts[n++] ?? '');
      if (value !== '') cells[column.key] = value;
    }
    for (const { column } of faults) if (column !== null) delete cells[column];
    return cells;
  };
  return {
    /** The example of the template, which nobody has removed: made-up people are not registered. */
    isExample: ({ texts }: RawRow) =>
      examples.every(([n, example]) => plainText(texts[n] ?? '') === example),

    read({ line, texts, faults }: RawRow): FileRow {
      const wrong = [...faults].map(([n, fault]): Fault => {
        const column = keys[n];
        return { ...faultOf(columns, fault), column: column || null };
      });
      const isMore = texts.some((text, n) => n >= keys.length && plainText(text) !== '');
      if (isMore) wrong.push(faultOf(columns, refuse('cell_extra')));
      const kept = sent.map(({ n }) => texts[n] ?? '');
      return { line, texts: kept, cells: cellsOf(kept, wrong), faults: wrong };
    },

    keep: ({ line, texts, faults }: FileRow): KeptRow =>
      faults.length > 0 ? [line, texts, faults] : [line, texts],

    again: ([line, texts, faults = []]: KeptRow): FileRow => ({
      ...{ line, texts, faults },
      cells: cellsOf(texts, faults),
    }),
  };
}
