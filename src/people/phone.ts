import { refuse } from './refusals.ts';

/** A mainland mobile number in its one form of 11 digits; +86, spaces and dashes are forgiven. Refuses: phone_invalid. */
export function readPhone(text: string, pointer = '/phone'): string {
  const digits = text.replace(/[\s-]/g, '').replace(/^(\+|00)86/, '');
  if (!/^1[3-9]\d{9}$/.test(digits)) throw refuse('phone_invalid', { pointer });
  return digits;
}
