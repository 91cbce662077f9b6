import { timingSafeEqual } from 'node:crypto';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { rulesInForce } from '../rules/index.ts';
import { countTry, lockSignInCode, voidSignInCode } from './code-store.ts';
import { signInCodeMac } from './sign-in-code.ts';

/** Names what is wrong with a code, after counting the try; a right code is void from then on. */
export async function spendSignInCode(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  { book, phone, code }: { book: number; phone: string; code: string },
  now: Instant,
): Promise<'sign_in_code_wrong' | 'sign_in_locked' | undefined> {
  const phoneIndex = deps.vault.index('phone', phone);
  const rules = await rulesInForce(tx, book, String(book), now);
  const sent = await lockSignInCode(tx, book, phoneIndex);
  if (!sent || sent.expiresAt <= now) return 'sign_in_code_wrong';
  if (sent.tries >= rules.get('sign_in.tries')) return 'sign_in_locked';
  if (!timingSafeEqual(sent.codeMac, signInCodeMac(deps.vault, phone, code))) {
    await countTry(tx, book, phoneIndex);
    return 'sign_in_code_wrong';
  }
  await voidSignInCode(tx, book, phoneIndex, now);
  return undefined;
}
