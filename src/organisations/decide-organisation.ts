import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { endRoles } from './end-roles.ts';
import { readCreditCode, refuseTwice } from './enter-organisation.ts';
import { describeOrganisations, type OrganisationView, organisationThing } from './organisation.ts';
import { emptyHub, lockOrganisation, updateOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import type { CandidateReason, OrganisationRow, OrganisationState } from './tables.ts';

export type Ruling =
  | { decision: 'suspend'; reason: string }
  | { decision: 'resume' }
  /** None: off the list. */
  | { decision: 'list_candidate'; reasons: CandidateReason[] }
  | { decision: 'upgrade'; creditCode: string }
  | { decision: 'revoke'; reason: string; documentNumber: string };

const from: Record<Ruling['decision'], OrganisationState[]> = {
  suspend: ['active'],
  resume: ['suspended'],
  list_candidate: ['active'],
  upgrade: ['active'],
  revoke: ['active', 'suspended'],
};

/**
 * The street suspends an organisation, lets it act again, or revokes it by a document, and with it all roles in it
 * (domain.md 11; 13.1 scenario 14). A filed one is listed as fit for registration (拟登记台账), or was registered by now:
 * it keeps its roster, roles and filing number. A change that is under way ends with what it would change.
 * Refuses: organisation_unknown, not_allowed, self_review (its leader), organisation_state_wrong, hub_exists (another
 * hub took its place meanwhile), credit_code_invalid, credit_code_of_other_kind, credit_code_taken.
 */
export async function decideOrganisation(
  deps: Deps,
  actor: Actor,
  id: string,
  ruling: Ruling,
): Promise<OrganisationView> {
  const { book } = actor;
  const decided = deps.transact(async (tx) => {
    const unknown = refuse('organisation_unknown');
    const row = await lockOrganisation(tx, book, id);
    if (!row) throw unknown;
    requireMay(actor, 'organisation.decide', organisationThing(row), unknown);
    if (!from[ruling.decision].includes(row.state)) throw refuse('organisation_state_wrong');
    const isOfFiled = ruling.decision === 'list_candidate' || ruling.decision === 'upgrade';
    if (isOfFiled && row.kind !== 'filed') throw refuse('organisation_state_wrong');
    const now = await deps.clock.now(tx);
    const after = await updateOrganisation(tx, book, id, changeBy(row, ruling, now));
    if (ruling.decision === 'revoke') {
      await emptyHub(tx, book, id);
      await endRoles(tx, { book, scope: id, by: actor.personId }, now);
    }
    if (ruling.decision === 'revoke' || ruling.decision === 'upgrade')
      for (const follow of deps.whenFiledNoMore)
        await follow(tx, { book, organisationId: id }, now);
    await record(tx, book, {
      action: `organisation.${ruling.decision}`,
      object: { kind: 'organisation', id },
      before: facts(row),
      after: facts(after),
    });
    const [view] = await describeOrganisations(deps, tx, { book, actor }, [after]);
    return view!;
  });
  return decided.catch(refuseTwice);
}

const facts = (row: OrganisationRow) => {
  const { state, reason, documentNumber, kind, creditCode, candidateReasons } = row;
  return { state, reason, documentNumber, kind, creditCode, candidateReasons };
};

const notListed = { candidateReasons: null, candidateSince: null };

function changeBy(
  { candidateSince }: OrganisationRow,
  ruling: Ruling,
  now: Instant,
): Partial<OrganisationRow> {
  switch (ruling.decision) {
    case 'suspend':
      return { state: 'suspended', reason: ruling.reason, documentNumber: null };
    case 'resume':
      return { state: 'active', reason: null, documentNumber: null };
    case 'revoke': {
      const { reason, documentNumber } = ruling;
      return { state: 'revoked', reason, documentNumber, hubId: null, ...notListed };
    }
    case 'list_candidate': {
      const isListed = ruling.reasons.length > 0;
      return isListed
        ? { candidateReasons: ruling.reasons, candidateSince: candidateSince ?? now }
        : notListed;
    }
    case 'upgrade': {
      const creditCode = readCreditCode({ kind: 'registered', creditCode: ruling.creditCode });
      return { kind: 'registered', creditCode, ...notListed };
    }
  }
}
