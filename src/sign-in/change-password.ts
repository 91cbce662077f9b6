import type { Actor } from '../access/index.ts';
import { type Deed, record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import type { Refusal } from '../kit/refusal.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { addPassword, findPasswords, removeOldPasswords } from './credential-store.ts';
import { endOtherSessions } from './end-session.ts';
import { ownWords } from './own-words.ts';
import { passwordFault } from './password.ts';
import { requirePassword, requireSecondFactor } from './prove-factors.ts';
import { refuse } from './refusals.ts';

/**
 * Changes the password of staff who are signed in with both factors; all their other sessions end. Wrong ones count
 * like failures to sign in, so that a session left open is no way to guess it.
 * Refuses: second_factor_required, staff_sign_in_locked, password_wrong, password_too_short, password_too_plain,
 * password_guessable, password_used_before, overloaded.
 */
export async function changePassword(
  deps: Deps,
  actor: Actor,
  asked: { password: string; newPassword: string },
): Promise<void> {
  const { book, personId, sessionId } = actor;
  await requireSecondFactor(deps, actor);
  const forgive = await requirePassword(deps, book, personId, asked.password);
  await forgive();
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

/** What is wrong with a new password, if anything, also that it was in force lately (domain.md 12: the last five). */
export async function newPasswordFault(
  deps: Deps,
  book: number,
  personId: string,
  password: string,
  pointer: string,
): Promise<Refusal | undefined> {
  const rules = await rulesInForce(deps.db, book, String(book), await deps.clock.now(deps.db));
  const own = await ownWords(deps, book, personId);
  const fault = passwordFault(password, rules, own, pointer);
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
