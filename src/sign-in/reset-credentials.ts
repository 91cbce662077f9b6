import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { type Instant, plusMinutes } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { Refusal } from '../kit/refusal.ts';
import type { Vault } from '../kit/seal.ts';
import { findPersonByPhone, openPhone, readPhone } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import {
  findPasswords,
  lockAuthenticator,
  removePasswords,
  updateFailure,
} from './credential-store.ts';
import { endOtherSessions } from './end-session.ts';
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
  const { book } = actor;
  const phoneIndex = deps.vault.index('phone', readPhone(asked.phone));
  const resetCode = randomBytes(codeBytes).toString('hex').match(/.{5}/g)!.join('-');
  const { person, expiresAt } = await deps.transact(async (tx) => {
    const unknown = refuse('reset_unknown', { pointer: '/phone' });
    const person = await findPersonByPhone(tx, book, phoneIndex);
    if (!person) throw unknown;
    const thing = { region: String(book), parties: [person.id] };
    requireMay(actor, 'credential.reset', thing, unknown);
    const row = await lockAuthenticator(tx, book, person.id);
    const [password] = await findPasswords(tx, book, person.id, 1);
    if (!row && !password && !(await findReset(tx, book, person.id))) throw unknown;
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, String(book), now);
    const expiresAt = plusMinutes(now, rules.get('staff_reset.valid_h') * minutesPerHour);
    await removeSecondFactor(tx, book, person.id);
    await removePasswords(tx, book, person.id);
    await updateFailure(tx, book, phoneIndex, { tries: 0, lockedUntil: null });
    const codeMac = resetCodeMac(deps.vault, person.id, resetCode);
    await putReset(tx, { book, personId: person.id, codeMac, resetAt: now, expiresAt });
    await endOtherSessions(tx, book, person.id, now, undefined, actor.personId);
    await record(tx, book, {
      action: 'credential.reset',
      object: { kind: 'person', id: person.id },
      after: { reason: asked.reason, expiresAt },
    });
    return { person, expiresAt };
  });
  const told = await tell(deps, openPhone(deps, person)!);
  return { resetCode, expiresAt: expiresAt.toISOString(), told };
}

/** Without a message it stays done: who has lost both must not stay locked out because the provider is away. */
async function tell(deps: Deps, phone: string): Promise<boolean> {
  try {
    await deps.messages.send(phone, message);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) deps.log.warn({ err: error }, 'nobody was told of a reset');
    return false;
  }
}

const message =
  '【邻里】您的工作人员密码和动态口令已由安全管理员重置，所有设备已退出登录。如非您本人申请，请立即联系安全管理员。';

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
