import { dateInChina, type Instant, isDay } from '../kit/clock.ts';
import {
  ageOn,
  type Channel,
  type Guardian,
  type IdType,
  readNationalId,
  readPhone,
  type Sex,
  type VolunteerSecrets,
  type WeeklyTime,
} from '../people/index.ts';
import type { Rules } from '../rules/index.ts';
import { categories } from './categories.ts';
import type { OwnPurpose } from './consent-texts.ts';
import { refuse } from './refusals.ts';
import { skills } from './skills.ts';

/** What somebody writes to register: the items of 67号令 Art. 5 and 条例 Art. 7. */
export interface RegistrationForm {
  name: string;
  /** 居民身份证 when left out. */
  idType?: IdType;
  idNumber: string;
  /** Only where the number does not tell them. */
  sex?: Sex;
  birthDate?: string;
  residenceRegion: string;
  address?: string;
  skills: string[];
  categories: string[];
  availability: WeeklyTime[];
  isStudent?: boolean;
  /** Only with the consent to it. */
  healthLimits?: string;
  guardian?: Guardian;
  consents?: OwnPurpose[];
}

export interface Registrant {
  secrets: VolunteerSecrets;
  idType: IdType;
  age: number;
  needsGuardian: boolean;
  isChild: boolean;
}

/**
 * Checks what somebody wrote, without looking at anybody else. `channel` says who wrote it: a desk has a paper that the
 * guardian has signed, and only on that a child agrees to something besides.
 * Refuses: id_number_invalid, sex_and_birth_date_needed, too_young, guardian_needed, guardian_invalid, child_consent,
 * service_category_unknown, skill_unknown, availability_wrong, consent_missing, phone_invalid (of the guardian).
 */
export function readRegistrant(
  form: RegistrationForm,
  rules: Rules,
  now: Instant,
  channel: Channel = 'self',
): Registrant {
  const idType = form.idType ?? 'resident_id';
  const identity = readIdentity(form, idType, now);
  const ages = readAge(identity.birthDate, rules, now, '/idNumber');
  const { needsGuardian, isChild } = ages;
  if (needsGuardian && !form.guardian) throw guardianNeeded(rules, '/guardian');
  const guardian = needsGuardian ? readGuardian(form.guardian!, identity.number, now) : undefined;
  if (isChild && channel !== 'offline' && form.consents?.length)
    throw childConsent(rules, '/consents');
  requireOffer(form);
  requireAvailability(form.availability);
  const health = form.healthLimits?.trim() || undefined;
  if (health !== undefined && !form.consents?.includes('health'))
    throw refuse('consent_missing', { pointer: '/consents' });
  const { number: idNumber, birthDate, sex } = identity;
  const address = form.address?.trim();
  const details = { sex, birthDate, ...(address ? { address } : {}) };
  return {
    secrets: { name: form.name, idNumber, details, guardian, health },
    idType,
    ...ages,
  };
}

export type Ages = Pick<Registrant, 'age' | 'needsGuardian' | 'isChild'>;

/** Whether somebody of that age registers, and whose consent it takes. Refuses: too_young. */
export function readAge(birthDate: string, rules: Rules, now: Instant, pointer: string): Ages {
  const ages = agesAt(birthDate, rules, now);
  const minAge = rules.get('volunteer.min_age');
  if (ages.age < minAge) throw refuse('too_young', { pointer, values: { age: minAge } });
  return ages;
}

export function agesAt(birthDate: string, rules: Rules, now: Instant): Ages {
  const age = ageOn(birthDate, dateInChina(now));
  return {
    age,
    needsGuardian: age < rules.get('volunteer.guardian_consent_below'),
    isChild: age < rules.get('consent.child_below'),
  };
}

export const guardianNeeded = (rules: Rules, pointer: string) =>
  refuse('guardian_needed', {
    pointer,
    values: { age: rules.get('volunteer.guardian_consent_below') },
  });

export const childConsent = (rules: Rules, pointer: string) =>
  refuse('child_consent', { pointer, values: { age: rules.get('consent.child_below') } });

export interface Identity {
  number: string;
  birthDate: string;
  sex: Sex;
}

