import type { Actor } from '../access/index.ts';
import { type Deed, record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import type { Refusal } from '../kit/refusal.ts';
import { countStrike, forgiveStrikes, readStrikes } from '../kit/strikes.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { addPassword, findPasswords, removeOldPasswords } from './credential-store.ts';
import { endOtherSessions } from './end-session.ts';
import { passwordFault } from './password.ts';
import { refuse } from './refusals.ts';
import { findSession } from './session-store.ts';

/**
 * Changes the password of staff who are signed in with both factors; all their other sessions end. Wrong ones count
 * like failures to sign in, so that a session left open is no way to guess it.
 * Refuses: second_factor_required, staff_sign_in_locked, password_wrong, password_too_short, password_too_plain,
 * password_guessable, password_used_before, overloaded.
 */
export async function changePassword(
  deps: Deps,
  { book, personId, sessionId }: Actor,
  asked: { password: string; newPassword: string },
): Promise<void> {
  const session = await findSession(deps.db, book, sessionId);
  const now = await deps.clock.now(deps.db);
  if (!session?.secondFactor || session.endedAt || session.expiresAt <= now)
    throw refuse('second_factor_required');
  await requirePassword(deps, book, personId, asked.password);
  const fault = await newPasswordFault(deps, book, personId, asked.newPassword, '/newPassword');
  if (fault) throw fault;
  const hash = await deps.passwords.hash(asked.newPassword);
  await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, String(book), now);
    const deed = await keepPassword(tx, { book, personId, hash, now }, rules);
    await endOtherSessions(tx, book, personId, now, sessionId);
    await record(tx, book, deed);
  });
}

async function requirePassword(deps: Deps, book: number, personId: string, password: string) {
  const subject = `password|${book}|${personId}`;
  const rules = await rulesInForce(deps.db, book, String(book), await deps.clock.now(deps.db));
  // Counted before it is checked, so that tries at the same time do not go uncounted.
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
  await forgiveStrikes(deps.db, [subject]);
}

/** What is wrong with a new password, if anything, also that it was in force lately (domain.md 12: the last five). */
export async function newPasswordFault(
  deps: Deps,
  book: number,
  personId: string,
  password: string,
  pointer: string,
): Promise<Refusal | undefined> {
  const rules = await rulesInForce(deps.db, book, String(book), await deps.clock.now(deps.db));
  const fault = passwordFault(password, rules, pointer);
  if (fault) return fault;
  const last = await findPasswords(deps.db, book, personId, rules.get('password.not_again'));
  for (const { hash } of last) {
    if (await deps.passwords.matches(password, hash))
      return refuse('password_used_before', { pointer, values: { times: last.length } });
  }
  return undefined;
}

/** Puts a password in force and forgets those that are too old to be asked for. Says what to write into the log. */
export async function keepPassword(
  tx: Tx,
  { book, personId, hash, now }: { book: number; personId: string; hash: string; now: Instant },
  rules: Rules,
): Promise<Deed> {
  await addPassword(tx, { book, id: newId(), personId, hash, setAt: now });
  await removeOldPasswords(tx, book, personId, Math.max(1, rules.get('password.not_again')));
  return {
    action: 'password.change',
    object: { kind: 'person', id: personId },
    by: personId,
    after: { setAt: now },
  };
}
