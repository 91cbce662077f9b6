import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { describeVolunteer, type VolunteerView } from '../people/index.ts';
import { lockFor, type OnBehalf } from './act-for.ts';
import { endRegistration } from './end-serving.ts';

/**
 * An officer ends a registration for somebody who is there and has signed that they want it (PIPL Art. 47): nothing
 * personal of it is kept, and it cannot be taken back.
 * Refuses: volunteer_unknown, not_allowed, self_review, volunteer_state_wrong.
 */
export async function endFor(
  deps: Deps,
  actor: Actor,
  volunteerId: string,
  { ground }: OnBehalf,
): Promise<VolunteerView> {
  const { book, personId: by } = actor;
  return deps.transact(async (tx) => {
    const volunteer = await lockFor(tx, actor, 'volunteer.end_for', volunteerId);
    const now = await deps.clock.now(tx);
    await endRegistration(deps, tx, volunteer, { by, now });
    const view = await describeVolunteer(deps, tx, book, volunteerId);
    await record(tx, book, {
      action: 'volunteer.end_for',
      object: { kind: 'person', id: volunteerId },
      before: { state: volunteer.state },
      after: { state: view.state, ground },
    });
    return view;
  });
}
