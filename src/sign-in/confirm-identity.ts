import { type Actor, refuseAccess } from '../access/index.ts';
import { type Deed, record } from '../audit/index.ts';
import { type Instant, plusMinutes } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import type { Language } from '../kit/refusal.ts';
import { countStrike, forgiveStrikes, readStrikes } from '../kit/strikes.ts';
import { findPerson, openPhone } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { findAuthenticator } from './credential-store.ts';
import { refuse } from './refusals.ts';
import { requestSignInCode } from './request-sign-in-code.ts';
import { secretPlace } from './secret-place.ts';
import { findSession, updateSession } from './session-store.ts';
import { codeSpender } from './spend-code.ts';
import { spendSignInCode } from './spend-sign-in-code.ts';

/**
 * Whether whoever is at the device has shown lately who they are: for what cannot be taken back, an unlocked telephone that
 * is signed in for weeks is not enough. Refuses: confirmation_needed.
 */
export async function requireConfirmed(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { book, sessionId }: Pick<Actor, 'book' | 'sessionId'>,
): Promise<void> {
  const now = await clock.now(db);
  const session = await findSession(db, book, sessionId);
  const rules = await rulesInForce(db, book, String(book), now);
  const minutes = rules.get('session.confirmed_min');
  if (!session || plusMinutes(session.confirmedAt, minutes) <= now)
    throw refuse('confirmation_needed');
}

/**
 * Sends a one-time code to the phone of whoever is signed in, to be confirmed with.
 * Refuses: what asking for a code to sign in refuses; session_ended (who has just left).
 */
export async function sendConfirmationCode(
  deps: Deps,
  { book, personId }: Actor,
  place: { language: Language; address: string },
) {
  const phone = await ownPhone(deps, book, personId);
  if (phone === undefined) throw refuseAccess('session_ended');
  return requestSignInCode(deps, book, { ...place, phone });
}

/**
 * Shows anew who is at the device: staff with an authenticator by a code of it or a recovery code, everybody else by a
 * one-time code to their phone. Wrong ones are counted, as at the sign-in.
 * Refuses: confirmation_wrong, confirmation_locked.
 */
export async function confirmIdentity(deps: Deps, actor: Actor, code: string): Promise<void> {
  const { book, personId, sessionId } = actor;
  const forgive = await takeTry(deps, book, personId);
  const phone = await ownPhone(deps, book, personId);
  const verdict = await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const deeds = await deedsOf(deps, tx, { book, personId, phone, code }, now);
    if (!Array.isArray(deeds)) return deeds;
    await updateSession(tx, book, sessionId, { confirmedAt: now });
    const object = { kind: 'session', id: sessionId };
    await record(tx, book, ...deeds, {
      ...{ action: 'session.confirm', object, after: { confirmedAt: now } },
    });
    return undefined;
  });
  // Thrown only now: the wrong try has to stay counted.
  if (verdict) throw refuse(verdict, { pointer: '/code' });
  await forgive();
}

type Wrong = 'confirmation_wrong' | 'confirmation_locked';

async function deedsOf(
  deps: Deps,
  tx: Tx,
  asked: { book: number; personId: string; phone: string | undefined; code: string },
  now: Instant,
): Promise<Deed[] | Wrong> {
  const { book, personId: id, phone, code } = asked;
  const row = await findAuthenticator(tx, book, id);
  if (row?.confirmedAt) {
    const secret = deps.vault.open(secretPlace(id), row.secretSealed);
    const spend = await codeSpender(deps, tx, { book, id, secret }, code, now);
    return spend ? spend() : 'confirmation_wrong';
  }
  if (phone === undefined) return 'confirmation_wrong';
  const wrong = await spendSignInCode(deps, tx, { book, phone, code }, now);
  if (wrong) return wrong === 'sign_in_locked' ? 'confirmation_locked' : 'confirmation_wrong';
  return [];
}

async function ownPhone(
  deps: Pick<Deps, 'db' | 'vault'>,
  book: number,
  personId: string,
): Promise<string | undefined> {
  const person = await findPerson(deps.db, book, personId);
  invariant(person, 'who is signed in is somebody');
  return openPhone(deps, person);
}

/** Counted before it is checked; what it answers forgives. Refuses: confirmation_locked. */
async function takeTry(deps: Deps, book: number, personId: string): Promise<() => Promise<void>> {
  const { db, clock } = deps;
  const subject = `confirm|${book}|${personId}`;
  const rules = await rulesInForce(db, book, String(book), await clock.now(db));
  const tries = await countStrike(db, subject, rules.get('staff_sign_in.lock_min') * 60);
  if (tries > rules.get('staff_sign_in.tries')) {
    const { retryAfterSeconds } = await readStrikes(db, subject);
    throw refuse('confirmation_locked', { pointer: '/code', retryAfterSeconds });
  }
  return () => forgiveStrikes(db, [subject]);
}
