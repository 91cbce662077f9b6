import { type Actor, rolesOf } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { withdrawFilingsOf } from '../filings/index.ts';
import type { Deps } from '../kit/deps.ts';
import { forgetPhone } from '../organisations/index.ts';
import { lockPerson, lockVolunteer, removeProtection, updatePerson } from '../people/index.ts';
import { consentsOf, endRegistration, markWithdrawn, standing } from '../registration/index.ts';
import { endOtherSessions, forgetCredentials } from '../sign-in/index.ts';
import { refuse } from './refusals.ts';

/**
 * The person leaves for good (PIPL Art. 47; 网络数据安全管理条例 Art. 23-24): phone, name, number and the key that all of
 * it was sealed with are deleted, sessions end, consents and open applications for filing are withdrawn, and places at activities go to others. The
 * books and the records that the law keeps go on naming an id that says nothing about anybody; points lapse on their
 * day. The rosters of organisations are theirs to keep; nobody finds them by the phone any more. Nobody is kept from
 * leaving by a suspension, which stands when they come back.
 * Refuses: roles_held (whoever works here is released by whoever appointed them).
 */
export async function leave(deps: Deps, { book, personId }: Actor): Promise<void> {
  await deps.transact(async (tx) => {
    const registered = await lockVolunteer(tx, book, personId);
    const phoneIndex = (await lockPerson(tx, book, personId))?.phoneIndex;
    // Whoever was registering has done so by now, and nobody begins to.
    const volunteer = registered ?? (await lockVolunteer(tx, book, personId));
    // What was agreed to while this waited was agreed to before.
    const now = await deps.clock.now(tx);
    const held = await rolesOf(tx, book, personId, now);
    if (held.some(({ role }) => role !== 'volunteer')) throw refuse('roles_held');
    const inForce = (await consentsOf(tx, book, personId)).filter(
      ({ withdrawnAt }) => !withdrawnAt,
    );
    const ids = inForce.map(({ id }) => id);
    await markWithdrawn(tx, book, ids, personId, now);
    await withdrawFilingsOf(tx, book, personId, now);
    await removeProtection(tx, book, personId);
    await endOtherSessions(tx, book, personId, now, undefined);
    await forgetCredentials(tx, book, personId);
    if (phoneIndex) await forgetPhone(tx, book, phoneIndex);
    const nothing = { phoneSealed: null, phoneIndex: null, keySealed: null };
    await updatePerson(tx, book, personId, { ...nothing, leftAt: now });
    // Without the key now: nothing is left by which the person would be known again.
    if (volunteer) await endRegistration(deps, tx, volunteer, { by: personId, now });
    const state = volunteer && standing.includes(volunteer.state) ? volunteer.state : 'cancelled';
    await record(tx, book, {
      action: 'person.leave',
      object: { kind: 'person', id: personId },
      by: personId,
      before: { state: volunteer?.state ?? null },
      after: { state },
    });
  });
}
