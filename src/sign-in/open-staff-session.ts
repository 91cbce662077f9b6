import type { Deed } from '../audit/index.ts';
import { type Instant, plusMinutes, secondsBetween } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { maskPhone } from '../kit/mask.ts';
import { findPersonByPhone, readPhone } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { takeTryFromAddress } from './address-limit.ts';
import { newSecret } from './authenticator.ts';
import { keepPassword, newPasswordFault } from './change-password.ts';
import {
  findAuthenticator,
  findPasswords,
  lockFailure,
  updateFailure,
} from './credential-store.ts';
import { passwordEnd } from './password.ts';
import { recordRefusal } from './record-refusal.ts';
import { refuse } from './refusals.ts';
import { secretPlace } from './secret-place.ts';
import { codeSpender } from './spend-code.ts';
import { issue, type OpenedSession, type Place, startSession } from './start-session.ts';

export interface StaffSignIn {
  phone: string;
  password: string;
  /** Of the authenticator, or a recovery code. */
  code: string;
  /** In the place of one that has expired. */
  newPassword?: string;
  place: Place;
}

/** What was found of whoever has the phone; a phone of nobody has the same, which nothing matches. */
interface Candidate {
  phone: string;
  personId: string | undefined;
  hash: string | undefined;
  passwordSetAt: Instant | undefined;
  secret: string;
}

const decoySecret = newSecret();

/**
 * Signs staff in with password and authenticator. Each try is counted before it is checked, so that tries at the same
 * time do not go uncounted; one that succeeds forgives those before. Unknown phones and wrong passwords get the same
 * answer after the same work.
 * Refuses: phone_invalid, sign_in_too_often (from the network address), staff_sign_in_wrong, staff_sign_in_locked, password_expired (sent again with newPassword it is
 * changed), password_too_short, password_too_plain, password_guessable, password_used_before, overloaded.
 */
export async function openStaffSession(
  deps: Deps,
  book: number,
  input: StaffSignIn,
): Promise<OpenedSession> {
  const phone = readPhone(input.phone);
  await takeTryFromAddress(deps, book, input.place.address);
  await takeTry(deps, book, phone);
  const candidate = await findCandidate(deps, book, phone);
  const matches = await deps.passwords.matches(input.password, candidate.hash, 'stranger');
  const verdict = await deps.transact((tx) =>
    decide(deps, tx, book, candidate, { ...input, matches }),
  );
  if ('refused' in verdict) {
    if (verdict.refused.code === 'staff_sign_in_wrong')
      await recordRefusal(deps, book, phone, verdict.refused.code);
    throw verdict.refused;
  }
  return issue(deps, book, verdict);
}

/** Refuses: staff_sign_in_locked. */
async function takeTry(deps: Deps, book: number, phone: string): Promise<void> {
  const phoneIndex = deps.vault.index('phone', phone);
  const seconds = await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, String(book), now);
    const before = await lockFailure(tx, book, phoneIndex, now);
    if (before.lockedUntil && before.lockedUntil > now)
      return Math.ceil(secondsBetween(now, before.lockedUntil));
    // A lock that is over begins anew.
    const tries = before.lockedUntil ? 1 : before.tries + 1;
    const isLast = tries >= rules.get('staff_sign_in.tries');
    const lockedUntil = isLast ? plusMinutes(now, rules.get('staff_sign_in.lock_min')) : null;
    await updateFailure(tx, book, phoneIndex, { tries, lockedUntil, lastAt: now });
    return undefined;
  });
  if (seconds === undefined) return;
  await recordRefusal(deps, book, phone, 'staff_sign_in_locked');
  const minutes = Math.ceil(seconds / 60);
  throw refuse('staff_sign_in_locked', { values: { minutes }, retryAfterSeconds: seconds });
}

async function findCandidate(deps: Deps, book: number, phone: string): Promise<Candidate> {
  const person = await findPersonByPhone(deps.db, book, deps.vault.index('phone', phone));
  // Asked for an id of nobody too: as many round trips as for somebody.
  const personId = person?.id ?? newId();
  const [password] = await findPasswords(deps.db, book, personId, 1);
  const row = await findAuthenticator(deps.db, book, personId);
  const enrolled = person && password && row?.confirmedAt;
  return {
    phone,
    personId: enrolled ? person.id : undefined,
    hash: enrolled ? password.hash : undefined,
    passwordSetAt: password?.setAt,
    secret: enrolled ? deps.vault.open(secretPlace(person.id), row.secretSealed) : decoySecret,
  };
}

async function decide(
  deps: Deps,
  tx: Tx,
  book: number,
  candidate: Candidate,
  { code, matches, newPassword, place }: StaffSignIn & { matches: boolean },
) {
  const { phone, personId, passwordSetAt } = candidate;
  const now = await deps.clock.now(tx);
  const rules = await rulesInForce(tx, book, String(book), now);
  const { secret } = candidate;
  const spend = await codeSpender(deps, tx, { book, id: personId ?? newId(), secret }, code, now);
  if (!personId || !passwordSetAt || !matches || !spend)
    return { refused: refuse('staff_sign_in_wrong') };
  await updateFailure(tx, book, deps.vault.index('phone', phone), { tries: 0, lockedUntil: null });
  // Neither of these spends the code, so that it may come again with another new password.
  if (newPassword === undefined && passwordEnd(passwordSetAt, rules) <= now)
    return { refused: refuse('password_expired') };
  const fault =
    newPassword === undefined
      ? undefined
      : await newPasswordFault(deps, book, personId, newPassword, '/newPassword');
  if (fault) return { refused: fault };
  const besides: Deed[] = await spend();
  if (newPassword !== undefined) {
    // Inside of the transaction, for once: earlier, the time it takes would tell who knows only the password.
    const hash = await deps.passwords.hash(newPassword);
    besides.push(await keepPassword(tx, { book, personId, hash, now }, rules));
  }
  const who = { book, personId, secondFactor: true, place };
  return startSession(deps, tx, who, now, { besides, after: { phone: maskPhone(phone) } });
}
