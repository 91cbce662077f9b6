import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CurrentRole } from '../access/index.ts';
import { type Deed, record } from '../audit/index.ts';
import { type Instant, plusSeconds } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { maskPhone } from '../kit/mask.ts';
import { addPersonWithPhone, readPhone } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeMe, type Me } from './describe-me.ts';
import { refuse } from './refusals.ts';
import { phoneObject, signInCodeMac } from './sign-in-code.ts';
import { addSession, countTry, lockSignInCode, voidSignInCode } from './store.ts';

export interface OpenedSession {
  accessToken: string;
  expiresInSeconds: number;
  person: Me;
  /** For the cookie only; never in a body. */
  refreshToken: string;
}

/** How long somebody stays signed in without coming back. */
export const sessionLifeSeconds = 30 * 86_400;

/**
 * Signs somebody in by phone and one-time code; a phone never seen before becomes a person without a role.
 * Refuses: phone_invalid, sign_in_code_wrong, sign_in_locked.
 */
export async function openSession(
  deps: Deps,
  book: number,
  input: { phone: string; code: string },
): Promise<OpenedSession> {
  const phone = readPhone(input.phone);
  const verdict = await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const phoneIndex = deps.vault.index('phone', phone);
    const wrong = await spendCode(deps, tx, book, phone, input.code, now);
    if (wrong) {
      await record(tx, book, {
        action: 'session.refuse',
        object: phoneObject(phoneIndex),
        after: { phone: maskPhone(phone), reason: wrong },
      });
      return { wrong };
    }
    const id = newId();
    const personId = await addPersonWithPhone(deps, tx, { book, phone, id }, now);
    return startSession(deps, tx, { book, personId, phone, isNew: personId === id }, now);
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

async function startSession(
  deps: Deps,
  tx: Tx,
  {
    book,
    personId,
    phone,
    isNew,
  }: { book: number; personId: string; phone: string; isNew: boolean },
  now: Instant,
) {
  const sessionId = newId();
  const secret = newRefreshSecret();
  await addSession(tx, {
    book,
    id: sessionId,
    personId,
    currentHash: hashOfSecret(secret),
    createdAt: now,
    expiresAt: plusSeconds(now, sessionLifeSeconds),
  });
  const [by, after] = [personId, { phone: maskPhone(phone) }];
  const added: Deed = { action: 'person.add', object: { kind: 'person', id: personId }, by, after };
  const opened: Deed = {
    action: 'session.open',
    object: { kind: 'session', id: sessionId },
    by,
    after,
  };
  await record(tx, book, ...(isNew ? [added] : []), opened);
  return { sessionId, secret, ...(await describeMe(deps, tx, { book, personId })) };
}

export const newRefreshSecret = () => randomBytes(32).toString('base64url');
export const hashOfSecret = (secret: string) => createHash('sha256').update(secret).digest();

/** Writes the tokens of a session whose refresh secret has just been stored. No token outlives a role in it. */
export async function issue(
  deps: Deps,
  book: number,
  session: { sessionId: string; secret: string; me: Me; held: CurrentRole[] },
): Promise<OpenedSession> {
  const { sessionId, secret, me, held } = session;
  const ends = held.flatMap(({ secondsLeft }) => secondsLeft ?? []);
  const expiresInSeconds = Math.max(1, Math.floor(Math.min(deps.tokens.lifeSeconds, ...ends)));
  const roles = held.map(({ grant, role, scope }) => ({ grant, role, scope }));
  const claims = { sub: me.id, book, sid: sessionId, roles };
  return {
    accessToken: await deps.tokens.sign(claims, expiresInSeconds),
    expiresInSeconds,
    person: me,
    refreshToken: `${book}.${sessionId}.${secret}`,
  };
}
