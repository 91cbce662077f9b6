import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type Factors, withBothFactors } from './prove-factors.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';

/**
 * Gives staff new recovery codes in the place of all that they had, when they have used them up or fear that somebody has
 * seen them. Kept nowhere.
 * Refuses: second_factor_required, staff_sign_in_locked, password_wrong, authenticator_code_wrong, overloaded.
 */
export async function renewRecoveryCodes(
  deps: Deps,
  actor: Actor,
  factors: Factors,
): Promise<{ recoveryCodes: string[] }> {
  const { book, personId } = actor;
  return withBothFactors(deps, actor, factors, async (tx) => {
    const recoveryCodes = await makeRecoveryCodes(deps.vault, tx, book, personId);
    await record(tx, book, {
      action: 'recovery_code.make',
      object: { kind: 'person', id: personId },
      after: { recoveryCodes: recoveryCodes.length },
    });
    return { recoveryCodes };
  });
}
