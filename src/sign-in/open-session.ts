import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { maskPhone } from '../kit/mask.ts';
import { addPersonWithPhone, readPhone } from '../people/index.ts';
import { takeTryFromAddress } from './address-limit.ts';
import { recordRefusal } from './record-refusal.ts';
import { refuse } from './refusals.ts';
import { spendSignInCode } from './spend-sign-in-code.ts';
import { issue, type OpenedSession, type Place, startSession } from './start-session.ts';

/**
 * Signs somebody in by phone and one-time code; a phone never seen before becomes a person without a role. Staff roles
 * need more (`describeMe`).
 * Refuses: phone_invalid, sign_in_code_wrong, sign_in_locked, sign_in_too_often (from the network address).
 */
export async function openSession(
  deps: Deps,
  book: number,
  input: { phone: string; code: string; place: Place },
): Promise<OpenedSession> {
  const phone = readPhone(input.phone);
  await takeTryFromAddress(deps, book, input.place.address);
  const verdict = await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const wrong = await spendSignInCode(deps, tx, { book, phone, code: input.code }, now);
    if (wrong) return { wrong };
    const masked = { phone: maskPhone(phone) };
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
  if ('wrong' in verdict) {
    await recordRefusal(deps, book, phone, verdict.wrong);
    throw refuse(verdict.wrong);
  }
  return issue(deps, book, verdict);
}
