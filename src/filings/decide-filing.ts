import {
  type Actor,
  addGrant,
  type Role,
  requireMay,
  rolesOf,
  updateScope,
} from '../access/index.ts';
import { record } from '../audit/index.ts';
import { dateInChina, type Instant } from '../kit/clock.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { streetOf } from '../kit/region-code.ts';
import {
  addOrganisations,
  emptyHub,
  endRoles,
  lockOrganisation,
  type OrganisationRow,
  refuseTwice as refuseTwiceOrganisation,
  replaceRoster,
  updateOrganisation,
} from '../organisations/index.ts';
import { addPersonWithPhone } from '../people/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { describeFiling, type FilingView, filingFacts, filingThings } from './filing.ts';
import { openPeople } from './filing-people.ts';
import { lockCase, requireFiled } from './lock-case.ts';
import { refuse } from './refusals.ts';
import { takeSerial, updateFiling } from './store.ts';
import type { FilingRow } from './tables.ts';

/** Of the version that the officer has read. */
export type FilingRuling = { version: number } & (
  | { decision: 'file' }
  | { decision: 'return'; reason: string }
  | { decision: 'reject'; reason: string }
);

/**
 * The street files an organisation or its change, sends it back, or rejects it (街道备案). A filed organisation has a
 * number and may act; its leader is its head from then on. What was sent back and is never mended may be rejected, or it
 * would hold its name for ever.
 * Refuses: filing_unknown, not_allowed, self_review (also to who reviewed first), stale, filing_first_review_missing,
 * filing_state_wrong, filing_not_filed, division_ended, filing_numbers_used_up, organisation_name_taken, hub_exists.
 */
export async function decideFiling(
  deps: Deps,
  actor: Actor,
  id: string,
  ruling: FilingRuling,
): Promise<FilingView> {
  const { book, personId } = actor;
  const decided = deps.transact(async (tx) => {
    const unknown = refuse('filing_unknown');
    const { row: before, organisation } = await lockCase(tx, book, id);
    const { toDecide } = await filingThings(deps, tx, before);
    requireMay(actor, 'filing.decide', toDecide, unknown);
    if (before.version !== ruling.version) throw refuseAny('stale');
    requireDecidable(before, ruling);
    if (ruling.decision === 'file') requireFiled(organisation);
    const now = await deps.clock.now(tx);
    const by = { decidedBy: personId, decidedAt: now, dueOn: null };
    const change: Partial<FilingRow> =
      ruling.decision === 'file'
        ? { state: 'filed', organisationId: await file(deps, tx, actor, before, now), ...by }
        : {
            state: ruling.decision === 'return' ? 'returned' : 'rejected',
            ...{ reason: ruling.reason, ...by },
          };
    const row = await updateFiling(tx, book, id, change);
    await record(tx, book, {
      action: `filing.${ruling.decision}`,
      object: { kind: 'filing', id },
      before: filingFacts(before),
      after: filingFacts(row),
    });
    return describeFiling(deps, tx, actor, row);
  });
  return decided.catch((error) => {
    if (violatedConstraint(error) === 'serial_last') throw refuse('filing_numbers_used_up');
    return refuseTwiceOrganisation(error);
  });
}

/** Refuses: filing_first_review_missing, filing_state_wrong. */
function requireDecidable({ state }: FilingRow, { decision }: FilingRuling): void {
  if (state === 'community_review') throw refuse('filing_first_review_missing');
  const isLeft = state === 'returned' && decision === 'reject';
  if (state !== 'street_review' && !isLeft) throw refuse('filing_state_wrong');
}

/** Makes or changes the organisation; answers its id. */
async function file(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  filing: FilingRow,
  now: Instant,
): Promise<string> {
  const { book } = actor;
  const people = openPeople(deps, filing);
  invariant(people, 'what is open has its people');
  const { leader, members } = people;
  const leaderId = await addPersonWithPhone(
    deps,
    tx,
    { book, id: newId(), phone: leader.phone },
    now,
  );
  const organisation =
    filing.organisationId === null
      ? await establish(tx, actor, { filing, leaderId }, now)
      : await change(tx, actor, { filing, leaderId }, now);
  const roster = members && { people: members, writtenAt: filing.submittedAt };
  if (roster) await replaceRoster(deps, tx, organisation, roster, now);
  await makeHead(tx, actor, organisation, now);
  return organisation.id;
}

async function establish(
  tx: Tx,
  { book, personId }: Actor,
  { filing, leaderId }: { filing: FilingRow; leaderId: string },
  now: Instant,
): Promise<OrganisationRow> {
  const { region, name, type } = filing;
  await divisionInForce(tx, book, region, { now, pointer: '/decision' });
  const row: OrganisationRow = {
    ...{ book, id: newId(), kind: 'filed', type, name, region, creditCode: null, leaderId },
    ...{ version: 1, state: 'active', reason: null, documentNumber: null },
    filingNumber: await nextFilingNumber(tx, book, region, now),
    ...{
      candidateReasons: null,
      candidateSince: null,
      hubId: null,
      enteredBy: personId,
      enteredAt: now,
    },
  };
  await addOrganisations(tx, [row]);
  return row;
}

/** B, the nine digits of the street, the year, four digits of a serial (domain.md 11). */
async function nextFilingNumber(tx: Tx, book: number, region: string, now: Instant) {
  const street = streetOf(region);
  const year = dateInChina(now).slice(0, 4);
  const serial = await takeSerial(tx, book, street, Number(year));
  return `B${street}${year}${String(serial).padStart(4, '0')}`;
}

async function change(
  tx: Tx,
  { book, personId }: Actor,
  { filing, leaderId }: { filing: FilingRow; leaderId: string },
  now: Instant,
): Promise<OrganisationRow> {
  invariant(filing.organisationId, 'a change is of an organisation');
  const before = await lockOrganisation(tx, book, filing.organisationId);
  invariant(before, 'whoever decides has locked it');
  if (before.leaderId !== leaderId) {
    const only = { personId: before.leaderId, role: headRole };
    await endRoles(tx, { book, scope: before.id, by: personId, only }, now);
  }
  const { name, type } = filing;
  if (type !== 'hub') await emptyHub(tx, book, before.id);
  await updateScope(tx, { book, scope: before.id, name, region: before.region });
  const hubId = type === 'hub' ? null : before.hubId;
  return updateOrganisation(tx, book, before.id, { name, type, leaderId, hubId });
}

const headRole: Role = 'organisation_head';

/** The leader acts for the body from now on, unless that is so already. */
async function makeHead(
  tx: Tx,
  { book, personId }: Actor,
  { id, name, region, leaderId }: OrganisationRow,
  now: Instant,
): Promise<void> {
  const held = await rolesOf(tx, book, leaderId, now);
  const role = headRole;
  if (held.some((each) => each.role === role && each.scope === id)) return;
  // One that was granted for later would begin twice.
  await endRoles(tx, { book, scope: id, by: personId, only: { personId: leaderId, role } }, now);
  const grant = await addGrant(tx, {
    ...{ book, personId: leaderId, role, scope: id, scopeName: name, region },
    ...{ grantedBy: personId, validFrom: now, validTo: null },
  });
  await record(tx, book, {
    action: 'role_grant.make',
    object: { kind: 'role_grant', id: grant },
    after: { person: leaderId, role, scope: id },
  });
}
