import { type Actor, may, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import type { Refusal } from '../kit/refusal.ts';
import {
  addProtection,
  lockVolunteer,
  protectedSince,
  removeProtection,
  type VolunteerRow,
} from '../people/index.ts';
import { refuse } from './refusals.ts';
import { volunteerThing } from './volunteer-thing.ts';

/**
 * Whoever is protected does not exist to officers but for the street and the community (domain.md 12, PROTECTED).
 * Refuses: `unseen`.
 */
export async function requireSeen(
  db: Db | Tx,
  actor: Actor,
  volunteer: VolunteerRow,
  unseen: Refusal,
): Promise<void> {
  if (may(actor, 'volunteer.read_protected', volunteerThing(volunteer))) return;
  const { book, id } = volunteer;
  if ((await protectedSince(db, book, [id])).has(id)) throw unseen;
}

/**
 * Protects somebody or lifts it (社区矫正、社区戒毒、刑满释放、精神障碍康复): lists of all others leave the person out. Which of these
 * it is, is not asked. The log says who did it, but not to whom: only the row of the protection, which few see and
 * which goes when it is lifted, connects the two. Doing it twice is no harm.
 * Refuses: volunteer_unknown, not_allowed, self_review.
 */
export async function setProtection(
  deps: Deps,
  actor: Actor,
  volunteerId: string,
  wanted: boolean,
): Promise<void> {
  const { book } = actor;
  await deps.transact(async (tx) => {
    const unknown = refuse('volunteer_unknown');
    const volunteer = await lockVolunteer(tx, book, volunteerId);
    if (!volunteer) throw unknown;
    await requireSeen(tx, actor, volunteer, unknown);
    requireMay(actor, 'volunteer.protect', volunteerThing(volunteer), unknown);
    const id = wanted
      ? await protect(tx, volunteer, await deps.clock.now(tx))
      : await removeProtection(tx, book, volunteerId);
    if (id === undefined) return;
    const action = wanted ? 'protection.set' : 'protection.lift';
    await record(tx, book, { action, object: { kind: 'protection', id } });
  });
}

async function protect(tx: Tx, { book, id: personId }: VolunteerRow, since: Date) {
  const id = newId();
  return (await addProtection(tx, { book, id, personId, since })) ? id : undefined;
}
