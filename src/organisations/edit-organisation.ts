import { type Actor, may, requireMay, updateScope } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { addPersonWithPhone, readPhone } from '../people/index.ts';
import { endRoles } from './end-roles.ts';
import { readCreditCode, refuseTwice } from './enter-organisation.ts';
import { describeOrganisations, type OrganisationView, organisationThing } from './organisation.ts';
import { officialName } from './organisation-name.ts';
import { emptyHub, lockOrganisation, updateOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import type { OrganisationRow, OrganisationType } from './tables.ts';

export interface OrganisationEdit {
  name: string;
  type: OrganisationType;
  /** Left out: stays. */
  creditCode?: string;
  /** Left out: stays. */
  leaderPhone?: string;
  /** Of what the editor saw. Left out: whatever it is now. */
  version?: number;
}

/**
 * Changes what an organisation says of itself, by its head or the street; what tells who it is, its code, its leader
 * and being the street's hub, only by the street. A leader who is none any more is not its head either. A filed body
 * applies for a change instead (`filings`).
 * Refuses: organisation_unknown, not_allowed, organisation_change_filed, organisation_state_wrong, stale, phone_invalid,
 * credit_code_invalid, credit_code_of_other_kind, credit_code_taken, organisation_name_taken, hub_exists.
 */
export async function editOrganisation(
  deps: Deps,
  actor: Actor,
  id: string,
  form: OrganisationEdit,
): Promise<OrganisationView> {
  const { book } = actor;
  const edited = deps.transact(async (tx) => {
    const unknown = refuse('organisation_unknown');
    const before = await lockOrganisation(tx, book, id);
    if (!before) throw unknown;
    requireMay(actor, 'organisation.edit', organisationThing(before), unknown);
    if (before.kind === 'filed') throw refuse('organisation_change_filed');
    if (before.state !== 'active' && before.state !== 'suspended')
      throw refuse('organisation_state_wrong');
    if (form.version !== undefined && form.version !== before.version) throw refuseAny('stale');
    requireIdentifying(actor, before, form);
    const row = await change(deps, tx, actor, before, form);
    await updateScope(tx, { book, scope: id, name: row.name, region: row.region });
    await record(tx, book, {
      action: 'organisation.edit',
      object: { kind: 'organisation', id },
      before: facts(before),
      after: facts(row),
    });
    const [view] = await describeOrganisations(deps, tx, { book, actor }, [row]);
    return view!;
  });
  return edited.catch(refuseTwice);
}

/** Refuses: not_allowed, at the field that only the street changes. */
function requireIdentifying(
  actor: Actor,
  before: OrganisationRow,
  { type, creditCode, leaderPhone }: OrganisationEdit,
): void {
  if (may(actor, 'organisation.identify', organisationThing(before))) return;
  const pointer =
    creditCode !== undefined
      ? '/creditCode'
      : leaderPhone !== undefined
        ? '/leaderPhone'
        : (type === 'hub') !== (before.type === 'hub')
          ? '/type'
          : undefined;
  if (pointer) throw refuseAny('not_allowed', { pointer });
}

async function change(
  deps: Deps,
  tx: Tx,
  { book, personId }: Actor,
  before: OrganisationRow,
  { name, type, creditCode, leaderPhone }: OrganisationEdit,
): Promise<OrganisationRow> {
  const { id, kind } = before;
  const now = await deps.clock.now(tx);
  const phone = leaderPhone === undefined ? undefined : readPhone(leaderPhone, '/leaderPhone');
  const leaderId =
    phone === undefined
      ? before.leaderId
      : await addPersonWithPhone(deps, tx, { book, phone, id: newId() }, now);
  if (leaderId !== before.leaderId) {
    const only = { personId: before.leaderId, role: 'organisation_head' as const };
    await endRoles(tx, { book, scope: id, by: personId, only }, now);
  }
  if (type !== 'hub') await emptyHub(tx, book, id);
  return updateOrganisation(tx, book, id, {
    ...{ name: officialName(name), type, leaderId, hubId: type === 'hub' ? null : before.hubId },
    ...(creditCode === undefined ? {} : { creditCode: readCreditCode({ kind, creditCode }) }),
  });
}

const facts = ({ name, type, creditCode, leaderId, hubId }: OrganisationRow) => ({
  ...{ name, type, creditCode, leaderId, hubId },
});
