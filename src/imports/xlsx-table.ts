import { PassThrough, Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import ExcelJS from 'exceljs';
import { dateInChina } from '../kit/clock.ts';
import { Refusal } from '../kit/refusal.ts';
import type { RawRow } from './cells.ts';
import { columnsMax } from './limits.ts';
import { refuse } from './refusals.ts';

/**
 * The rows of the sheet of that name, or of the only one, from a workbook that `vetWorkbook` has passed; empty rows
 * are passed over. Nothing is evaluated: a formula is a fault of its cell, whatever it came to.
 * Refuses: sheet_unclear, columns_too_many, file_damaged.
 */
export async function* readXlsx(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  sheet: string,
): AsyncGenerator<RawRow> {
  const source = Readable.from(chunks);
  const sheets = new WholeCharacters(source as never, {
    ...{ worksheets: 'emit', sharedStrings: 'cache', styles: 'cache' },
    ...{ hyperlinks: 'ignore', entries: 'ignore' },
  });
  let found = false;
  try {
    for await (const reader of sheets) {
      const { workbook, name } = reader as unknown as Opened;
      const names = workbook.model?.sheets?.map((one) => one.name) ?? [];
      if (names.length !== 1 && name !== sheet) continue;
      found = true;
      yield* rowsOf(reader);
    }
  } catch (error) {
    if (error instanceof Refusal || isOurs(error)) throw error;
    throw refuse('file_damaged');
  } finally {
    source.destroy();
  }
  if (!found) throw refuse('sheet_unclear', { values: { name: sheet } });
}

const Reader = ExcelJS.stream.xlsx.WorkbookReader as unknown as new (
  ...given: ConstructorParameters<typeof ExcelJS.stream.xlsx.WorkbookReader>
) => ExcelJS.stream.xlsx.WorkbookReader & {
  _parseWorksheet(pieces: AsyncIterable<Buffer>, sheet: string): unknown;
  _parseSharedStrings(entry: Readable): unknown;
};

/** The library decodes each piece by itself, and a character that two pieces share would be lost: here they share none. */
class WholeCharacters extends Reader {
  override _parseWorksheet(pieces: AsyncIterable<Buffer>, sheet: string) {
    return super._parseWorksheet(wholeCharacters(pieces), sheet);
  }

  override _parseSharedStrings(entry: Readable) {
    return super._parseSharedStrings(entry.setEncoding('utf8'));
  }
}

async function* wholeCharacters(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = new StringDecoder('utf8');
  for await (const piece of pieces) yield Buffer.from(decoder.write(piece));
}

/** What the reader knows of the workbook, which its types leave out. */
interface Opened {
  name: string;
  workbook: { model?: { sheets?: { name: string }[] } };
}

/** A fault of the database, from which the chunks come, and none of the file. */
const isOurs = (error: unknown) => error instanceof Error && error.cause instanceof Error;

async function* rowsOf(reader: AsyncIterable<ExcelJS.Row>): AsyncGenerator<RawRow> {
  let last = 0;
  for await (const row of reader) {
    // Lines only rise, so that a file cannot name one twice.
    last = Number.isSafeInteger(row.number) && row.number > last ? row.number : last + 1;
    if (row.cellCount > columnsMax)
      throw refuse('columns_too_many', { values: { max: columnsMax } });
    const texts: string[] = [];
    const faults: RawRow['faults'] = new Map();
    row.eachCell({ includeEmpty: true }, (cell, column) => {
      const text = textOf(cell.value);
      if (text instanceof Refusal) faults.set(column - 1, text);
      texts[column - 1] = text instanceof Refusal ? '' : text;
    });
    if (faults.size > 0 || texts.some((text) => text.trim() !== ''))
      yield { line: last, texts, faults };
  }
}

/** Beyond this a double has lost digits of a number that was entered: an identity number, a credit code. */
const exactDigits = 15;

function textOf(value: ExcelJS.CellValue): string | Refusal {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number')
    return Math.abs(value) < 10 ** exactDigits ? String(value) : refuse('cell_inexact');
  // Days have no zone in a sheet; the reader takes them as midnight UTC, which is the same day in China.
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? refuse('cell_damaged') : dateInChina(value);
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('formula' in value || 'sharedFormula' in value) return refuse('cell_formula');
  if ('hyperlink' in value) return typeof value.text === 'string' ? value.text : '';
  return refuse('cell_damaged');
}

/** A workbook as it is written, row by row; further sheets come from `others`. All cells are texts. */
export function writeXlsx(
  sheet: string,
  rows: AsyncIterable<string[]>,
  others: { sheet: string; rows: string[][] }[] = [],
): Readable {
  const stream = new PassThrough();
  void write(stream, sheet, rows, others).catch((error: Error) => stream.destroy(error));
  return stream;
}

async function write(
  stream: PassThrough,
  sheet: string,
  rows: AsyncIterable<string[]>,
  others: { sheet: string; rows: string[][] }[],
) {
  const options = { stream, useStyles: true, useSharedStrings: false };
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter(options);
  const first = workbook.addWorksheet(sheet, { views: [{ state: 'frozen', ySplit: 1 }] });
  for await (const row of rows) {
    const added = first.addRow(row);
    // Text, also below, so that the spreadsheet does not round identity numbers that are entered later.
    added.eachCell((cell, column) => {
      cell.numFmt = '@';
      if (added.number === 1) first.getColumn(column).numFmt = '@';
    });
    added.commit();
  }
  first.commit();
  for (const other of others) {
    const added = workbook.addWorksheet(other.sheet);
    for (const row of other.rows) added.addRow(row).commit();
    added.commit();
  }
  await workbook.commit();
}
