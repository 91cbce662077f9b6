import type { Readable } from 'node:stream';
import type { RawRow } from './cells.ts';
import { type Encoding, encodingOf, readCsv, writeCsv } from './csv-table.ts';
import { chunkBytes } from './limits.ts';
import { refuse } from './refusals.ts';
import { type Beside, writeXlsx } from './write-xlsx.ts';
import { readXlsx } from './xlsx-table.ts';

export type FileFormat = 'csv' | 'xlsx';

export const mediaTypes: Record<FileFormat, string> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
/** What a browser says that knows no better: then the file itself tells. */
export const anyMediaType = 'application/octet-stream';

/** A file that may be read row by row. */
export interface TableFile {
  format: FileFormat;
  encoding: Encoding;
  content: Buffer;
}

const zipMark = Buffer.from('PK\x03\x04', 'latin1');
const oldExcelMark = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** Looks what a file is before anything reads it. Refuses: file_empty, file_type_wrong, and what `encodingOf` refuses. */
export function openFile(file: Buffer, mediaType: string): TableFile {
  if (file.length === 0) throw refuse('file_empty');
  const begins = (mark: Buffer) => file.subarray(0, mark.length).equals(mark);
  const format: FileFormat = begins(zipMark) ? 'xlsx' : 'csv';
  const isAsSaid = mediaType === anyMediaType || mediaType === mediaTypes[format];
  if (!isAsSaid || begins(oldExcelMark)) throw refuse('file_type_wrong');
  return { format, encoding: format === 'xlsx' ? 'utf-8' : encodingOf(file), content: file };
}

/** Rows from the first, which has the headers, some at a time. */
export function readRows(
  { format, encoding, content }: TableFile,
  sheet: string,
): AsyncGenerator<RawRow[]> {
  return format === 'xlsx' ? readXlsx(content, sheet) : readCsv(content, encoding);
}

/** The texts of headers are among the first, unless another program than a spreadsheet has sorted them. */
const textsOfHeaders = 1_000;

/** The headers alone, for which little of the file has to be read. Refuses: file_empty. */
export async function readFirstRow(file: TableFile, sheet: string): Promise<string[]> {
  if (file.format === 'xlsx')
    for await (const [first] of readXlsx(file.content, sheet, textsOfHeaders)) {
      if (first?.faults.size === 0) return first.texts;
      if (first) break;
    }
  for await (const [first] of readRows(file, sheet)) if (first) return first.texts;
  throw refuse('file_empty');
}

/** What stands beside the rows is only in workbooks. */
export function writeRows(
  format: FileFormat,
  sheet: string,
  rows: AsyncIterable<string[]>,
  beside: Beside = {},
): Readable {
  return format === 'xlsx' ? writeXlsx(sheet, rows, beside) : writeCsv(rows);
}

export function chunksOf(content: Buffer): Buffer[] {
  const count = Math.ceil(content.length / chunkBytes);
  return Array.from({ length: count }, (_, n) =>
    content.subarray(n * chunkBytes, (n + 1) * chunkBytes),
  );
}
