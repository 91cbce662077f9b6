import { record } from '../audit/index.ts';
import { dateInChina } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { Division } from './division.ts';
import { addDivisions, allDivisions, lockTree, renameDivision } from './store.ts';
import type { RegionRow } from './tables.ts';

/** What a load did, and what somebody has to decide about. */
export interface LoadReport {
  added: Division[];
  renamed: { code: string; from: string; to: string }[];
  /** In force here, but no longer in the list. */
  gone: Division[];
  /** In the list, but ended here, or below what has ended; left as they are. */
  ended: Division[];
}

/**
 * Brings the tree of a book up to a list of its divisions (the city first, what lies above before what lies below):
 * adds the new ones, from today on unless it is the first load, and takes new names over, keeping the old ones. It ends
 * and revives nothing, because a list does not say what became of what is missing; that is somebody's decision
 * (`endDivision`). A second load of the same list changes nothing.
 */
export async function loadDivisions(
  deps: Pick<Deps, 'clock'>,
  tx: Tx,
  book: number,
  list: Division[],
): Promise<LoadReport> {
  await lockTree(tx, book);
  const here = await allDivisions(tx, book);
  const today = dateInChina(await deps.clock.now(tx));
  const report = compare(list, here);
  await addDivisions(tx, book, report.added, here.length === 0 ? null : today);
  for (const { code, from, to } of report.renamed)
    await renameDivision(tx, { book, code, name: from }, to, today);
  if (report.added.length + report.renamed.length > 0) {
    await record(tx, book, {
      action: 'region.load',
      object: { kind: 'region', id: String(book) },
      before: Object.fromEntries(report.renamed.map(({ code, from }) => [code, from])),
      after: {
        added: report.added.length,
        ...Object.fromEntries(report.renamed.map(({ code, to }) => [code, to])),
      },
    });
  }
  return report;
}

function compare(list: Division[], rows: RegionRow[]): LoadReport {
  const here = new Map(rows.map((row) => [row.code, row]));
  const listed = new Set(list.map(({ code }) => code));
  const ended = new Set(rows.flatMap(({ code, validTo }) => (validTo === null ? [] : [code])));
  const report: LoadReport = { added: [], renamed: [], gone: [], ended: [] };
  for (const division of list) {
    const { code, name, parent } = division;
    const row = here.get(code);
    if (row && row.name !== name) report.renamed.push({ code, from: row.name, to: name });
    if (!row && parent !== null && ended.has(parent)) ended.add(code);
    if (ended.has(code)) report.ended.push(division);
    else if (!row) report.added.push(division);
  }
  report.gone = rows.filter(({ code }) => !listed.has(code) && !ended.has(code));
  return report;
}
