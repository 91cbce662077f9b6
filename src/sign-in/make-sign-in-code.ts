import { randomInt } from 'node:crypto';
import { record } from '../audit/index.ts';
import { dateInChina, type Instant, plusSeconds } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { maskPhone } from '../kit/mask.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { lockSignInCode, putSignInCode, type SignInCode } from './code-store.ts';
import { phoneObject, signInCodeMac } from './sign-in-code.ts';

/** Makes the next one-time code of a phone, in place of the one before; `last` is the locked row of that, if any. */
export async function makeSignInCode(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  { book, phone, last, rules }: { book: number; phone: string; last?: SignInCode; rules: Rules },
  now: Instant,
): Promise<string> {
  const phoneIndex = deps.vault.index('phone', phone);
  const today = dateInChina(now);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await putSignInCode(tx, {
    book,
    phoneIndex,
    codeMac: signInCodeMac(deps.vault, phone, code),
    expiresAt: plusSeconds(now, rules.get('sign_in.code_valid_s')),
    sentAt: now,
    sentOn: today,
    sentToday: last?.sentOn === today ? last.sentToday + 1 : 1,
  });
  await record(tx, book, {
    action: 'sign_in_code.send',
    object: phoneObject(phoneIndex),
    after: { phone: maskPhone(phone) },
  });
  return code;
}

/**
 * A code that is handed to somebody instead of being sent, by whoever runs the service and while no provider of messages
 * is there. It counts and expires like any other.
 */
export async function handOutSignInCode(
  deps: Pick<Deps, 'vault' | 'clock'>,
  tx: Tx,
  { book, phone }: { book: number; phone: string },
): Promise<{ code: string; expiresInSeconds: number }> {
  const now = await deps.clock.now(tx);
  const rules = await rulesInForce(tx, book, String(book), now);
  const last = await lockSignInCode(tx, book, deps.vault.index('phone', phone));
  const code = await makeSignInCode(deps, tx, { book, phone, ...(last && { last }), rules }, now);
  return { code, expiresInSeconds: rules.get('sign_in.code_valid_s') };
}
