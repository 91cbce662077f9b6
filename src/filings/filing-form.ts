import { type Deed, record } from '../audit/index.ts';
import { dateInChina } from '../kit/clock.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { chainUp, streetOf } from '../kit/region-code.ts';
import { plusWorkingDays } from '../kit/working-days.ts';
import {
  countMembers,
  hasNamesake,
  type OrganisationType,
  organisationNameKey,
} from '../organisations/index.ts';
import { divisionNames } from '../regions/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { filingFacts } from './filing.ts';
import { readFilingName } from './filing-name.ts';
import {
  type FilingPeople,
  type GivenPeople,
  readPeople,
  sealPeople,
  withGiven,
} from './filing-people.ts';
import { refuse } from './refusals.ts';
import type { FilingRow } from './tables.ts';

export interface FilingTexts {
  name: string;
  type: OrganisationType;
  /** The community, whose committee reviews first. */
  region: string;
  purpose: string;
  venue: string;
  activityArea: string;
  fundsYuan: number;
  charter: string;
}

/** A new body says who all its people are. */
export type FilingForm = FilingTexts & FilingPeople & Required<Pick<FilingPeople, 'members'>>;
/** A change, and what is mended, says only of whom it says something else. */
export type ChangeForm = FilingTexts & GivenPeople;

/**
 * What is handed in, checked, and by when the committee answers; people that are left out stay as they stand.
 * Refuses: filing_name_forbidden, filing_name_form, filing_name_taken, phone_invalid, filing_person_twice,
 * filing_initiators_few, filing_members_few.
 */
export async function handedIn(
  deps: Deps,
  tx: Tx,
  { book, id, organisationId }: Pick<FilingRow, 'book' | 'id' | 'organisationId'>,
  form: ChangeForm,
  standing?: FilingPeople,
) {
  const { region, type, purpose, venue, activityArea, fundsYuan, charter } = form;
  const divisions = await divisionNames(tx, book, chainUp(region, String(book)));
  const name = readFilingName(form.name, [...divisions.values()]);
  // The index decides when it is filed; whoever applies hears of it now instead of after three weeks.
  const where = { street: streetOf(region), nameKey: organisationNameKey(name) };
  if (await hasNamesake(tx, book, { ...where, except: organisationId }))
    throw refuse('filing_name_taken', { pointer: '/name' });
  const now = await deps.clock.now(tx);
  const rules = await rulesInForce(tx, book, region, now);
  const given = readPeople(form, region, rules);
  const people = standing ? withGiven(standing, given) : (given as FilingPeople);
  return {
    ...{ state: 'community_review' as const, submittedAt: now, ...notReviewed },
    dueOn: plusWorkingDays(dateInChina(now), rules.get('filing.first_review_workdays')),
    ...{ name, type, region, purpose, venue, activityArea, fundsYuan, charter },
    initiators: people.initiators.length,
    members: people.members?.length ?? (await rosterSize(tx, book, organisationId)),
    peopleSealed: sealPeople(deps, id, people),
  };
}

const notReviewed = {
  ...{ reason: null, reviewedBy: null, reviewedAt: null, opinion: null },
  ...{ decidedBy: null, decidedAt: null, advice: null, advisedBy: null, advisedAt: null },
};

async function rosterSize(tx: Tx, book: number, organisationId: string | null): Promise<number> {
  if (organisationId === null) return 0;
  const counts = await countMembers(tx, book, [organisationId]);
  return counts.get(organisationId)?.members ?? 0;
}

/** Writes into the log what was done to an application; without a name of anybody. */
export async function logFiling(
  tx: Tx,
  action: Deed['action'],
  row: FilingRow,
  { before, by }: { before?: FilingRow; by?: string } = {},
): Promise<void> {
  const { book, id } = row;
  await record(tx, book, {
    action,
    object: { kind: 'filing', id },
    ...(by === undefined ? {} : { by }),
    ...(before && { before: filingFacts(before) }),
    after: filingFacts(row),
  });
}

/** What another application has already. Refuses: filing_name_taken, filing_change_open. */
export function refuseTwice(error: unknown): never {
  const constraint = violatedConstraint(error);
  if (constraint === 'filing_open_name') throw refuse('filing_name_taken', { pointer: '/name' });
  if (constraint === 'filing_open_change') throw refuse('filing_change_open');
  throw error;
}
