import type { Deed } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { stepOfCode } from './authenticator.ts';
import {
  hasRecoveryCode,
  lockAuthenticator,
  markRecoveryCodeUsed,
  updateAuthenticator,
} from './credential-store.ts';
import { recoveryCodeMac } from './recovery-codes.ts';

/**
 * How to use up a code of the authenticator with this secret, or a recovery code, when it is right; the row stays locked, so
 * nobody else uses it meanwhile. Takes as long for an id of nobody.
 */
export async function codeSpender(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  { book, id, secret }: { book: number; id: string; secret: string },
  code: string,
  now: Instant,
): Promise<(() => Promise<Deed[]>) | undefined> {
  const row = await lockAuthenticator(tx, book, id);
  if (/^\d{6}$/.test(code)) {
    const step = stepOfCode(secret, code, now);
    if (!row || step === undefined || step <= row.lastStep) return undefined;
    return async () => {
      await updateAuthenticator(tx, book, id, { lastStep: step });
      return [];
    };
  }
  const mac = recoveryCodeMac(deps.vault, id, code);
  if (!(await hasRecoveryCode(tx, book, id, mac))) return undefined;
  return async () => {
    await markRecoveryCodeUsed(tx, book, id, mac, now);
    return [{ action: 'recovery_code.use', object: { kind: 'person', id }, by: id }];
  };
}
