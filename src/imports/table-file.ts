import type { Readable } from 'node:stream';
import type { RawRow } from './cells.ts';
import { type Encoding, encodingOf, readCsv, writeCsv } from './csv-table.ts';
import { chunkBytes } from './limits.ts';
import { refuse } from './refusals.ts';
import { readXlsx, writeXlsx } from './xlsx-table.ts';
import { vetWorkbook } from './zip.ts';

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

/**
 * Looks what a file is before anything reads it.
 * Refuses: file_empty, file_type_wrong, and what `encodingOf` and `vetWorkbook` refuse.
 */
export async function openFile(file: Buffer, mediaType: string): Promise<TableFile> {
  if (file.length === 0) throw refuse('file_empty');
  const begins = (mark: Buffer) => file.subarray(0, mark.length).equals(mark);
  const format: FileFormat = begins(zipMark) ? 'xlsx' : 'csv';
  const isAsSaid = mediaType === anyMediaType || mediaType === mediaTypes[format];
  if (!isAsSaid || begins(oldExcelMark)) throw refuse('file_type_wrong');
  return format === 'xlsx'
    ? { format, encoding: 'utf-8', content: await vetWorkbook(file) }
    : { format, encoding: encodingOf(file), content: file };
}

/** Rows from the first, which has the headers. */
export function readRows(
  { format, encoding }: Pick<TableFile, 'format' | 'encoding'>,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  sheet: string,
): AsyncGenerator<RawRow> {
  return format === 'xlsx' ? readXlsx(chunks, sheet) : readCsv(chunks, encoding);
}

export function writeRows(
  format: FileFormat,
  sheet: string,
  rows: AsyncIterable<string[]>,
  others: { sheet: string; rows: string[][] }[] = [],
): Readable {
  return format === 'xlsx' ? writeXlsx(sheet, rows, others) : writeCsv(rows);
}

export function chunksOf(content: Buffer): Buffer[] {
  const count = Math.ceil(content.length / chunkBytes);
  return Array.from({ length: count }, (_, n) =>
    content.subarray(n * chunkBytes, (n + 1) * chunkBytes),
  );
}
