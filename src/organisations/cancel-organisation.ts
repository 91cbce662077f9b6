import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { endRoles } from './end-roles.ts';
import { describeOrganisations, type OrganisationView, organisationThing } from './organisation.ts';
import { emptyHub, lockOrganisation, updateOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';

/**
 * An organisation ends itself (FILED→CANCELLED, domain.md 11); nobody has a role in it from then on, and no change
 * of it is under way.
 * Refuses: organisation_unknown, not_allowed, organisation_state_wrong.
 */
export async function cancelOrganisation(
  deps: Deps,
  actor: Actor,
  id: string,
  reason: string,
): Promise<OrganisationView> {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuse('organisation_unknown');
    const row = await lockOrganisation(tx, book, id);
    if (!row) throw unknown;
    requireMay(actor, 'organisation.cancel', organisationThing(row), unknown);
    if (row.state !== 'active') throw refuse('organisation_state_wrong');
    const after = await updateOrganisation(tx, book, id, {
      ...{ state: 'cancelled', reason, hubId: null },
      ...{ candidateReasons: null, candidateSince: null },
    });
    await emptyHub(tx, book, id);
    const now = await deps.clock.now(tx);
    await endRoles(tx, { book, scope: id, by: personId }, now);
    for (const follow of deps.whenFiledNoMore) await follow(tx, { book, organisationId: id }, now);
    await record(tx, book, {
      action: 'organisation.cancel',
      object: { kind: 'organisation', id },
      before: { state: row.state },
      after: { state: after.state, reason },
    });
    const [view] = await describeOrganisations(deps, tx, { book, actor }, [after]);
    return view!;
  });
}
