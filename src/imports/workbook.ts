import { posix } from 'node:path';
import {
  inflatedBytesMax,
  sharedPartBytesMax,
  sharedTextBytesMax,
  smallPartBytesMax,
} from './limits.ts';
import { refuse } from './refusals.ts';
import { readXml, type XmlListener } from './xml.ts';
import { inflated, openZip } from './zip.ts';

/** What has to be known of a workbook before one of its sheets can be read. */
export interface Workbook {
  /** The sheet that is read, once it is known to be the right one. */
  sheet: AsyncIterable<Buffer>;
  /** The text that cells name by its number. */
  sharedText(n: number): string | undefined;
  /** Whether a style, by its number, shows a number as a day. */
  isDay(style: number): boolean;
  /** Days are counted from 1904 instead of from 1900, as spreadsheets of old Macs do. */
  from1904: boolean;
}

/**
 * Opens a workbook at the sheet of that name, or at its only one; with so many of the texts that its cells share.
 * Refuses: file_damaged, file_inflated, file_has_doctype, row_too_long, sheet_unclear.
 */
export async function openWorkbook(
  file: Buffer,
  sheetName: string,
  textsMax: number,
): Promise<Workbook> {
  const zip = openZip(file);
  const part = (path: string, most: number) => {
    const entry = zip.get(path);
    return entry && inflated(entry, most);
  };
  const small = async (path: string, listener: XmlListener) => {
    const pieces = part(path, smallPartBytesMax);
    if (pieces) await hear(pieces, listener);
    return pieces !== undefined;
  };
  const parts = new Map<string, string>();
  const { sheets, from1904, ...book } = namesOf();
  const styles = dayStyles();
  const found =
    (await small('xl/_rels/workbook.xml.rels', relations(parts))) &&
    (await small('xl/workbook.xml', book));
  const pathOf = (which: string) => parts.get(which) ?? '';
  if (!found) throw refuse('file_damaged');
  const right = sheets.length === 1 ? sheets[0] : sheets.find(({ name }) => name === sheetName);
  if (!right) throw refuse('sheet_unclear', { values: { name: sheetName } });
  await small(pathOf('styles'), styles);
  const shared = part(pathOf('sharedStrings'), sharedPartBytesMax);
  const sheet = part(pathOf(`#${right.relation}`), inflatedBytesMax);
  if (!sheet) throw refuse('file_damaged');
  return {
    sheet,
    sharedText: shared ? await readSharedTexts(shared, textsMax) : () => undefined,
    isDay: styles.isDay,
    from1904: from1904(),
  };
}

async function hear(pieces: AsyncIterable<Buffer>, listener: XmlListener): Promise<void> {
  for await (const _ of readXml(pieces, listener));
}

/** Where the parts are: by the id that the workbook calls them, and by what they are. */
const relations = (parts: Map<string, string>): XmlListener => ({
  opens(name, { Id, Target, Type }) {
    if (name !== 'Relationship' || !Target) return;
    // From the folder of the workbook, or from the root.
    const path = posix.resolve('/xl', Target).slice(1);
    if (Id) parts.set(`#${Id}`, path);
    parts.set(posix.basename(Type ?? ''), path);
  },
});

function namesOf() {
  const sheets: { name: string; relation: string }[] = [];
  let isFrom1904 = false;
  return {
    sheets,
    from1904: () => isFrom1904,
    opens(element: string, attributes: Readonly<Record<string, string>>): void {
      if (element === 'workbookPr') isFrom1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
      if (element !== 'sheet') return;
      const id = Object.keys(attributes).find((key) => key.endsWith(':id'));
      sheets.push({ name: attributes.name ?? '', relation: attributes[id ?? ''] ?? '' });
    },
  };
}

/** Formats without a text of their own (ECMA-376 18.8.30, with those of East Asia). */
const builtInDays = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58,
]);
/** What a format shows as it stands, and its colours and languages. */
const noPattern = /"[^"]*"|\\.|\[[^\]]*\]/g;

const showsDay = (format: string) => /[yd]|^[^hs]*m[^hs]*$/i.test(format.replace(noPattern, ''));

function dayStyles() {
  const own = new Map<string, boolean>();
  const isDay: boolean[] = [];
  let areCells = false;
  return {
    isDay: (style: number) => isDay[style] ?? false,
    opens(
      name: string,
      { numFmtId = '', formatCode = '' }: Readonly<Record<string, string>>,
    ): void {
      if (name === 'numFmt') own.set(numFmtId, showsDay(formatCode));
      if (name === 'cellXfs') areCells = true;
      if (name === 'xf' && areCells)
        isDay.push(own.get(numFmtId) ?? builtInDays.has(Number(numFmtId)));
    },
    closes(name: string): void {
      if (name === 'cellXfs') areCells = false;
    },
  };
}

/** For what an entry takes in memory beside its bytes. */
const bytesBeside = 8;

/** Kept as bytes one behind the other: a text of its own for each would keep the XML around it alive. */
async function readSharedTexts(pieces: AsyncIterable<Buffer>, most: number) {
  let bytes = Buffer.allocUnsafe(64 * 1024);
  const ends = [0];
  let end = 0;
  const text = cellText();
  const keep = (one: string) => {
    const length = Buffer.byteLength(one);
    if (end + length + ends.length * bytesBeside > sharedTextBytesMax)
      throw refuse('file_inflated');
    if (end + length > bytes.length)
      bytes = Buffer.concat([bytes], Math.max(2 * bytes.length, end + length));
    end += bytes.write(one, end);
    ends.push(end);
  };
  const listener: XmlListener = {
    opens(name) {
      if (name === 'si') text.begin();
      else text.opens(name);
    },
    closes(name) {
      if (name === 'si') keep(text.end());
      else text.closes(name);
    },
    says: text.says,
  };
  for await (const _ of readXml(pieces, listener)) if (ends.length > most) break;
  return (n: number) =>
    n + 1 < ends.length ? bytes.toString('utf8', ends[n], ends[n + 1]) : undefined;
}

/** Characters that XML cannot hold, as spreadsheets write them. */
const escaped = /_x([0-9A-Fa-f]{4})_/g;

/** The text of a cell: of several runs, and without the readings that stand above it. */
export function cellText() {
  let text = '';
  let depth = 0;
  let isReading = false;
  return {
    begin(): void {
      text = '';
      depth = 0;
      isReading = false;
    },
    opens(name: string): void {
      if (name === 't') depth++;
      else if (name === 'rPh') isReading = true;
    },
    closes(name: string): void {
      if (name === 't') depth--;
      else if (name === 'rPh') isReading = false;
    },
    says(said: string): void {
      if (depth > 0 && !isReading) text += said;
    },
    end: () =>
      text.includes('_x')
        ? text.replace(escaped, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
        : text,
  };
}
