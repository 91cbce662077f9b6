import { type Actor, may } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { orRefusal, Refusal } from '../kit/refusal.ts';
import { streetOf } from '../kit/region-code.ts';
import { addPersonsWithPhones, readPhone } from '../people/index.ts';
import { findDivision, holdInForce, type RegionRow, requireInForce } from '../regions/index.ts';
import {
  entryDeed,
  type OrganisationForm,
  organisationRow,
  readCreditCode,
  requireEnterable,
} from './enter-organisation.ts';
import { organisationNameKey } from './organisation-name.ts';
import { addOrganisations, organisationsLike } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import type { OrganisationRow } from './tables.ts';

/** An organisation that was found good. */
export interface GoodOrganisation {
  form: OrganisationForm;
  creditCode: string | null;
  phone: string;
}

/**
 * Says of each of many organisations what `enterOrganisation` would say, without writing: 'there' when the street has
 * it already, with the same name and no other code.
 */
export async function examineOrganisations(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  forms: OrganisationForm[],
): Promise<('there' | Refusal | { fresh: GoodOrganisation })[]> {
  const { book } = actor;
  const now = await clock.now(db);
  const regions = new Map<string, RegionRow | undefined>();
  for (const region of new Set(forms.map((form) => form.region)))
    regions.set(region, await findDivision(db, book, region));
  const entries = forms.map((form) =>
    orRefusal((): GoodOrganisation => {
      if (!may(actor, 'organisation.enter', { region: form.region }))
        throw refuseAny('not_allowed', { pointer: '/region' });
      requireEnterable(form);
      const creditCode = readCreditCode(form);
      const phone = readPhone(form.leaderPhone, '/leaderPhone');
      const pointer = '/region';
      if (!requireInForce(regions.get(form.region), { now, pointer }))
        throw refuse('organisation_region_unknown', { pointer });
      return { form, creditCode, phone };
    }),
  );
  const good = entries.flatMap((entry) => (entry instanceof Refusal ? [] : [entry]));
  const known = await organisationsLike(db, book, {
    creditCodes: good.flatMap(({ creditCode }) => creditCode ?? []),
    streets: [...new Set(good.map(({ form }) => streetOf(form.region)))],
    nameKeys: good.map(({ form }) => organisationNameKey(form.name)),
  });
  return entries.map((entry) => (entry instanceof Refusal ? entry : againstKnown(known, entry)));
}

function againstKnown(
  known: OrganisationRow[],
  entry: GoodOrganisation,
): 'there' | Refusal | { fresh: GoodOrganisation } {
  const { form, creditCode } = entry;
  const nameKey = organisationNameKey(form.name);
  const hasName = ({ name }: OrganisationRow) => organisationNameKey(name) === nameKey;
  const inStreet = known.filter(({ region }) => streetOf(region) === streetOf(form.region));
  const ofCode = creditCode && known.find((row) => row.creditCode === creditCode);
  if (ofCode)
    return hasName(ofCode) ? 'there' : refuse('credit_code_taken', { pointer: '/creditCode' });
  const ofName = inStreet.find(hasName);
  if (ofName)
    return ofName.creditCode === creditCode
      ? 'there'
      : refuse('organisation_name_taken', { pointer: '/name' });
  const hasHub = inStreet.some(({ type, state }) => type === 'hub' && state === 'active');
  return form.type === 'hub' && hasHub
    ? refuse('hub_exists', { pointer: '/type' })
    : { fresh: entry };
}

/**
 * Enters organisations that `examineOrganisations` has found good. Breaks a constraint where others were entered since;
 * throws `Outdated` where a division has ended.
 */
export async function enterOrganisations(
  deps: Deps,
  tx: Tx,
  { book, personId }: Actor,
  entries: GoodOrganisation[],
): Promise<void> {
  if (entries.length === 0) return;
  const now = await deps.clock.now(tx);
  await holdInForce(
    tx,
    book,
    entries.map(({ form }) => form.region),
    now,
  );
  const phones = entries.map(({ phone }) => phone);
  const leaders = await addPersonsWithPhones(deps, tx, { book, phones }, now);
  const rows = entries.map(({ form, creditCode, phone }) =>
    organisationRow(
      { form, creditCode, leaderId: leaders.get(phone)!.id },
      { book, enteredBy: personId, enteredAt: now },
    ),
  );
  await addOrganisations(tx, rows);
  await record(tx, book, ...rows.map((row) => ({ ...entryDeed(row), by: personId })));
}
