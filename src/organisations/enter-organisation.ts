import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { addPersonWithPhone, readPhone } from '../people/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { describeOrganisations, type OrganisationView } from './organisation.ts';
import { addOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import type { OrganisationKind, OrganisationRow, OrganisationType } from './tables.ts';
import { readUscc } from './uscc.ts';

export interface OrganisationForm {
  /** What has to be filed is filed (`filings`), not entered. */
  kind: Exclude<OrganisationKind, 'filed'>;
  type: OrganisationType;
  name: string;
  /** The street or community that it belongs to. */
  region: string;
  creditCode?: string;
  leaderPhone: string;
}

/**
 * Enters an organisation that exists already into the street's list; it may act at once (domain.md 9, Organisation).
 * Refuses: not_allowed (of another area), organisation_region_unknown, division_ended, phone_invalid, credit_code_missing,
 * credit_code_invalid, credit_code_of_other_kind, credit_code_taken, organisation_name_taken, hub_exists.
 */
export async function enterOrganisation(
  deps: Deps,
  actor: Actor,
  form: OrganisationForm,
): Promise<OrganisationView> {
  const { book, personId } = actor;
  const { kind, type, region } = form;
  requireMay(actor, 'organisation.enter', { region }, refuseAny('not_allowed'));
  const creditCode = readCreditCode(form);
  const phone = readPhone(form.leaderPhone, '/leaderPhone');
  const stored = deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const pointer = '/region';
    if (!(await divisionInForce(tx, book, region, { now, pointer })))
      throw refuse('organisation_region_unknown', { pointer });
    const leaderId = await addPersonWithPhone(deps, tx, { book, phone, id: newId() }, now);
    const row: OrganisationRow = {
      ...{ book, id: newId(), kind, type, name: form.name.trim(), region, creditCode, leaderId },
      ...{ state: 'active', reason: null, documentNumber: null },
      ...{ filingNumber: null, candidateReasons: null, candidateSince: null },
      ...{ enteredBy: personId, enteredAt: now },
    };
    await addOrganisation(tx, row);
    await record(tx, book, {
      action: 'organisation.enter',
      object: { kind: 'organisation', id: row.id },
      after: { kind, type, name: row.name, region, creditCode, leaderId },
    });
    const [view] = await describeOrganisations(deps, tx, { book, actor }, [row]);
    return view!;
  });
  return stored.catch(refuseTwice);
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
  const { code, civilAffairsClass } = reading.uscc;
  const isSocial = civilAffairsClass !== null && civilAffairsClass !== 'other';
  if (kind === 'unit_team' || (kind === 'registered' && !isSocial))
    throw refuse('credit_code_of_other_kind', at);
  return code;
}
