import { dateInChina, type Instant } from '../kit/clock.ts';

export interface NationalId {
  number: string;
  /** YYYY-MM-DD, a plain date without a zone. */
  birthDate: string;
  sex: 'male' | 'female';
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';
const ageMax = 150;

/**
 * Reads a citizen's identity number (GB 11643-1999): 6 digits of division, 8 of birth, 3 of order (odd = male)
 * and a check character. Spaces around it and a small x are forgiven; full-width digits are not, because they
 * would make two texts of one number. The division need not exist today: old codes stay valid.
 * Undefined when it is not a valid number of somebody born by `at`.
 */
export function readNationalId(text: string, at: Instant): NationalId | undefined {
  const number = text.trim().toUpperCase();
  if (!/^[1-8]\d{16}[\dX]$/.test(number)) return undefined;
  if (checkCharacter(number) !== number[17]) return undefined;
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isCalendarDate(birthDate)) return undefined;
  const age = ageOn(birthDate, dateInChina(at));
  if (age < 0 || age > ageMax) return undefined;
  return { number, birthDate, sex: Number(number[16]) % 2 === 1 ? 'male' : 'female' };
}

function checkCharacter(number: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return checkCharacters[sum % 11]!;
}

/** Full years on `day`: one turns a year older on the birthday, and on 1 March when that is 29 February. */
export function ageOn(birthDate: string, day: string): number {
  const [birthYear, birthDay] = [Number(birthDate.slice(0, 4)), birthDate.slice(5)];
  const years = Number(day.slice(0, 4)) - birthYear;
  return day.slice(5) < birthDay ? years - 1 : years;
}

function isCalendarDate(text: string): boolean {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

/** The whole number for its first 17 digits. */
export function nationalIdOf(first17: string): string {
  return first17 + checkCharacter(first17);
}
