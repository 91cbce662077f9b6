import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Column, RawRow } from './cells.ts';
import { type FileRow, type KeptRow, rowReader } from './file-rows.ts';
import { faultOf, type ImportKind } from './kind.ts';
import { batchRows, inflatedBytesMax, rowsMax } from './limits.ts';
import { refuse } from './refusals.ts';
import type { Run } from './run.ts';
import { openFileOf, sealRows } from './sealed-file.ts';
import { addChunk, keepLease, removeChunks } from './store.ts';
import { readRows } from './table-file.ts';

/**
 * Reads the file, once and for all, and puts its rows in its place, sealed as it was: so one that is damaged at its end
 * writes nothing, and whoever takes the rows, or goes on with them after a crash, reads none of it again.
 * Refuses: file_empty, rows_too_many, file_inflated, and whatever is wrong with the file.
 */
export async function survey({ deps, row, kind, seals }: Run): Promise<void> {
  const content = await openFileOf(deps.db, seals, row);
  const { format, encoding, columns } = row;
  await deps.transact(async (tx) => {
    await removeChunks(tx, row);
    let left = inflatedBytesMax;
    let number = 0;
    const keep = async (rows: KeptRow[]) => {
      const sealed = sealRows(seals, row.id, number, rows);
      left -= sealed.length;
      if (left < 0) throw refuse('file_inflated');
      await addChunk(tx, row, number++, sealed);
      await keepLease(deps.db, row);
    };
    const { read, isExample, keep: kept } = rowReader(kind.columns, columns);
    const withRepeats = seenRows(kind.columns, kind);
    let count = 0;
    let batch: KeptRow[] = [];
    for await (const rows of below(readRows({ format, encoding, content }, kind.sheet))) {
      for (const raw of rows) {
        if (isExample(raw)) continue;
        if (++count > rowsMax) throw refuse('rows_too_many', { values: { max: rowsMax } });
        batch.push(kept(withRepeats(read(raw))));
        if (batch.length < batchRows) continue;
        await keep(batch);
        batch = [];
      }
      // A piece takes some milliseconds: others wait for this process, too.
      await nextTurn();
    }
    if (count === 0) throw refuse('file_empty');
    if (batch.length > 0) await keep(batch);
    await keepLease(tx, row, count);
    row.rowsTotal = count;
  });
}

/** The rows below the first, which has the headers. */
async function* below(pieces: AsyncGenerator<RawRow[]>): AsyncGenerator<RawRow[]> {
  let isFirst = true;
  for await (const rows of pieces) {
    yield isFirst ? rows.slice(1) : rows;
    if (rows.length > 0) isFirst = false;
  }
}

/** A row with what no earlier row of the file may have: the later one is bad, and names the earlier. */
function seenRows(columns: readonly Column[], { keysOf }: ImportKind): (row: FileRow) => FileRow {
  const seen = new Map<string, Map<string, number>>();
  return (row) => {
    for (const { column, value } of keysOf(row.cells)) {
      const lines = seen.get(column) ?? new Map<string, number>();
      seen.set(column, lines);
      const line = lines.get(value);
      const at = { pointer: `/${column}`, values: { line: line ?? 0 } };
      if (line !== undefined) row.faults.push(faultOf(columns, refuse('row_repeated', at)));
      // A copy of its own: a piece of the file's text would keep that text.
      else lines.set(Buffer.from(value).toString(), row.line);
    }
    return row;
  };
}
