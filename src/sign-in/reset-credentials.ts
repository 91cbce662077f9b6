import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Actor, requireMay, rolesOf } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { type Instant, plusMinutes } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { Refusal } from '../kit/refusal.ts';
import type { Vault } from '../kit/seal.ts';
import { findPersonByPhone, openPhone, type PersonRow, readPhone } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import {
  findPasswords,
  lockAuthenticator,
  removePasswords,
  updateFailure,
} from './credential-store.ts';
import { endOtherSessions } from './end-session.ts';
import { handOutSignInCode } from './make-sign-in-code.ts';
import { refuse } from './refusals.ts';
import { findReset, putReset, removeSecondFactor } from './reset-store.ts';

export interface CredentialReset {
  /** For the person alone, once: whoever has it and the person's phone enrols anew. Kept nowhere. */
  resetCode: string;
  expiresAt: string;
  /** Whether a message to the person's phone was sent. */
  told: boolean;
}

const codeBytes = 10;
const minutesPerHour = 60;

/**
 * Takes password, authenticator and recovery codes from a member of staff who has lost them: all their sessions end, they are
 * told by a message, and they enrol anew with a code that the security administrator hands over after having seen who
 * they are. Until then their staff roles are withheld, whatever the rule set says, so that the phone alone is no way in
 * (GB/T 22239-2019 8.1.4.1).
 * Refuses: phone_invalid, reset_unknown (nobody of staff who has ever enrolled), self_review (one's own), not_allowed.
 */
export async function resetCredentials(
  deps: Deps,
  actor: Actor,
  asked: { phone: string; reason: string },
): Promise<CredentialReset> {
  const { book, personId: by } = actor;
  const phoneIndex = deps.vault.index('phone', readPhone(asked.phone));
  const { person, reset } = await deps.transact(async (tx) => {
    const unknown = refuse('reset_unknown', { pointer: '/phone' });
    const person = await findPersonByPhone(tx, book, phoneIndex);
    if (!person) throw unknown;
    const thing = { region: String(book), parties: [person.id] };
    requireMay(actor, 'credential.reset', thing, unknown);
    return { person, reset: await resetIn(deps, tx, person, { by, reason: asked.reason }) };
  });
  return { ...reset, told: await tell(deps, openPhone(deps, person)!) };
}

const consoleReason = '控制台办理：安全管理员丢失手机和恢复码';

/**
 * The same for a security administrator, by whoever runs the service: nobody else may reset the last one of a city.
 * Answers the code to enrol with and one to sign in with, since the phone may be gone.
 * Refuses: phone_invalid, reset_unknown (also of whoever is no security administrator).
 */
export async function resetAtConsole(
  deps: Deps,
  book: number,
  asked: { phone: string },
): Promise<CredentialReset & { signInCode: string }> {
  const phone = readPhone(asked.phone);
  const done = await deps.transact(async (tx) => {
    const person = await findPersonByPhone(tx, book, deps.vault.index('phone', phone));
    const now = await deps.clock.now(tx);
    const roles = person ? await rolesOf(tx, book, person.id, now) : [];
    if (!person || !roles.some(({ role }) => role === 'security_administrator'))
      throw refuse('reset_unknown');
    const reset = await resetIn(deps, tx, person, { by: null, reason: consoleReason });
    const { code: signInCode } = await handOutSignInCode(deps, tx, { book, phone });
    return { ...reset, signInCode };
  });
  return { ...done, told: await tell(deps, phone) };
}

/** Refuses: reset_unknown (who has never enrolled). */
async function resetIn(
  deps: Deps,
  tx: Tx,
  { book, id: personId, phoneIndex }: PersonRow,
  { by, reason }: { by: string | null; reason: string },
): Promise<Pick<CredentialReset, 'resetCode' | 'expiresAt'>> {
  const resetCode = randomBytes(codeBytes).toString('hex').match(/.{5}/g)!.join('-');
  const row = await lockAuthenticator(tx, book, personId);
  const [password] = await findPasswords(tx, book, personId, 1);
  if (!row && !password && !(await findReset(tx, book, personId)))
    throw refuse('reset_unknown', { pointer: '/phone' });
  const now = await deps.clock.now(tx);
  const rules = await rulesInForce(tx, book, String(book), now);
  const expiresAt = plusMinutes(now, rules.get('staff_reset.valid_h') * minutesPerHour);
  await removeSecondFactor(tx, book, personId);
  await removePasswords(tx, book, personId);
  await updateFailure(tx, book, phoneIndex!, { tries: 0, lockedUntil: null });
  const codeMac = resetCodeMac(deps.vault, personId, resetCode);
  await putReset(tx, { book, personId, codeMac, resetAt: now, expiresAt });
  await endOtherSessions(tx, book, personId, now, undefined, by);
  await record(tx, book, {
    action: 'credential.reset',
    object: { kind: 'person', id: personId },
    after: { reason, expiresAt },
  });
  return { resetCode, expiresAt: expiresAt.toISOString() };
}

/** Without a message it stays done: who has lost both must not stay locked out because the provider is away. */
async function tell(deps: Deps, phone: string): Promise<boolean> {
  try {
    // In the town's first language: whoever reads it is not the one who asked.
    await deps.messages.send({ phone, kind: 'credentials_reset', values: {}, language: 'zh-CN' });
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) deps.log.warn({ err: error }, 'nobody was told of a reset');
    return false;
  }
}

/**
 * Whoever was reset enrols with the code that was handed over.
 * Refuses: reset_code_needed, reset_code_wrong (also an expired one).
 */
export async function requireResetCode(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  { book, personId }: Pick<Actor, 'book' | 'personId'>,
  code: string | undefined,
  now: Instant,
): Promise<void> {
  const reset = await findReset(tx, book, personId);
  if (!reset) return;
  if (code === undefined) throw refuse('reset_code_needed', { pointer: '/resetCode' });
  const same = timingSafeEqual(reset.codeMac, resetCodeMac(deps.vault, personId, code));
  if (!same || reset.expiresAt <= now) throw refuse('reset_code_wrong', { pointer: '/resetCode' });
}

/** What is kept of a code: bound to its person, and useless without the key. */
function resetCodeMac(vault: Vault, personId: string, code: string): Buffer {
  const digits = code.toLowerCase().replace(/[^0-9a-f]/g, '');
  return vault.index('reset-code', `${personId}|${digits}`);
}
