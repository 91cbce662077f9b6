import { type Actor, areasOf } from '../access/index.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { organisationsWithin } from '../organisations/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { describeReport } from './annual-report.ts';
import { reportsOf } from './annual-report-store.ts';

export interface AnnualReportList {
  year: number;
  limit: number;
  cursor?: string;
}

/**
 * The organisations of the caller's area that are or were filed, each with its report of the year or that it is
 * missing. Refuses: bad_cursor.
 */
export async function listAnnualReports(
  deps: Deps,
  actor: Actor,
  { year, limit, cursor }: AnnualReportList,
): Promise<Page<ReturnType<typeof describeReport>>> {
  const { db, cursors } = deps;
  const { book, personId } = actor;
  const list = `annual-reports/${book}/${personId}/${year}`;
  const after = cursor === undefined ? undefined : cursors.read(list, cursor)[0];
  const prefixes = areasOf(actor, 'annual_report.read');
  if (prefixes.length === 0) return { items: [], nextCursor: null };
  const search = { prefixes, filed: true as const, after, limit: limit + 1 };
  const rows = await organisationsWithin(db, book, search);
  const reports = await reportsOf(
    db,
    book,
    year,
    rows.map(({ id }) => id),
  );
  const now = await deps.clock.now(db);
  const rules = new Map<string, Rules>();
  for (const { region } of rows)
    if (!rules.has(region)) rules.set(region, await rulesInForce(db, book, region, now));
  return pageOf(
    rows,
    limit,
    (row) => describeReport(row, { year, rules: rules.get(row.region)!, now }, reports.get(row.id)),
    (last) => cursors.write(list, [last.id]),
  );
}
