import { type Action, type Actor, requireMay } from '../access/index.ts';
import type { Tx } from '../kit/db.ts';
import { lockVolunteer, type VolunteerRow } from '../people/index.ts';
import { requireSeen } from './protect.ts';
import { refuse } from './refusals.ts';

/** An officer does for somebody what others do on their phone (无障碍环境建设法 Art. 39; domain.md 12). */
export interface OnBehalf {
  /** Where the signed paper is, or which office witnessed it: no name. */
  ground: string;
}

/** Whoever entered somebody may also act for them, but nobody acts so for oneself. */
export const actedFor = ({ id, residenceRegion }: VolunteerRow) => ({
  ...{ region: residenceRegion, owner: id, parties: [id] },
});

/**
 * Locks a registration that an officer acts on.
 * Refuses: volunteer_unknown, not_allowed, self_review, volunteer_state_wrong (it has ended).
 */
export async function lockFor(
  tx: Tx,
  actor: Actor,
  action: Action,
  volunteerId: string,
): Promise<VolunteerRow> {
  const unknown = refuse('volunteer_unknown');
  const volunteer = await lockVolunteer(tx, actor.book, volunteerId);
  if (!volunteer) throw unknown;
  await requireSeen(tx, actor, volunteer, unknown);
  requireMay(actor, action, actedFor(volunteer), unknown);
  if (!volunteer.nameSealed) throw refuse('volunteer_state_wrong');
  return volunteer;
}
