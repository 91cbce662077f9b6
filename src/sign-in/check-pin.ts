import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { plusMinutes, secondsBetween } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { rulesInForce } from '../rules/index.ts';
import { lockPin, updatePin } from './pin-store.ts';
import { refuse } from './refusals.ts';

/**
 * Whether the PIN is that of the device. Each try is counted before it is checked, a right one forgives those before.
 * Refuses: pin_not_set, pin_wrong, pin_locked, overloaded.
 */
export async function checkPin(
  deps: Deps,
  { book, personId, sessionId }: Pick<Actor, 'book' | 'personId' | 'sessionId'>,
  pin: string,
  pointer = '/pin',
): Promise<void> {
  const found = await deps.transact(async (tx) => {
    const row = await lockPin(tx, book, sessionId);
    if (!row) return undefined;
    const now = await deps.clock.now(tx);
    if (row.lockedUntil && row.lockedUntil > now)
      return { seconds: Math.ceil(secondsBetween(now, row.lockedUntil)) };
    const rules = await rulesInForce(tx, book, String(book), now);
    const tries = row.lockedUntil ? 1 : row.tries + 1;
    const isLast = tries >= rules.get('pin.tries');
    const lockedUntil = isLast ? plusMinutes(now, rules.get('pin.lock_min')) : null;
    await updatePin(tx, book, sessionId, { tries, lockedUntil });
    return { hash: row.hash };
  });
  if (!found) throw refuse('pin_not_set');
  if ('seconds' in found) {
    const minutes = Math.ceil(found.seconds / 60);
    throw refuse('pin_locked', { values: { minutes }, retryAfterSeconds: found.seconds });
  }
  const isRight = await deps.passwords.matches(pin, found.hash);
  await deps.transact(async (tx) => {
    if (isRight) return updatePin(tx, book, sessionId, { tries: 0, lockedUntil: null });
    const object = { kind: 'session', id: sessionId };
    await record(tx, book, { action: 'pin.refuse', object, by: personId });
  });
  if (!isRight) throw refuse('pin_wrong', { pointer });
}
