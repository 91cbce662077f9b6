import { timingSafeEqual } from 'node:crypto';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { maskPhone } from '../kit/mask.ts';
import { addPersonWithPhone, readPhone } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { countTry, lockSignInCode, voidSignInCode } from './code-store.ts';
import { refuse } from './refusals.ts';
import { phoneObject, signInCodeMac } from './sign-in-code.ts';
import { issue, type OpenedSession, type Place, startSession } from './start-session.ts';

/**
 * Signs somebody in by phone and one-time code; a phone never seen before becomes a person without a role. Staff roles
 * need more (`describeMe`).
 * Refuses: phone_invalid, sign_in_code_wrong, sign_in_locked.
 */
export async function openSession(
  deps: Deps,
  book: number,
  input: { phone: string; code: string; place: Place },
): Promise<OpenedSession> {
  const phone = readPhone(input.phone);
  const verdict = await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const wrong = await spendCode(deps, tx, book, phone, input.code, now);
    const masked = { phone: maskPhone(phone) };
    if (wrong) {
      await record(tx, book, {
        action: 'session.refuse',
        object: phoneObject(deps.vault.index('phone', phone)),
        after: { ...masked, reason: wrong },
      });
      return { wrong };
    }
    const id = newId();
    const personId = await addPersonWithPhone(deps, tx, { book, phone, id }, now);
    const object = { kind: 'person', id };
    const added = { action: 'person.add', object, by: id, after: masked } as const;
    const who = { book, personId, secondFactor: false, place: input.place };
    return startSession(deps, tx, who, now, {
      ...{ besides: personId === id ? [added] : [], after: masked },
    });
  });
  // Thrown only now: the wrong try has to stay counted.
  if ('wrong' in verdict) throw refuse(verdict.wrong);
  return issue(deps, book, verdict);
}

/** Names what is wrong with a code, after counting the try; a right code is void from then on. */
async function spendCode(
  deps: Deps,
  tx: Tx,
  book: number,
  phone: string,
  code: string,
  now: Instant,
) {
  const phoneIndex = deps.vault.index('phone', phone);
  const rules = await rulesInForce(tx, book, String(book), now);
  const sent = await lockSignInCode(tx, book, phoneIndex);
  if (!sent || sent.expiresAt <= now) return 'sign_in_code_wrong' as const;
  if (sent.tries >= rules.get('sign_in.tries')) return 'sign_in_locked' as const;
  if (!timingSafeEqual(sent.codeMac, signInCodeMac(deps.vault, phone, code))) {
    await countTry(tx, book, phoneIndex);
    return 'sign_in_code_wrong' as const;
  }
  await voidSignInCode(tx, book, phoneIndex, now);
  return undefined;
}
