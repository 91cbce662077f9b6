import { dateInChina, instantOf } from '../kit/clock.ts';
import type { Refusal } from '../kit/refusal.ts';
import type { RawRow } from './cells.ts';
import { cellCharactersMax, columnsMax, recordCharactersMax } from './limits.ts';
import { refuse } from './refusals.ts';
import { cellText, openWorkbook, type Workbook } from './workbook.ts';
import { readXml, type XmlListener } from './xml.ts';

/**
 * The rows of the sheet of that name, or of the only one, some at a time; empty rows are passed over. Nothing is
 * evaluated: a formula is a fault of its cell, whatever it came to. Nothing is written to the disk. A cell whose text is
 * not among the first `textsMax` is at fault.
 * Refuses: what `openWorkbook` and `readXml` refuse, columns_too_many.
 */
export async function* readXlsx(
  file: Buffer,
  sheet: string,
  textsMax = Number.POSITIVE_INFINITY,
): AsyncGenerator<RawRow[]> {
  const workbook = await openWorkbook(file, sheet, textsMax);
  const { listener, taken } = rowsOf(workbook);
  for await (const _ of readXml(workbook.sheet, listener)) yield taken();
  yield taken();
}

/** Hears a sheet, and has the rows that are over. */
function rowsOf(workbook: Workbook) {
  let rows: RawRow[] = [];
  let row: RawRow = { line: 0, texts: [], faults: new Map() };
  let characters = 0;
  const cell = cellOf(workbook);
  let column = 0;
  const put = () => {
    const { text, fault } = cell.end();
    if (text === '' && !fault) return;
    if (column >= columnsMax) throw refuse('columns_too_many', { values: { max: columnsMax } });
    characters += text.length;
    if (characters > recordCharactersMax)
      throw refuse('row_too_long', { values: { line: row.line } });
    while (row.texts.length < column) row.texts.push('');
    row.texts[column] = text;
    if (fault) row.faults.set(column, fault);
  };
  const listener: XmlListener = {
    opens(name, attributes) {
      if (name === 'row') {
        const number = Number(attributes.r);
        // Lines only rise, so that a file cannot name one twice.
        const line = Number.isSafeInteger(number) && number > row.line ? number : row.line + 1;
        row = { line, texts: [], faults: new Map() };
        characters = 0;
        column = -1;
      } else if (name === 'c') {
        column = placeOf(attributes.r) ?? column + 1;
        cell.begin(attributes);
      } else cell.opens(name);
    },
    closes(name) {
      if (name === 'c') put();
      else if (name !== 'row') cell.closes(name);
      else if (row.faults.size > 0 || row.texts.some((text) => text.trim() !== '')) rows.push(row);
    },
    says: cell.says,
    line: () => row.line,
  };
  const taken = () => {
    const over = rows;
    rows = [];
    return over;
  };
  return { listener, taken };
}

/** The place of a column from its letters: A is 0, AA 26. */
function placeOf(reference: string | undefined): number | undefined {
  let place = 0;
  let n = 0;
  for (; reference !== undefined && n < 4; n++) {
    const letter = reference.charCodeAt(n) - 64;
    if (!(letter >= 1 && letter <= 26)) break;
    place = place * 26 + letter;
  }
  return n > 0 ? place - 1 : undefined;
}

interface CellValue {
  /** As it is shown to whoever mends the file, also of a cell with a fault. */
  text: string;
  fault?: Refusal;
}

/** One cell after the other. */
function cellOf(workbook: Workbook) {
  let type = '';
  let style = 0;
  let isFormula = false;
  let value = '';
  let isValue = false;
  const inline = cellText();
  return {
    begin({ t = 'n', s = '0' }: Readonly<Record<string, string>>): void {
      type = t;
      style = Number(s);
      isFormula = false;
      value = '';
      isValue = false;
      inline.begin();
    },
    opens(name: string): void {
      if (name === 'v') isValue = true;
      else if (name === 'f') isFormula = true;
      else inline.opens(name);
    },
    closes(name: string): void {
      if (name === 'v') isValue = false;
      else inline.closes(name);
    },
    says(text: string): void {
      if (isValue) value += text;
      else inline.says(text);
    },
    end(): CellValue {
      const read = readCell(workbook, { type, style, value: value || inline.end() });
      const fault = isFormula ? refuse('cell_formula') : read.fault;
      const text = read.text.slice(0, cellCharactersMax + 1);
      return fault ? { text, fault } : { text };
    },
  };
}

/** Beyond this a double has lost digits of a number that was entered: an identity number, a credit code. */
const exactDigits = 15;

function readCell(
  { sharedText, isDay, from1904 }: Workbook,
  { type, style, value }: { type: string; style: number; value: string },
): CellValue {
  if (type === 'inlineStr' || type === 'str' || value === '') return { text: value };
  if (type === 's') {
    const text = sharedText(Number(value));
    return text === undefined ? { text: '', fault: refuse('cell_damaged') } : { text };
  }
  if (type === 'b') return { text: value === '1' || value === 'true' ? '是' : '否' };
  if (type === 'd') return { text: value.slice(0, 10) };
  const number = Number(value);
  if (type === 'e' || Number.isNaN(number)) return { text: value, fault: refuse('cell_damaged') };
  if (isDay(style)) return dayOf(number + (from1904 ? daysTo1904 : 0), value);
  if (Math.abs(number) >= 10 ** exactDigits) return { text: value, fault: refuse('cell_inexact') };
  return { text: String(number) };
}

const daysTo1904 = 1_462;
const daysTo1970 = 25_569;
const daysMax = 2_958_465;
const millisecondsPerDay = 86_400_000;

/** Days have no zone in a sheet: midnight UTC is the same day in China. */
function dayOf(serial: number, shown: string): CellValue {
  if (!(serial >= 1 && serial <= daysMax)) return { text: shown, fault: refuse('cell_damaged') };
  return { text: dateInChina(instantOf((Math.floor(serial) - daysTo1970) * millisecondsPerDay)) };
}
