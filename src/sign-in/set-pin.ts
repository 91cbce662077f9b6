import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { birthDateOf } from '../people/index.ts';
import { checkPin } from './check-pin.ts';
import { isWeakPin } from './pin.ts';
import { findPin, putPin } from './pin-store.ts';
import { refuse } from './refusals.ts';

/**
 * Sets the PIN of the device that asks; a PIN that is there is changed only by who knows it. Whoever has forgotten it signs
 * in anew: the PIN belongs to the session.
 * Refuses: pin_weak, pin_wrong (also when the present one is left out), pin_locked, overloaded.
 */
export async function setPin(
  deps: Deps,
  actor: Actor,
  asked: { pin: string; presentPin?: string },
): Promise<void> {
  const { book, personId, sessionId } = actor;
  if (isWeakPin(asked.pin, await birthDateOf(deps, deps.db, book, personId)))
    throw refuse('pin_weak', { pointer: '/pin' });
  const present = await findPin(deps.db, book, sessionId);
  if (present) await checkPin(deps, actor, asked.presentPin ?? '', '/presentPin');
  const hash = await deps.passwords.hash(asked.pin);
  await deps.transact(async (tx) => {
    const setAt = await deps.clock.now(tx);
    const kept = await putPin(tx, { book, sessionId, hash, setAt }, present?.hash);
    // Somebody else has set it meanwhile.
    if (!kept) throw refuse('pin_wrong', { pointer: '/presentPin' });
    await record(tx, book, {
      action: 'pin.set',
      object: { kind: 'session', id: sessionId },
      by: personId,
      after: { setAt },
    });
  });
}
