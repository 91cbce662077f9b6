import { type Actor, requireMay } from '../access/index.ts';
import { dateInChina } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { findOrganisation, organisationThing, refuseOrganisation } from '../organisations/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeReport } from './annual-report.ts';
import { reportsOfBody } from './annual-report-store.ts';

const yearOf = (day: string): number => Number(day.slice(0, 4));

/**
 * What a body has reported since it was filed, year by year, the newest first, with grade and remark, and which years
 * are missing; for its head and for whoever oversees it. Refuses: organisation_unknown.
 */
export async function readAnnualReports(deps: Deps, actor: Actor, organisationId: string) {
  const { db } = deps;
  const { book } = actor;
  const unknown = refuseOrganisation('organisation_unknown');
  const organisation = await findOrganisation(db, book, organisationId);
  if (!organisation) throw unknown;
  requireMay(actor, 'organisation.oversee', organisationThing(organisation), unknown);
  const now = await deps.clock.now(db);
  const rules = await rulesInForce(db, book, organisation.region, now);
  const reports = await reportsOfBody(db, book, organisationId);
  const since = yearOf(dateInChina(organisation.enteredAt));
  const over = yearOf(dateInChina(now)) - since;
  const years = Array.from({ length: over }, (_, n) => since + over - 1 - n);
  const items =
    organisation.filingNumber === null
      ? []
      : years.map((year) => describeReport(organisation, { year, rules, now }, reports.get(year)));
  return { items };
}
