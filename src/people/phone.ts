import { refuse } from './refusals.ts';

/** A mainland mobile number in its one form of 11 digits; +86, spaces and dashes are forgiven. Undefined when it is none. */
export function phoneIn(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, '').replace(/^(\+|00)86/, '');
  return /^1[3-9]\d{9}$/.test(digits) ? digits : undefined;
}

/** The same, of somebody who has to give one. Refuses: phone_invalid. */
export function readPhone(text: string, pointer = '/phone'): string {
  const phone = phoneIn(text);
  if (phone === undefined) throw refuse('phone_invalid', { pointer });
  return phone;
}
