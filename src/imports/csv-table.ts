import { pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { promisify, TextDecoder } from 'node:util';
import { CsvError, type Info, parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import type { RawRow } from './cells.ts';
import { recordCharactersMax } from './limits.ts';
import { refuse } from './refusals.ts';

export type Encoding = 'utf-8' | 'gb18030';

/**
 * Which of the two a text is in: UTF-8 unless it cannot be.
 * Refuses: file_encoding_unknown, file_damaged (NULs, which no text has).
 */
export function encodingOf(file: Buffer): Encoding {
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    if (!decodes(file, encoding)) continue;
    if (file.includes(0)) throw refuse('file_damaged');
    return encoding;
  }
  throw refuse('file_encoding_unknown');
}

const decodeBytes = 1_048_576;
/** Read at a time: some hundreds of rows. */
const pieceBytes = 64 * 1024;

function decodes(file: Buffer, encoding: Encoding): boolean {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for (let from = 0; from < file.length; from += decodeBytes)
      decoder.decode(file.subarray(from, from + decodeBytes), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** The rows of a CSV file, some at a time; empty ones are passed over. Refuses: row_too_long, file_damaged. */
export async function* readCsv(file: Buffer, encoding: Encoding): AsyncGenerator<RawRow[]> {
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: recordCharactersMax,
    // Lists that were put together end their lines in more than one way.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_records_with_empty_values: true,
  });
  let rows: RawRow[] = [];
  parser.on('data', ({ record, info }: { record: string[]; info: Info }) =>
    rows.push({ line: info.lines, texts: record, faults: new Map() }),
  );
  const ended = finished(parser);
  // It is heard of where the next piece is written.
  ended.catch(() => {});
  const write = promisify<string, void>((text, done) => parser.write(text, done));
  try {
    for (const text of decoded(file, encoding)) {
      await write(text);
      yield rows;
      rows = [];
    }
    parser.end();
    await ended;
    yield rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_MAX_RECORD_SIZE')
      throw refuse('row_too_long', { values: { line: Number(error.lines ?? 0) } });
    throw refuse('file_damaged');
  } finally {
    parser.destroy();
  }
}

function* decoded(file: Buffer, encoding: Encoding): Generator<string> {
  const decoder = new TextDecoder(encoding);
  for (let from = 0; from < file.length; from += pieceBytes)
    yield decoder.decode(file.subarray(from, from + pieceBytes), { stream: true });
  yield decoder.decode();
}

/** Beginning with the mark by which Excel knows UTF-8, and no cell can be taken for a formula. */
export function writeCsv(rows: AsyncIterable<string[]>): Readable {
  const written = stringify({ bom: true, escape_formulas: true });
  // Whoever reads it hears when the rows break off.
  pipeline(Readable.from(rows), written, () => {});
  return written;
}
