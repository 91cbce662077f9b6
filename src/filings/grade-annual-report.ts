import { type Actor, requireMay } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { lockOrganisation, organisationThing, refuseOrganisation } from '../organisations/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeReport, logReport } from './annual-report.ts';
import { keepAnnualReport, lockAnnualReport } from './annual-report-store.ts';
import { refuse } from './refusals.ts';
import type { Grade } from './tables.ts';

export interface Grading {
  grade: Grade;
  remark?: string;
  /** Of the report that the officer has read. */
  version: number;
}

/**
 * The street grades a report: 合格, 基本合格 or 不合格, the last two with a remark.
 * Refuses: organisation_unknown, not_allowed, self_review, annual_report_missing, annual_report_graded, stale.
 */
export async function gradeAnnualReport(
  deps: Deps,
  actor: Actor,
  { organisationId, year }: { organisationId: string; year: number },
  { grade, remark, version }: Grading,
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
    if (before.version !== version) throw refuseAny('stale', { pointer: '/version' });
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, organisation.region, now);
    const graded = { grade, remark: remark ?? null, gradedBy: personId, gradedAt: now };
    const row = { ...before, ...graded };
    await keepAnnualReport(tx, row);
    await logReport(tx, 'annual_report.grade', row, before);
    return describeReport(organisation, { year, rules, now }, row);
  });
}
