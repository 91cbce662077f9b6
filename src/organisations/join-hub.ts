import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { streetOf } from '../kit/region-code.ts';
import { describeOrganisations, type OrganisationView, organisationThing } from './organisation.ts';
import { findOrganisation, lockOrganisation, updateOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';

/**
 * A body joins the hub (枢纽型联合会) of its street, or leaves it: null. Its head says so, or the street for it.
 * Refuses: organisation_unknown, not_allowed, organisation_state_wrong (ended, or a hub itself), hub_unknown (not the
 * active hub of the street).
 */
export async function joinHub(
  deps: Deps,
  actor: Actor,
  id: string,
  hubId: string | null,
): Promise<OrganisationView> {
  const { book } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuse('organisation_unknown');
    // The hub first, as whoever ends it takes it before its bodies.
    const hub = hubId === null ? undefined : await lockOrganisation(tx, book, hubId);
    const found = await findOrganisation(tx, book, id);
    if (!found) throw unknown;
    requireMay(actor, 'organisation.join_hub', organisationThing(found), unknown);
    const isHub = hub?.type === 'hub' && hub.state === 'active';
    const isNear = hub !== undefined && streetOf(hub.region) === streetOf(found.region);
    if (hubId !== null && !(isHub && isNear)) throw refuse('hub_unknown', { pointer: '/hubId' });
    const before = await lockOrganisation(tx, book, id);
    if (!before || before.type === 'hub') throw refuse('organisation_state_wrong');
    if (before.state !== 'active' && hubId !== null) throw refuse('organisation_state_wrong');
    const row = await updateOrganisation(tx, book, id, { hubId });
    await record(tx, book, {
      action: hubId === null ? 'organisation.leave_hub' : 'organisation.join_hub',
      object: { kind: 'organisation', id },
      before: { hubId: before.hubId },
      after: { hubId },
    });
    const [view] = await describeOrganisations(deps, tx, { book, actor }, [row]);
    return view!;
  });
}
