import { Value } from 'typebox/value';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { Seals } from '../kit/seal.ts';
import {
  openVolunteer,
  type PersonRow,
  readPhone,
  type Sex,
  sealVolunteer,
  type VolunteerRow,
  type VolunteerSecrets,
} from '../people/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { refuse } from './refusals.ts';
import {
  guardianNeeded,
  readAge,
  readIdentity,
  requirePhonesApart,
  tellsItself,
} from './registrant.ts';
import { Name } from './schemas.ts';
import { consentInForce } from './store.ts';
import type { CorrectionField } from './tables.ts';

/** Of whom something is corrected; the volunteer's row is locked. */
export interface Corrected {
  volunteer: VolunteerRow;
  person: PersonRow;
  seals: Seals;
}

/** What a correction changes: columns of the volunteer, or the phone of the person. */
export type Change = { columns: Partial<VolunteerRow> } | { phone: string };

const pointer = '/wanted';

/**
 * What a correction would change. It is held to the rules of registering, when it is asked for and once more when a desk
 * accepts it: nobody becomes by it what could not have registered.
 * Refuses: name_invalid, id_number_invalid, sex_and_birth_date_needed, correction_told_by_document, too_young, guardian_needed,
 * guardian_invalid (one's own guardian), region_unknown, division_ended, phone_invalid, guardian_phone_own.
 */
export async function readCorrection(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  one: Corrected,
  { field, wanted }: { field: CorrectionField; wanted: string },
  now: Instant,
): Promise<Change> {
  const { volunteer, seals } = one;
  if (field === 'phone') {
    const phone = readPhone(wanted, pointer);
    requirePhonesApart({ phoneIndex: deps.vault.index('phone', phone) }, volunteer, pointer);
    return { phone };
  }
  const secrets = openVolunteer(seals, volunteer);
  if (field === 'residence_region') {
    const division = await divisionInForce(tx, volunteer.book, wanted, { now, pointer });
    if (division?.level !== 'community') throw refuse('region_unknown', { pointer });
    await requireAge(tx, { ...volunteer, residenceRegion: wanted }, secrets, now);
    return { columns: { residenceRegion: wanted } };
  }
  const anew = mend(secrets, volunteer, field, wanted, now);
  const ofDocument = field !== 'address';
  if (ofDocument && field !== 'name') await requireAge(tx, volunteer, anew, now);
  // Whoever accepts it has seen the document.
  const level = ofDocument ? { realNameLevel: 2 } : {};
  return {
    columns: { ...sealVolunteer(seals, deps.vault.index, volunteer.id, anew), ...level },
  };
}

const sexes: string[] = ['male', 'female', 'unknown'] satisfies Sex[];

function mend(
  secrets: VolunteerSecrets,
  { idType }: VolunteerRow,
  field: Exclude<CorrectionField, 'phone' | 'residence_region'>,
  wanted: string,
  now: Instant,
): VolunteerSecrets {
  const { details, guardian } = secrets;
  if (field === 'name') {
    if (!Value.Check(Name, wanted)) throw refuse('name_invalid', { pointer });
    return { ...secrets, name: wanted };
  }
  if (field === 'address') return { ...secrets, details: { ...details, address: wanted } };
  if (field !== 'id_number' && tellsItself(idType))
    throw refuse('correction_told_by_document', { pointer: '/field' });
  if (field === 'sex' && !sexes.includes(wanted))
    throw refuse('sex_and_birth_date_needed', { pointer });
  const written = {
    idNumber: field === 'id_number' ? wanted : secrets.idNumber,
    sex: field === 'sex' ? (wanted as Sex) : details.sex,
    birthDate: field === 'birth_date' ? wanted : details.birthDate,
  };
  const { number, sex, birthDate } = readIdentity(written, idType, now, pointer);
  if (guardian?.idNumber === number) throw refuse('guardian_invalid', { pointer });
  return { ...secrets, idNumber: number, details: { ...details, sex, birthDate } };
}

/** Refuses: too_young, guardian_needed (whoever turns out to be a minor, or a child, without the guardian's consent). */
async function requireAge(
  tx: Tx,
  { book, id, residenceRegion, state }: VolunteerRow,
  { details, guardian }: VolunteerSecrets,
  now: Instant,
): Promise<void> {
  const rules = await rulesInForce(tx, book, residenceRegion, now);
  const { needsGuardian, isChild } = readAge(details.birthDate, rules, now, pointer);
  const isAsked = state === 'guardian_pending' || state === 'rejected';
  const lacks =
    isChild && !isAsked && (await consentInForce(tx, book, id, 'under_14')) === undefined;
  if (needsGuardian && (!guardian || lacks)) throw guardianNeeded(rules, pointer);
}
