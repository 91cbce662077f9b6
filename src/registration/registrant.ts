import { dateInChina, type Instant, isDay } from '../kit/clock.ts';
import {
  ageOn,
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
 * Checks what somebody wrote, without looking at anybody else.
 * Refuses: id_number_invalid, sex_and_birth_date_needed, too_young, guardian_needed, guardian_invalid,
 * service_category_unknown, skill_unknown, availability_wrong, consent_missing, phone_invalid (of the guardian).
 */
export function readRegistrant(form: RegistrationForm, rules: Rules, now: Instant): Registrant {
  const idType = form.idType ?? 'resident_id';
  const identity = readIdentity(form, idType, now);
  const age = ageOn(identity.birthDate, dateInChina(now));
  const minAge = rules.get('volunteer.min_age');
  if (age < minAge) throw refuse('too_young', { pointer: '/idNumber', values: { age: minAge } });
  const consentBelow = rules.get('volunteer.guardian_consent_below');
  const needsGuardian = age < consentBelow;
  if (needsGuardian && !form.guardian)
    throw refuse('guardian_needed', { pointer: '/guardian', values: { age: consentBelow } });
  const guardian = needsGuardian ? readGuardian(form.guardian!, identity.number, now) : undefined;
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
    age,
    needsGuardian,
    isChild: age < rules.get('consent.child_below'),
  };
}

interface Identity {
  number: string;
  birthDate: string;
  sex: Sex;
}

/** Residence permits of people from Hong Kong, Macao and Taiwan are numbered as identity cards are, from 81, 82 and 83. */
const permitPrefix = /^8[123]/;
const foreignNumbers = { travel_permit: /^([HM]\d{8}|\d{8})$/, passport: /^[A-Z0-9]{6,12}$/ };

function readIdentity(form: RegistrationForm, idType: IdType, now: Instant): Identity {
  const wrong = () => refuse('id_number_invalid', { pointer: '/idNumber' });
  if (idType === 'resident_id' || idType === 'residence_permit') {
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
      pointer: sex === undefined ? '/sex' : '/birthDate',
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
