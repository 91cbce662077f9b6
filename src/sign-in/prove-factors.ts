import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { countStrike, forgiveStrikes, readStrikes } from '../kit/strikes.ts';
import { rulesInForce } from '../rules/index.ts';
import { findAuthenticator, findPasswords } from './credential-store.ts';
import { refuse } from './refusals.ts';
import { secretPlace } from './secret-place.ts';
import { findSession } from './session-store.ts';
import { codeSpender } from './spend-code.ts';

export interface Factors {
  password: string;
  /** Of the present authenticator, or a recovery code. */
  code: string;
}

/** Refuses: second_factor_required. */
export async function requireSecondFactor(deps: Deps, { book, sessionId }: Actor): Promise<void> {
  const session = await findSession(deps.db, book, sessionId);
  const now = await deps.clock.now(deps.db);
  if (!session?.secondFactor || session.endedAt || session.expiresAt <= now)
    throw refuse('second_factor_required');
}

/**
 * Does something for staff who are signed in with both factors and show both once more. Wrong ones count like failures to
 * sign in, so that a session left open is no way to guess them.
 * Refuses: second_factor_required, staff_sign_in_locked, password_wrong, authenticator_code_wrong, overloaded.
 */
export async function withBothFactors<T>(
  deps: Deps,
  actor: Actor,
  { password, code }: Factors,
  work: (tx: Tx, now: Instant) => Promise<T>,
): Promise<T> {
  const { book, personId } = actor;
  await requireSecondFactor(deps, actor);
  const forgive = await requirePassword(deps, book, personId, password);
  const row = await findAuthenticator(deps.db, book, personId);
  if (!row?.confirmedAt) throw refuse('second_factor_required');
  const secret = deps.vault.open(secretPlace(personId), row.secretSealed);
  const done = await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const spend = await codeSpender(deps, tx, { book, id: personId, secret }, code, now);
    if (!spend) throw refuse('authenticator_code_wrong', { pointer: '/code' });
    const deeds = await spend();
    const result = await work(tx, now);
    await record(tx, book, ...deeds);
    return result;
  });
  await forgive();
  return done;
}

/**
 * Counts a try before it is checked, so that tries at the same time do not go uncounted; what it answers forgives them.
 * Refuses: staff_sign_in_locked, password_wrong, overloaded.
 */
export async function requirePassword(
  deps: Deps,
  book: number,
  personId: string,
  password: string,
): Promise<() => Promise<void>> {
  const subject = `password|${book}|${personId}`;
  const rules = await rulesInForce(deps.db, book, String(book), await deps.clock.now(deps.db));
  const tries = await countStrike(deps.db, subject, rules.get('staff_sign_in.lock_min') * 60);
  if (tries > rules.get('staff_sign_in.tries')) {
    const { retryAfterSeconds } = await readStrikes(deps.db, subject);
    const minutes = Math.ceil(retryAfterSeconds / 60);
    throw refuse('staff_sign_in_locked', { values: { minutes }, retryAfterSeconds });
  }
  const [current] = await findPasswords(deps.db, book, personId, 1);
  if (!(await deps.passwords.matches(password, current?.hash))) {
    const object = { kind: 'person', id: personId };
    await deps.transact((tx) =>
      record(tx, book, { action: 'password.refuse', object, by: personId }),
    );
    throw refuse('password_wrong', { pointer: '/password' });
  }
  return () => forgiveStrikes(deps.db, [subject]);
}
