import { type Actor, rolesOf } from '../access/index.ts';
import { withdrawSignUps } from '../activities/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { forgetPhone } from '../organisations/index.ts';
import { findPerson, lockVolunteer, removeProtection, updatePerson } from '../people/index.ts';
import { consentsOf, endRegistration, markWithdrawn } from '../registration/index.ts';
import { endOtherSessions } from '../sign-in/index.ts';
import { refuse } from './refusals.ts';

/**
 * The person leaves for good (PIPL Art. 47; 网络数据安全管理条例 Art. 23-24): phone, name, number and the key that all of
 * it was sealed with are deleted, sessions end, consents are withdrawn, and places at activities go to others. The
 * books and the records that the law keeps go on naming an id that says nothing about anybody; points lapse on their
 * day. The rosters of organisations are theirs to keep; nobody finds them by the phone any more.
 * Refuses: roles_held (whoever works here is released by whoever appointed them).
 */
export async function leave(deps: Deps, { book, personId }: Actor): Promise<void> {
  await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const volunteer = await lockVolunteer(tx, book, personId);
    const held = await rolesOf(tx, book, personId, now);
    if (held.some(({ role }) => role !== 'volunteer')) throw refuse('roles_held');
    const inForce = (await consentsOf(tx, book, personId)).filter(
      ({ withdrawnAt }) => !withdrawnAt,
    );
    const ids = inForce.map(({ id }) => id);
    await markWithdrawn(tx, book, ids, personId, now);
    if (volunteer && volunteer.state !== 'cancelled')
      await endRegistration(tx, volunteer, { by: personId, now });
    await withdrawSignUps(tx, { book, personId });
    await removeProtection(tx, book, personId);
    await endOtherSessions(tx, book, personId, now, undefined);
    const phoneIndex = (await findPerson(tx, book, personId))?.phoneIndex;
    if (phoneIndex) await forgetPhone(tx, book, phoneIndex);
    const nothing = { phoneSealed: null, phoneIndex: null, keySealed: null };
    await updatePerson(tx, book, personId, { ...nothing, leftAt: now });
    await record(tx, book, {
      action: 'person.leave',
      object: { kind: 'person', id: personId },
      by: personId,
      before: { state: volunteer?.state ?? null },
      after: { state: volunteer?.state === 'revoked' ? 'revoked' : 'cancelled' },
    });
  });
}
