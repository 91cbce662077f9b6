import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { maskIdNumber, maskName, maskPhone, maskText } from '../kit/mask.ts';
import type { Language, Text } from '../kit/refusal.ts';
import { type Column, headerOf, reasonHeader } from './cells.ts';
import { passedOver } from './headers.ts';
import type { Fault } from './kind.ts';
import { kinds } from './kinds.ts';
import { batchRows } from './limits.ts';
import { refuse } from './refusals.ts';
import { openTexts, sealsOfOwner } from './sealed-file.ts';
import { badRowsAfter, findImport, importsOf, linesThere } from './store.ts';
import { type FileFormat, writeRows } from './table-file.ts';
import type { BadRow, ImportRow } from './tables.ts';
import { choicesOf, listOf } from './words.ts';

/** How an import stands; counts are of rows below the headers. */
export function importView(row: ImportRow) {
  const { id, kind, mode, dryRun, format, encoding, state, problem } = row;
  return {
    ...{ id, kind, mode, dryRun, format, encoding, state, problem },
    rows: {
      /** Null until the whole file was read once. */
      total: row.rowsTotal,
      read: row.rowsRead,
      /** Taken; in a dry run, and where a bad row forbids it, those that would be. */
      fresh: row.rowsFresh,
      alreadyThere: row.rowsThere,
      bad: row.rowsBad,
    },
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

export type ImportView = ReturnType<typeof importView>;

async function ownImport(deps: Deps, actor: Actor, id: string): Promise<ImportRow> {
  const row = await findImport(deps.db, actor.book, id);
  if (!row) throw refuse('import_unknown');
  requireMay(actor, 'import.read', { owner: row.ownerId }, refuse('import_unknown'));
  return row;
}

/** Refuses: import_unknown, also for those who did not send it. */
export const readImport = async (deps: Deps, actor: Actor, id: string) =>
  importView(await ownImport(deps, actor, id));

/** What the caller has sent and is still kept, the newest first. Refuses: bad_cursor. */
export async function listImports(
  { db, cursors }: Deps,
  { book, personId }: Actor,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<ImportView>> {
  const list = `imports/${book}/${personId}`;
  const before = cursor === undefined ? undefined : cursors.read(list, cursor)[0];
  const rows = await importsOf(db, book, personId, { before, limit: limit + 1 });
  return pageOf(rows, limit, importView, (last) => cursors.write(list, [last.id]));
}

/** What is wrong with each bad row, in the order of the file; values are masked. Refuses: import_unknown, bad_cursor. */
export async function listFaults(
  deps: Deps,
  actor: Actor,
  { id, limit, cursor }: { id: string; limit: number; cursor?: string },
): Promise<Page<ReturnType<typeof faultView>>> {
  const row = await ownImport(deps, actor, id);
  const list = `import-faults/${row.book}/${id}`;
  const after = cursor === undefined ? 0 : Number(deps.cursors.read(list, cursor)[0]);
  const rows = await badRowsAfter(deps.db, row.book, id, { after, limit: limit + 1 });
  const seals = await sealsOfOwner(deps, row.book, row.ownerId);
  const shown = rows.slice(0, limit);
  const items = shown.flatMap((bad) => {
    const texts = openTexts(seals, bad);
    return bad.faults.map((fault) => faultView(row, bad.line, texts, fault));
  });
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items, nextCursor: last ? deps.cursors.write(list, [last.line]) : null };
}

/** The lines of the rows that were there already, in the order of the file. Refuses: import_unknown. */
export async function listThere(deps: Deps, actor: Actor, id: string) {
  const row = await ownImport(deps, actor, id);
  return { lines: await linesThere(deps.db, row) };
}

const keysSent = ({ columns }: ImportRow) => columns.filter((key) => key !== passedOver);

function faultView(row: ImportRow, line: number, texts: string[], fault: Fault) {
  const column = kinds[row.kind].columns.find(({ key }) => key === fault.column);
  const place = column ? keysSent(row).indexOf(column.key) : -1;
  const value = texts[place];
  return {
    ...{ line, column: column?.key ?? null, header: column ? headerOf(column) : null },
    value: column && value !== undefined && value !== '' ? maskedValue(column, value) : null,
    ...{ code: fault.code, text: textOf(fault, column, value) },
  };
}

/** With the wrong word and what it may be: what people wrote is kept sealed, and nothing is kept twice. */
function textOf({ text, word }: Fault, column: Column | undefined, value = ''): Text {
  if (word === undefined || !column?.words) return text;
  const choices = choicesOf(column.words);
  const wrong = maskText(column.isList ? (listOf(value)[word] ?? '') : value.trim());
  const say = (language: Language) =>
    text[language].replace('{word}', () => wrong).replace('{choices}', () => choices[language]);
  return { 'zh-CN': say('zh-CN'), en: say('en') };
}

/** Enough to know the cell again; what is too short to hide something in is hidden. */
function maskedValue({ shown }: Column, value: string): string {
  if (shown === 'hidden') return '***';
  if (shown === 'name') return maskName(value.slice(0, 10));
  if (shown === 'phone') return value.length >= 11 ? maskPhone(value) : '***';
  if (shown === 'idNumber') return maskIdNumber(value.slice(0, 24));
  return maskText(value);
}

/**
 * The bad rows as they were sent, with the reasons in a last column, to be mended and sent again; only to whoever sent
 * them. Refuses: import_unknown.
 */
export async function writeErrorFile(
  deps: Deps,
  actor: Actor,
  { id, format, language }: { id: string; format: FileFormat; language: Language },
) {
  const row = await ownImport(deps, actor, id);
  const seals = await sealsOfOwner(deps, row.book, row.ownerId);
  await deps.transact((tx) =>
    record(tx, row.book, {
      action: 'import.read_bad_rows',
      object: { kind: 'import', id },
      by: actor.personId,
    }),
  );
  const { columns, sheet } = kinds[row.kind];
  const headers = keysSent(row).map((key) => headerOf(columns.find((one) => one.key === key)!));
  const rowOf = (bad: BadRow) => {
    const texts = openTexts(seals, bad);
    return [...texts, reasonsOf(row, texts, bad.faults, language)];
  };
  async function* rows() {
    yield [...headers, reasonHeader];
    for (let after = 0; ; ) {
      const some = await badRowsAfter(deps.db, row.book, id, { after, limit: batchRows });
      for (const bad of some) yield rowOf(bad);
      if (some.length < batchRows) return;
      after = some.at(-1)!.line;
    }
  }
  return { name: `${row.kind}-errors.${format}`, stream: writeRows(format, sheet, rows()) };
}

function reasonsOf(row: ImportRow, texts: string[], faults: Fault[], language: Language): string {
  return faults
    .map((fault) => {
      const column = kinds[row.kind].columns.find(({ key }) => key === fault.column);
      const value = column && texts[keysSent(row).indexOf(column.key)];
      const text = textOf(fault, column, value)[language];
      return column ? `${language === 'en' ? column.en : column.zh}: ${text}` : text;
    })
    .join(' ');
}
