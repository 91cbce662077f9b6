import { PassThrough, type Readable } from 'node:stream';
import type ExcelJS from 'exceljs';
import { rowsMax } from './limits.ts';

/** It takes 20 MB, which a process that writes no workbook need not have. Only for writing: it would read by way of the disk. */
const library = async (): Promise<typeof ExcelJS> => (await import('exceljs')).default;

/** What stands in a workbook beside the rows. */
export interface Beside {
  /** By the place of a column from 0: what is offered in its cells. */
  choices?: ReadonlyMap<number, readonly string[]>;
  sheets?: { sheet: string; rows: string[][] }[];
}

/** A workbook as it is written, row by row. All cells are texts. */
export function writeXlsx(
  sheet: string,
  rows: AsyncIterable<string[]>,
  beside: Beside = {},
): Readable {
  const stream = new PassThrough();
  void write(stream, sheet, rows, beside).catch((error: Error) => stream.destroy(error));
  return stream;
}

async function write(
  stream: PassThrough,
  sheet: string,
  rows: AsyncIterable<string[]>,
  { choices = new Map(), sheets = [] }: Beside,
) {
  const options = { stream, useStyles: true, useSharedStrings: false };
  const { WorkbookWriter } = (await library()).stream.xlsx;
  const workbook = new WorkbookWriter(options);
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
  for (const [place, words] of choices) offer(first, place, words);
  first.commit();
  for (const other of sheets) {
    const added = workbook.addWorksheet(other.sheet);
    for (const row of other.rows) added.addRow(row).commit();
    added.commit();
  }
  await workbook.commit();
}

/** The types of the library leave this out. */
interface WithValidations {
  dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
}

/** Other words may be written as well: the rows are checked when they are sent. */
function offer(sheet: ExcelJS.Worksheet, place: number, words: readonly string[]): void {
  const { letter } = sheet.getColumn(place + 1);
  (sheet as unknown as WithValidations).dataValidations.add(`${letter}2:${letter}${rowsMax + 1}`, {
    ...{ type: 'list', allowBlank: true, showErrorMessage: false },
    formulae: [`"${words.join(',')}"`],
  });
}