/** Residence permits of people from Hong Kong, Macao and Taiwan are numbered as identity cards are, from 81, 82 and 83. */
const permitPrefix = /^8[123]/;
const foreignNumbers = { travel_permit: /^([HM]\d{8}|\d{8})$/, passport: /^[A-Z0-9]{6,12}$/ };

/** These say of whom they are: sex and date of birth stand in the number. */
export const tellsItself = (idType: IdType): idType is 'resident_id' | 'residence_permit' =>
  idType === 'resident_id' || idType === 'residence_permit';

/**
 * Who somebody is by the document; `at` is where all of it stands in what was sent, when in one place.
 * Refuses: id_number_invalid, sex_and_birth_date_needed.
 */
export function readIdentity(
  form: Pick<RegistrationForm, 'idNumber' | 'sex' | 'birthDate'>,
  idType: IdType,
  now: Instant,
  at?: string,
): Identity {
  const wrong = () => refuse('id_number_invalid', { pointer: at ?? '/idNumber' });
  if (tellsItself(idType)) {
    const identity = readNationalId(form.idNumber, now);
    if (!identity || permitPrefix.test(identity.number) !== (idType === 'residence_permit'))
      throw wrong();
    return identity;
  }
  const number = form.idNumber.trim().toUpperCase();
  if (!foreignNumbers[idType].test(number)) throw wrong();
  const { sex, birthDate } = form;
  const known = birthDate !== undefined && isDay(birthDate) && birthDate <= dateInChina(now);
  if (sex === undefined || !known)
    throw refuse('sex_and_birth_date_needed', {
      pointer: at ?? (sex === undefined ? '/sex' : '/birthDate'),
    });
  return { number, birthDate, sex };
}

/** 民法典 Art. 17: of age at 18. */
const adultAge = 18;

/** Refuses: guardian_invalid, phone_invalid; `at` says where the guardian stands in what was sent. */
export function readGuardian(
  guardian: Guardian,
  ward: string,
  now: Instant,
  at = '/guardian',
): Guardian {
  const identity = readNationalId(guardian.idNumber, now);
  const isAdult = identity && ageOn(identity.birthDate, dateInChina(now)) >= adultAge;
  if (!identity || !isAdult || identity.number === ward)
    throw refuse('guardian_invalid', { pointer: `${at}/idNumber` });
  const phone = readPhone(guardian.phone, `${at}/phone`);
  const { name, relation } = guardian;
  return { name: name.trim(), relation: relation.trim(), idNumber: identity.number, phone };
}

/** A minor's own phone would let the minor consent in the guardian's place. Refuses: guardian_phone_own. */
export function requirePhonesApart(
  ward: { phoneIndex: Buffer | null },
  { guardianIndex }: { guardianIndex: Buffer | null },
  pointer: string,
): void {
  if (guardianIndex && ward.phoneIndex?.equals(guardianIndex))
    throw refuse('guardian_phone_own', { pointer });
}

/** Refuses: service_category_unknown, skill_unknown. */
export function requireOffer(offer: Pick<RegistrationForm, 'skills' | 'categories'>): void {
  requireKnown(offer.categories, categories, 'service_category_unknown', '/categories');
  requireKnown(offer.skills, skills, 'skill_unknown', '/skills');
}

function requireKnown(
  codes: string[],
  known: Readonly<Record<string, unknown>>,
  code: 'service_category_unknown' | 'skill_unknown',
  pointer: string,
) {
  const wrong = codes.findIndex((one, n) => !Object.hasOwn(known, one) || codes.indexOf(one) < n);
  if (wrong >= 0) throw refuse(code, { pointer: `${pointer}/${wrong}` });
}

/** Half hours of a day, in order, none twice. Refuses: availability_wrong. */
export function requireAvailability(times: WeeklyTime[]): void {
  for (const [n, { day, from, to }] of times.entries()) {
    const overlaps = times.some(
      (other, m) => m < n && other.day === day && from < other.to && other.from < to,
    );
    if (from >= to || overlaps)
      throw refuse('availability_wrong', { pointer: `/availability/${n}` });
  }
}
