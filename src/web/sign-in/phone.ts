const digitsOfPhone = 11;

/** The digits of what was typed or pasted as a phone: +86, 0086, spaces, dashes and wide digits are forgiven. */
export const phoneFrom = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^(?:00)?86(?=1\d{10}$)/, '');

export type PhoneFault = 'none' | 'short' | 'wrong';

/** What a phone lacks to be asked a code for, and how many digits. */
export function faultOf(phone: string): { fault: PhoneFault; count: number } | null {
  if (/^1[3-9]\d{9}$/.test(phone)) return null;
  const count = digitsOfPhone - phone.length;
  if (phone === '') return { fault: 'none', count };
  return { fault: count > 0 ? 'short' : 'wrong', count };
}
