import { type Deed, record } from '../audit/index.ts';
import { dateInChina, type Instant, lastDayOfMonth } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { OrganisationRow } from '../organisations/index.ts';
import type { Rules } from '../rules/index.ts';
import type { AnnualReportRow } from './tables.ts';

const monthsPerYear = 12;

/** Whether the year is over, and a body owes a report of it. */
export const isReportable = (
  organisation: OrganisationRow,
  year: number,
  rules: Rules,
  now: Instant,
) => dateInChina(now) > lastDayOfMonth(year, monthsPerYear) && owes(organisation, year, rules);

/** Those younger than some months at the end of the year report nothing (domain.md 11). */
function owes({ enteredAt }: OrganisationRow, year: number, rules: Rules): boolean {
  const months = rules.get('filing.annual_exempt_months');
  return dateInChina(enteredAt) <= lastDayOfMonth(year, monthsPerYear - months);
}

/** A suspended body still owes its report; what was registered meanwhile reports to who registered it. */
export const isFiledStill = ({ kind, state }: OrganisationRow) =>
  kind === 'filed' && (state === 'active' || state === 'suspended');

export const dueOn = (year: number, rules: Rules) =>
  `${year + 1}-${rules.get('filing.annual_report_due')}`;

/** The report of a year, or that it is missing, late or not owed. */
export function describeReport(
  organisation: OrganisationRow,
  { year, rules, now }: { year: number; rules: Rules; now: Instant },
  row: AnnualReportRow | undefined,
) {
  const due = row?.dueOn ?? dueOn(year, rules);
  const isLate = (at: Instant) => dateInChina(at) > due;
  const stateWithout = () => {
    if (!isFiledStill(organisation) || !owes(organisation, year, rules)) return 'exempt' as const;
    return isLate(now) ? ('overdue' as const) : ('waiting' as const);
  };
  const stateOf = ({ grade }: AnnualReportRow) =>
    grade ? ('graded' as const) : ('submitted' as const);
  return {
    ...{ organisationId: organisation.id, organisationName: organisation.name },
    ...{ year, dueOn: due, state: row ? stateOf(row) : stateWithout() },
    report: row
      ? {
          ...facts(row),
          version: row.version,
          late: isLate(row.submittedAt),
          submittedAt: row.submittedAt.toISOString(),
        }
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

export async function logReport(
  tx: Tx,
  action: Deed['action'],
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
