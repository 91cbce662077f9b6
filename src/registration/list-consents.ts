import type { Actor } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { lockFor } from './act-for.ts';
import { type ConsentView, consentView } from './consent.ts';
import { consentsOf } from './store.ts';

/**
 * What is in force of what somebody has agreed to, for the officer who acts on their behalf.
 * Refuses: volunteer_unknown, not_allowed, self_review, volunteer_state_wrong.
 */
export async function listConsentsFor(
  deps: Deps,
  actor: Actor,
  volunteerId: string,
): Promise<ConsentView[]> {
  return deps.transact(async (tx) => {
    await lockFor(tx, actor, 'volunteer.act_for', volunteerId);
    const rows = await consentsOf(tx, actor.book, volunteerId);
    return rows.filter(({ withdrawnAt }) => !withdrawnAt).map(consentView);
  });
}
