import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import { violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { addPersonWithPhone, readPhone } from '../people/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { describeOrganisations, type OrganisationView } from './organisation.ts';
import { officialName } from './organisation-name.ts';
import { addOrganisations } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import type { OrganisationKind, OrganisationRow, OrganisationType } from './tables.ts';
import { readUscc, type Uscc } from './uscc.ts';

export interface OrganisationForm {
  kind: OrganisationKind;
  type: OrganisationType;
  name: string;
  /** The street or community that it belongs to. */
  region: string;
  creditCode?: string;
  leaderPhone: string;
}

/**
 * Enters an organisation that exists already into the street's list; it may act at once (domain.md 9, Organisation).
 * Refuses: not_allowed (of another area), organisation_has_to_be_filed, organisation_region_unknown, division_ended,
 * phone_invalid, credit_code_missing,
 * credit_code_invalid, credit_code_of_other_kind, credit_code_taken, organisation_name_taken, hub_exists.
 */
export async function enterOrganisation(
  deps: Deps,
  actor: Actor,
  form: OrganisationForm,
): Promise<OrganisationView> {
  const { book, personId } = actor;
  const { region } = form;
  requireMay(actor, 'organisation.enter', { region }, refuseAny('not_allowed'));
  requireEnterable(form);
  const creditCode = readCreditCode(form);
  const phone = readPhone(form.leaderPhone, '/leaderPhone');
  const stored = deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const pointer = '/region';
    if (!(await divisionInForce(tx, book, region, { now, pointer })))
      throw refuse('organisation_region_unknown', { pointer });
    const leaderId = await addPersonWithPhone(deps, tx, { book, phone, id: newId() }, now);
    const good = { form, creditCode, leaderId };
    const row = organisationRow(good, { book, enteredBy: personId, enteredAt: now });
    await addOrganisations(tx, [row]);
    await record(tx, book, entryDeed(row));
    const [view] = await describeOrganisations(deps, tx, { book, actor }, [row]);
    return view!;
  });
  return stored.catch(refuseTwice);
}

/** Refuses: organisation_has_to_be_filed. */
export function requireEnterable({ kind }: OrganisationForm): void {
  if (kind === 'filed') throw refuse('organisation_has_to_be_filed', { pointer: '/kind' });
}

/** The row of an organisation that may act at once. */
export function organisationRow(
  good: { form: OrganisationForm; creditCode: string | null; leaderId: string },
  by: { book: number; enteredBy: string; enteredAt: Instant },
): OrganisationRow {
  const { form, creditCode, leaderId } = good;
  const { kind, type, region } = form;
  return {
    ...{ ...by, id: newId(), kind, type, region, creditCode, leaderId },
    name: officialName(form.name),
    ...{ version: 1, state: 'active', reason: null, documentNumber: null },
    ...{ filingNumber: null, candidateReasons: null, candidateSince: null, hubId: null },
  };
}

export function entryDeed({ id, kind, type, name, region, creditCode, leaderId }: OrganisationRow) {
  return {
    action: 'organisation.enter' as const,
    object: { kind: 'organisation', id },
    after: { kind, type, name, region, creditCode, leaderId },
  };
}

/** What another organisation has already. Refuses: credit_code_taken, organisation_name_taken, hub_exists. */
export function refuseTwice(error: unknown): never {
  const constraint = violatedConstraint(error);
  if (constraint === 'organisation_of_code')
    throw refuse('credit_code_taken', { pointer: '/creditCode' });
  if (constraint === 'organisation_name')
    throw refuse('organisation_name_taken', { pointer: '/name' });
  if (constraint === 'organisation_hub') throw refuse('hub_exists');
  throw error;
}

/** Refuses: credit_code_missing, credit_code_invalid, credit_code_of_other_kind. */
export function readCreditCode({
  kind,
  creditCode,
}: Pick<OrganisationForm, 'kind' | 'creditCode'>): string | null {
  const at = { pointer: '/creditCode' };
  if (creditCode === undefined) {
    if (kind === 'registered') throw refuse('credit_code_missing', at);
    return null;
  }
  const reading = readUscc(creditCode);
  if ('wrong' in reading) throw refuse('credit_code_invalid', at);
  if (!ownCode[kind](reading.uscc)) throw refuse('credit_code_of_other_kind', at);
  return reading.uscc.code;
}

/**
 * Whose code a kind of body has (domain.md 12.1): civil affairs registers associations, service institutions and
 * foundations, and gives committees of residents and villages other classes than these; 机构编制 gives public bodies
 * theirs. What is no body of its own has none.
 */
const ownCode: Record<OrganisationKind, (uscc: Uscc) => boolean> = {
  registered: ({ civilAffairsClass }) =>
    civilAffairsClass !== null && civilAffairsClass !== 'other',
  self_governing: ({ civilAffairsClass }) => civilAffairsClass === 'other',
  public_body: ({ department }) => department === 'establishment',
  unit_team: () => false,
  filed: () => false,
};
