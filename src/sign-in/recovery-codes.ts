import { randomBytes } from 'node:crypto';
import type { Tx } from '../kit/db.ts';
import type { Vault } from '../kit/seal.ts';
import { replaceRecoveryCodes } from './credential-store.ts';

const recoveryCodesMade = 10;
const recoveryCodeBytes = 10;

/** New codes instead of all that there were. */
export async function makeRecoveryCodes(
  vault: Vault,
  tx: Tx,
  book: number,
  personId: string,
): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodesMade }, newRecoveryCode);
  const macs = codes.map((code) => recoveryCodeMac(vault, personId, code));
  await replaceRecoveryCodes(tx, book, personId, macs);
  return codes;
}

/** 80 random bits as hexadecimal digits in groups, to be copied by hand. */
function newRecoveryCode(): string {
  const digits = randomBytes(recoveryCodeBytes).toString('hex');
  return digits.match(/.{5}/g)!.join('-');
}

/** What is kept of a recovery code: bound to its person, and useless without the key. */
export function recoveryCodeMac(vault: Vault, personId: string, code: string): Buffer {
  const digits = code.toLowerCase().replace(/[^0-9a-f]/g, '');
  return vault.index('recovery-code', `${personId}|${digits}`);
}
