import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import type { Language } from '../kit/refusal.ts';
import { lockFor, type OnBehalf } from '../registration/index.ts';
import { exportOwnData } from './export-own-data.ts';

/**
 * The same as `exportOwnData` for somebody who has no phone and asks at the desk (PIPL Art. 45), to be handed over on
 * paper or a stick. The officer sees all of it, so it is logged as a disclosure, before anything is read.
 * Refuses: volunteer_unknown, not_allowed, self_review, volunteer_state_wrong.
 */
export async function exportDataFor(
  deps: Deps,
  actor: Actor,
  volunteerId: string,
  { ground }: OnBehalf,
  language: Language,
) {
  const { book } = actor;
  await deps.transact(async (tx) => {
    await lockFor(tx, actor, 'person.export_for', volunteerId);
    await record(tx, book, {
      action: 'person.export_for',
      object: { kind: 'person', id: volunteerId },
      after: { ground },
    });
  });
  const person = { book, personId: volunteerId, sessionId: actor.sessionId, roles: [] };
  return exportOwnData(deps, person, language);
}
