import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { describeVolunteer, lockVolunteer, type VolunteerView } from '../people/index.ts';
import { endRegistration } from './end-serving.ts';
import { refuse } from './refusals.ts';

/**
 * Somebody is a volunteer no more and stays here otherwise (domain.md 9: CANCELLED by self): what is personal in the
 * registration is deleted, as `endRegistration` says. Whoever was suspended stays so.
 * Refuses: volunteer_state_wrong (there is none, or it has ended).
 */
export async function endOwn(deps: Deps, { book, personId }: Actor): Promise<VolunteerView> {
  return deps.transact(async (tx) => {
    const volunteer = await lockVolunteer(tx, book, personId);
    if (!volunteer?.nameSealed) throw refuse('volunteer_state_wrong');
    const now = await deps.clock.now(tx);
    await endRegistration(deps, tx, volunteer, { by: personId, now });
    const view = await describeVolunteer(deps, tx, book, personId);
    await record(tx, book, {
      action: 'volunteer.end',
      object: { kind: 'person', id: personId },
      before: { state: volunteer.state },
      after: { state: view.state },
    });
    return view;
  });
}
