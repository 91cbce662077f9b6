import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import { updateVolunteer, type VolunteerRow, type VolunteerState } from '../people/index.ts';
import { activate } from './add-registrations.ts';

/** What only waited for the guardian goes on: to the desks that approve, or at once where none does. */
export async function admitWard(tx: Tx, ward: VolunteerRow, now: Instant): Promise<VolunteerState> {
  const { book, id, stepsNeeded } = ward;
  const state = stepsNeeded === 0 ? 'active' : 'submitted';
  if (state === 'active') await activate(tx, book, [ward], now);
  await updateVolunteer(tx, book, id, { state });
  return state;
}
