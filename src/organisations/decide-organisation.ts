import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { refuseTwice } from './enter-organisation.ts';
import { describeOrganisations, type OrganisationView, organisationThing } from './organisation.ts';
import { lockOrganisation, type Standing, setStanding } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import type { OrganisationState } from './tables.ts';

export type Ruling =
  | { decision: 'suspend'; reason: string }
  | { decision: 'resume' }
  | { decision: 'revoke'; reason: string; documentNumber: string };

const from: Record<Ruling['decision'], OrganisationState[]> = {
  suspend: ['active'],
  resume: ['suspended'],
  revoke: ['active', 'suspended'],
};

/**
 * The street suspends an organisation, lets it act again, or revokes it by a document (domain.md 11; 13.1 scenario 14).
 * Refuses: organisation_unknown, not_allowed, self_review (its leader), organisation_state_wrong, hub_exists (another
 * hub took its place meanwhile).
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
    const standing = standingAfter(ruling);
    await setStanding(tx, book, id, standing);
    const { state, reason, documentNumber } = row;
    await record(tx, book, {
      action: `organisation.${ruling.decision}`,
      object: { kind: 'organisation', id },
      before: { state, reason, documentNumber },
      after: { ...standing },
    });
    const after = { ...row, ...standing };
    const [view] = await describeOrganisations(deps, tx, { book, actor }, [after]);
    return view!;
  });
  return decided.catch(refuseTwice);
}

function standingAfter(ruling: Ruling): Standing {
  switch (ruling.decision) {
    case 'suspend':
      return { state: 'suspended', reason: ruling.reason, documentNumber: null };
    case 'resume':
      return { state: 'active', reason: null, documentNumber: null };
    case 'revoke': {
      const { reason, documentNumber } = ruling;
      return { state: 'revoked', reason, documentNumber };
    }
  }
}
