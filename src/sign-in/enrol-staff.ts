import { type Actor, isStaffRole, rolesOf } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { maskedPhones } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { authenticatorUri, newSecret, stepOfCode } from './authenticator.ts';
import {
  addPassword,
  findAuthenticator,
  lockAuthenticator,
  putAuthenticator,
  removePasswords,
  updateAuthenticator,
} from './credential-store.ts';
import { endOtherSessions } from './end-session.ts';
import { ownWords } from './own-words.ts';
import { passwordFault } from './password.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import { refuse } from './refusals.ts';
import { requireResetCode } from './reset-credentials.ts';
import { removeReset } from './reset-store.ts';
import { secretPlace } from './secret-place.ts';
import { updateSession } from './session-store.ts';

/**
 * Begins the enrolment of somebody with a staff role who is signed in by phone: keeps the password, and gives the secret
 * that goes into an authenticator app. Nothing holds until a code of it was entered; until then it may be begun anew.
 * Refuses: not_staff, reset_code_needed, reset_code_wrong (both for who was reset), already_enrolled, password_too_short, password_too_plain, password_guessable, overloaded.
 */
export async function beginEnrolment(
  deps: Deps,
  { book, personId }: Actor,
  { password, resetCode }: { password: string; resetCode?: string },
): Promise<{ secret: string; uri: string }> {
  await requireStaff(deps, book, personId);
  if ((await findAuthenticator(deps.db, book, personId))?.confirmedAt)
    throw refuse('already_enrolled');
  const now = await deps.clock.now(deps.db);
  const rules = await rulesInForce(deps.db, book, String(book), now);
  const fault = passwordFault(password, rules, await ownWords(deps, book, personId));
  if (fault) throw fault;
  const hash = await deps.passwords.hash(password);
  const secret = newSecret();
  await deps.transact(async (tx) => {
    const secretSealed = deps.vault.seal(secretPlace(personId), secret);
    await putAuthenticator(tx, { book, personId, secretSealed, addedAt: now });
    const row = await lockAuthenticator(tx, book, personId);
    if (row?.confirmedAt) throw refuse('already_enrolled');
    await requireResetCode(deps, tx, { book, personId }, resetCode, now);
    await removePasswords(tx, book, personId);
    await addPassword(tx, { book, id: newId(), personId, hash, setAt: now });
    await record(tx, book, {
      action: 'staff_enrolment.make',
      object: { kind: 'person', id: personId },
      after: { begunAt: now },
    });
  });
  const phone = (await maskedPhones(deps, deps.db, book, [personId])).get(personId);
  return { secret, uri: authenticatorUri(secret, phone ?? '') };
}

/** Also for roles that the session does not carry yet. Refuses: not_staff. */
async function requireStaff(deps: Deps, book: number, personId: string): Promise<void> {
  const held = await rolesOf(deps.db, book, personId, await deps.clock.now(deps.db));
  if (!held.some(({ role }) => isStaffRole(role))) throw refuse('not_staff');
}

/**
 * Ends the enrolment with a first code of the authenticator. From then on staff roles need both factors; this session has
 * just shown them, all others of the person end. Gives the recovery codes, which are kept nowhere.
 * Refuses: enrolment_not_begun, already_enrolled, authenticator_code_wrong.
 */
export async function confirmEnrolment(
  deps: Deps,
  { book, personId, sessionId }: Actor,
  { code }: { code: string },
): Promise<{ recoveryCodes: string[] }> {
  return deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const row = await lockAuthenticator(tx, book, personId);
    if (!row) throw refuse('enrolment_not_begun');
    if (row.confirmedAt) throw refuse('already_enrolled');
    const secret = deps.vault.open(secretPlace(personId), row.secretSealed);
    const lastStep = stepOfCode(secret, code, now);
    if (lastStep === undefined) throw refuse('authenticator_code_wrong', { pointer: '/code' });
    await updateAuthenticator(tx, book, personId, { confirmedAt: now, lastStep });
    await removeReset(tx, book, personId);
    await updateSession(tx, book, sessionId, { secondFactor: true });
    await endOtherSessions(tx, book, personId, now, sessionId);
    const recoveryCodes = await makeRecoveryCodes(deps.vault, tx, book, personId);
    await record(tx, book, {
      action: 'staff_enrolment.confirm',
      object: { kind: 'person', id: personId },
      after: { confirmedAt: now, recoveryCodes: recoveryCodes.length },
    });
    return { recoveryCodes };
  });
}
