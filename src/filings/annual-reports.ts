import { type Actor, areasOf, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { dateInChina, type Instant, lastDayOfMonth } from '../kit/clock.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import {
  lockOrganisation,
  type OrganisationRow,
  organisationsWithin,
  organisationThing,
  refuseOrganisation,
} from '../organisations/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { keepAnnualReport, lockAnnualReport, reportsOf } from './annual-report-store.ts';
import { refuse } from './refusals.ts';
import type { AnnualReportRow, Grade } from './tables.ts';

export interface AnnualReportForm {
  activities: number;
  serviceHours: number;
  members: number;
  incomeYuan: number;
  expenseYuan: number;
  summary: string;
}

export interface Grading {
  grade: Grade;
  remark?: string;
}

const monthsPerYear = 12;

/** Whether a body owes a report of the year: those younger than some months at its end do not (domain.md 11). */
function owes({ enteredAt }: OrganisationRow, year: number, rules: Rules): boolean {
  const months = rules.get('filing.annual_exempt_months');
  return dateInChina(enteredAt) <= lastDayOfMonth(year, monthsPerYear - months);
}

/** A suspended body still owes its report. */
const stands = ({ state }: OrganisationRow) => state === 'active' || state === 'suspended';

const dueOn = (year: number, rules: Rules) =>
  `${year + 1}-${rules.get('filing.annual_report_due')}`;

/**
 * The head of a filed organisation reports on a year that is over; until it is graded, the report can be sent anew.
 * A late one is taken and marked.
 * Refuses: organisation_unknown, not_allowed, filing_not_filed, annual_report_year_wrong, annual_report_graded.
 */
export async function submitAnnualReport(
  deps: Deps,
  actor: Actor,
  { organisationId, year }: { organisationId: string; year: number },
  form: AnnualReportForm,
) {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuseOrganisation('organisation_unknown');
    const organisation = await lockOrganisation(tx, book, organisationId);
    if (!organisation) throw unknown;
    requireMay(actor, 'annual_report.submit', organisationThing(organisation), unknown);
    if (organisation.kind !== 'filed' || !stands(organisation)) throw refuse('filing_not_filed');
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, organisation.region, now);
    const isOver = dateInChina(now) > lastDayOfMonth(year, monthsPerYear);
    if (!isOver || !owes(organisation, year, rules)) throw refuse('annual_report_year_wrong');
    const before = await lockAnnualReport(tx, book, organisationId, year);
    if (before?.grade) throw refuse('annual_report_graded');
    const row: AnnualReportRow = {
      ...{ book, organisationId, year, dueOn: dueOn(year, rules), ...form },
      ...{ submittedBy: personId, submittedAt: now },
      ...{ grade: null, remark: null, gradedBy: null, gradedAt: null },
    };
    await keepAnnualReport(tx, row);
    await log(tx, 'annual_report.submit', row, before);
    return describe(organisation, { year, rules, now }, row);
  });
}

/**
 * The street grades a report: 合格, 基本合格 or 不合格, the last two with a remark.
 * Refuses: organisation_unknown, not_allowed, self_review, annual_report_missing, annual_report_graded.
 */
export async function gradeAnnualReport(
  deps: Deps,
  actor: Actor,
  { organisationId, year }: { organisationId: string; year: number },
  { grade, remark }: Grading,
) {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuseOrganisation('organisation_unknown');
    const organisation = await lockOrganisation(tx, book, organisationId);
    if (!organisation) throw unknown;
    const before = await lockAnnualReport(tx, book, organisationId, year);
    const thing = organisationThing(organisation);
    const parties = before ? [...thing.parties, before.submittedBy] : thing.parties;
    requireMay(actor, 'annual_report.grade', { ...thing, parties }, unknown);
    if (!before) throw refuse('annual_report_missing');
    if (before.grade) throw refuse('annual_report_graded');
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, organisation.region, now);
    const graded = { grade, remark: remark ?? null, gradedBy: personId, gradedAt: now };
    const row = { ...before, ...graded };
    await keepAnnualReport(tx, row);
    await log(tx, 'annual_report.grade', row, before);
    return describe(organisation, { year, rules, now }, row);
  });
}

export interface AnnualReportList {
  year: number;
  limit: number;
  cursor?: string;
}

/** The filed organisations of the caller's area, each with its report of the year or that it is missing. Refuses: bad_cursor. */
export async function listAnnualReports(
  deps: Deps,
  actor: Actor,
  { year, limit, cursor }: AnnualReportList,
): Promise<Page<ReturnType<typeof describe>>> {
  const { db, cursors } = deps;
  const { book, personId } = actor;
  const list = `annual-reports/${book}/${personId}/${year}`;
  const after = cursor === undefined ? undefined : cursors.read(list, cursor)[0];
  const prefixes = areasOf(actor, 'annual_report.read');
  if (prefixes.length === 0) return { items: [], nextCursor: null };
  const search = { prefixes, kind: 'filed' as const, after, limit: limit + 1 };
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
    (row) => describe(row, { year, rules: rules.get(row.region)!, now }, reports.get(row.id)),
    (last) => cursors.write(list, [last.id]),
  );
}

function describe(
  organisation: OrganisationRow,
  { year, rules, now }: { year: number; rules: Rules; now: Instant },
  row: AnnualReportRow | undefined,
) {
  const due = row?.dueOn ?? dueOn(year, rules);
  const isLate = (at: Instant) => dateInChina(at) > due;
  const stateWithout = () => {
    if (!stands(organisation) || !owes(organisation, year, rules)) return 'exempt' as const;
    return isLate(now) ? ('overdue' as const) : ('waiting' as const);
  };
  const stateOf = ({ grade }: AnnualReportRow) =>
    grade ? ('graded' as const) : ('submitted' as const);
  return {
    ...{ organisationId: organisation.id, organisationName: organisation.name },
    ...{ year, dueOn: due, state: row ? stateOf(row) : stateWithout() },
    report: row
      ? { ...facts(row), late: isLate(row.submittedAt), submittedAt: row.submittedAt.toISOString() }
      : null,
  };
}

function facts(row: AnnualReportRow) {
  const { activities, serviceHours, members, incomeYuan, expenseYuan, summary } = row;
  const { grade, remark } = row;
  return {
    ...{ activities, serviceHours, members, incomeYuan, expenseYuan, summary },
    ...{ grade, remark },
  };
}

async function log(
  tx: Tx,
  action: 'annual_report.submit' | 'annual_report.grade',
  row: AnnualReportRow,
  before: AnnualReportRow | undefined,
): Promise<void> {
  const object = { kind: 'organisation', id: row.organisationId };
  const change = {
    ...(before && { before: { year: row.year, ...facts(before) } }),
    after: { year: row.year, ...facts(row) },
  };
  await record(tx, row.book, { action, object, ...change });
}
