import type { Vault } from '../kit/seal.ts';

/** How the log names a phone that may be nobody's: the same each time, and not to be read back. */
export const phoneObject = (phoneIndex: Buffer) => ({
  kind: 'phone',
  id: phoneIndex.toString('hex').slice(0, 32),
});

/** What is kept of a one-time code: bound to its phone, and useless without the key. */
export function signInCodeMac(vault: Vault, phone: string, code: string): Buffer {
  return vault.index('sign-in-code', `${phone}|${code}`);
}
