import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { dateInChina, type Instant } from '../kit/clock.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { streetOf } from '../kit/region-code.ts';
import { plusWorkingDays } from '../kit/working-days.ts';
import {
  hasNamesake,
  lockOrganisation,
  type OrganisationType,
  organisationThing,
  refuseOrganisation,
} from '../organisations/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeFiling, type FilingView, filingFacts } from './filing.ts';
import { readFilingName } from './filing-name.ts';
import { type FilingPeople, readPeople, sealPeople } from './filing-people.ts';
import { refuse } from './refusals.ts';
import { addFiling, lockFiling, updateFiling } from './store.ts';
import type { FilingRow } from './tables.ts';

export interface FilingForm extends FilingPeople {
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

/**
 * Somebody applies for filing an organisation that is not fit for registration (domain.md 11). The committee of the
 * community has to answer by `dueOn`; silence is not approval.
 * Refuses: filing_region_unknown, division_ended, filing_name_forbidden, filing_name_form, filing_name_taken, phone_invalid,
 * filing_person_twice, filing_initiators_few, filing_members_few.
 */
export async function applyForFiling(
  deps: Deps,
  actor: Actor,
  form: FilingForm,
): Promise<FilingView> {
  const added = deps.transact(async (tx) => {
    const pointer = '/region';
    const now = await deps.clock.now(tx);
    if (!(await divisionInForce(tx, actor.book, form.region, { now, pointer })))
      throw refuse('filing_region_unknown', { pointer });
    return submit(deps, tx, actor, form);
  });
  return added.catch(refuseTwice);
}

/**
 * The head of a filed organisation applies for a change of what is filed: name, leader, place, people or charter; the
 * same two desks answer. Refuses: organisation_unknown, not_allowed, filing_not_filed, filing_region_fixed,
 * filing_change_open, and what `applyForFiling` refuses.
 */
export async function applyForChange(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  form: FilingForm,
): Promise<FilingView> {
  const added = deps.transact(async (tx) => {
    const organisation = await lockOrganisation(tx, actor.book, organisationId);
    const unknown = refuseOrganisation('organisation_unknown');
    if (!organisation) throw unknown;
    requireMay(actor, 'filing.change', organisationThing(organisation), unknown);
    if (organisation.kind !== 'filed' || organisation.state !== 'active')
      throw refuse('filing_not_filed');
    if (form.region !== organisation.region)
      throw refuse('filing_region_fixed', { pointer: '/region' });
    return submit(deps, tx, actor, form, organisationId);
  });
  return added.catch(refuseTwice);
}

/**
 * Whoever applied mends what was sent back; it begins again at the committee.
 * Refuses: filing_unknown, filing_state_wrong, filing_region_fixed, and what `applyForFiling` refuses.
 */
export async function mendFiling(
  deps: Deps,
  actor: Actor,
  id: string,
  form: FilingForm,
): Promise<FilingView> {
  const { book } = actor;
  const mended = deps.transact(async (tx) => {
    const before = await lockOwn(tx, actor, id);
    if (before.state !== 'returned') throw refuse('filing_state_wrong');
    if (form.region !== before.region) throw refuse('filing_region_fixed', { pointer: '/region' });
    const columns = await columnsOf(
      deps,
      tx,
      { book, id, organisationId: before.organisationId },
      form,
    );
    const row = await updateFiling(tx, book, id, { ...columns, ...notReviewed });
    await log(tx, 'filing.mend', row, before);
    return describeFiling(deps, tx, actor, row);
  });
  return mended.catch(refuseTwice);
}

/** Refuses: filing_unknown, filing_state_wrong (it was decided about). */
export async function withdrawFiling(deps: Deps, actor: Actor, id: string): Promise<FilingView> {
  const { book } = actor;
  return deps.transact(async (tx) => {
    const before = await lockOwn(tx, actor, id);
    if (!['community_review', 'street_review', 'returned'].includes(before.state))
      throw refuse('filing_state_wrong');
    const row = await updateFiling(tx, book, id, {
      ...{ state: 'withdrawn', dueOn: null, reason: null },
      withdrawnAt: await deps.clock.now(tx),
    });
    await log(tx, 'filing.withdraw', row, before);
    return describeFiling(deps, tx, actor, row);
  });
}

const notReviewed = {
  ...{ reason: null, reviewedBy: null, reviewedAt: null, opinion: null },
  ...{ decidedBy: null, decidedAt: null },
};

async function submit(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  form: FilingForm,
  organisationId: string | null = null,
): Promise<FilingView> {
  const { book, personId } = actor;
  const id = newId();
  const row: FilingRow = {
    ...{ book, id, applicantId: personId, organisationId, ...notReviewed, withdrawnAt: null },
    subject: organisationId === null ? 'establishment' : 'change',
    ...(await columnsOf(deps, tx, { book, id, organisationId }, form)),
  };
  await addFiling(tx, row);
  await log(tx, 'filing.submit', row);
  return describeFiling(deps, tx, actor, row);
}

/** What the form says, checked, and by when the committee answers. */
async function columnsOf(
  deps: Deps,
  tx: Tx,
  { book, id, organisationId }: Pick<FilingRow, 'book' | 'id' | 'organisationId'>,
  form: FilingForm,
) {
  const { region, type, purpose, venue, activityArea, fundsYuan, charter } = form;
  const name = readFilingName(form.name);
  // The index decides when it is filed; whoever applies hears of it now instead of after three weeks.
  const street = streetOf(region);
  if (await hasNamesake(tx, book, { street, name, except: organisationId }))
    throw refuse('filing_name_taken', { pointer: '/name' });
  const now: Instant = await deps.clock.now(tx);
  const rules = await rulesInForce(tx, book, region, now);
  const people = readPeople(form, region, rules);
  return {
    ...{ state: 'community_review' as const, submittedAt: now },
    dueOn: plusWorkingDays(dateInChina(now), rules.get('filing.first_review_workdays')),
    ...{ name, type, region, purpose, venue, activityArea, fundsYuan, charter },
    ...{ initiators: people.initiators.length, members: people.members.length },
    peopleSealed: sealPeople(deps, id, people),
  };
}

async function lockOwn(tx: Tx, { book, personId }: Actor, id: string): Promise<FilingRow> {
  const row = await lockFiling(tx, book, id);
  if (row?.applicantId !== personId) throw refuse('filing_unknown');
  return row;
}

async function log(
  tx: Tx,
  action: 'filing.submit' | 'filing.mend' | 'filing.withdraw',
  row: FilingRow,
  before?: FilingRow,
): Promise<void> {
  const { book, id } = row;
  const object = { kind: 'filing', id };
  const change = { ...(before && { before: filingFacts(before) }), after: filingFacts(row) };
  await record(tx, book, { action, object, ...change });
}

function refuseTwice(error: unknown): never {
  const constraint = violatedConstraint(error);
  if (constraint === 'filing_open_name') throw refuse('filing_name_taken', { pointer: '/name' });
  if (constraint === 'filing_open_change') throw refuse('filing_change_open');
  throw error;
}
