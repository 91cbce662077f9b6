import { record } from '../audit/index.ts';
import { dateInChina, secondsBetween } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { type Language, Refusal } from '../kit/refusal.ts';
import { readPhone } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { takeCodeFromAddress, tooOften } from './address-limit.ts';
import { lockSignInCode, putSignInCode, removeSignInCode, type SignInCode } from './code-store.ts';
import { makeSignInCode } from './make-sign-in-code.ts';
import { refuse } from './refusals.ts';
import { phoneObject, signInCodeMac } from './sign-in-code.ts';

/**
 * Sends a one-time code to a phone. Known and unknown phones get the same answer.
 * A code that the provider refuses to send does not count.
 * Refuses: phone_invalid, code_requested_too_often, codes_used_up (limits of the phone and of the network address: domain.md
 * 12, by rule set), messages_unavailable.
 */
export async function requestSignInCode(
  deps: Deps,
  book: number,
  { language, ...input }: { phone: string; language: Language; address: string },
) {
  const phone = readPhone(input.phone);
  const phoneIndex = deps.vault.index('phone', phone);
  await takeCodeFromAddress(deps, book, input.address);
  const { code, rules, last } = await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const today = dateInChina(now);
    const rules = await rulesInForce(tx, book, String(book), now);
    const last = await lockSignInCode(tx, book, phoneIndex);
    if (last) {
      const wait = rules.get('sign_in.code_interval_s') - secondsBetween(last.sentAt, now);
      const spent = last.sentOn === today && last.sentToday >= rules.get('sign_in.codes_per_day');
      if (spent) throw refuse('codes_used_up', { retryAfterSeconds: secondsToMidnight(now) });
      if (wait > 0) throw tooOften(Math.ceil(wait));
    }
    const code = await makeSignInCode(deps, tx, { book, phone, ...(last && { last }), rules }, now);
    return { code, rules, last };
  });
  const expiresInSeconds = rules.get('sign_in.code_valid_s');
  const values = { code, minutes: String(Math.round(expiresInSeconds / 60)) };
  try {
    await deps.messages.send({ phone, kind: 'sign_in_code', values, language });
  } catch (error) {
    // Whatever else goes wrong may have sent it, and counts.
    if (error instanceof Refusal) await withdrawCode(deps, book, { phone, code }, last);
    throw error;
  }
  return { expiresInSeconds, retryAfterSeconds: rules.get('sign_in.code_interval_s') };
}

/**
 * As if the code had not been asked for; the one before it was replaced by it and stays void. Sending takes time, in which
 * another code may have come into its place: that one stays.
 */
async function withdrawCode(
  deps: Deps,
  book: number,
  { phone, code }: { phone: string; code: string },
  last: SignInCode | undefined,
): Promise<void> {
  const phoneIndex = deps.vault.index('phone', phone);
  await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const present = await lockSignInCode(tx, book, phoneIndex);
    if (!present?.codeMac.equals(signInCodeMac(deps.vault, phone, code))) return;
    if (last) await putSignInCode(tx, { ...last, expiresAt: now });
    else await removeSignInCode(tx, book, phoneIndex);
    await record(tx, book, { action: 'sign_in_code.withdraw', object: phoneObject(phoneIndex) });
  });
}

/** China has no summer time today, so its midnight is 16:00 UTC. */
function secondsToMidnight(now: Date): number {
  return 86_400 - ((Math.floor(now.getTime() / 1000) + 8 * 3600) % 86_400);
}
