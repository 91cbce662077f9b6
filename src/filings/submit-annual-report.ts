import { type Actor, requireMay } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { lockOrganisation, organisationThing, refuseOrganisation } from '../organisations/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeReport, dueOn, isFiledStill, isReportable, logReport } from './annual-report.ts';
import { keepAnnualReport, lockAnnualReport } from './annual-report-store.ts';
import { refuse } from './refusals.ts';
import type { AnnualReportRow } from './tables.ts';

export interface AnnualReportForm {
  activities: number;
  serviceHours: number;
  members: number;
  incomeYuan: number;
  expenseYuan: number;
  summary: string;
}

/**
 * The head of a filed organisation reports on a year that is over; until it is graded, the report can be sent anew, and
 * what was sent in time stays so. A late one is taken and marked.
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
    if (!isFiledStill(organisation)) throw refuse('filing_not_filed');
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, organisation.region, now);
    if (!isReportable(organisation, year, rules, now)) throw refuse('annual_report_year_wrong');
    const before = await lockAnnualReport(tx, book, organisationId, year);
    if (before?.grade) throw refuse('annual_report_graded');
    const due = before?.dueOn ?? dueOn(year, rules);
    const row: AnnualReportRow = {
      ...{ book, organisationId, year, dueOn: due, ...form },
      version: (before?.version ?? 0) + 1,
      ...{ submittedBy: personId, submittedAt: before?.submittedAt ?? now },
      ...{ grade: null, remark: null, gradedBy: null, gradedAt: null },
    };
    await keepAnnualReport(tx, row);
    await logReport(tx, 'annual_report.submit', row, before);
    return describeReport(organisation, { year, rules, now }, row);
  });
}
