import type { Vault } from '../kit/seal.ts';

/** What is kept of a one-time code: bound to its phone, and useless without the key. */
export function signInCodeMac(vault: Vault, phone: string, code: string): Buffer {
  return vault.index('sign-in-code', `${phone}|${code}`);
}
