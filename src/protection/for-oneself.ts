import type { Actor } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import type { Language } from '../kit/refusal.ts';
import { requireConfirmed } from '../sign-in/index.ts';
import { exportOwnData } from './export-own-data.ts';
import { leave } from './leave.ts';

/** Leaves, by whoever has just shown who they are. Refuses: confirmation_needed, roles_held. */
export async function leaveForOneself(deps: Deps, actor: Actor): Promise<void> {
  await requireConfirmed(deps, actor);
  await leave(deps, actor);
}

/** All of one's data, for whoever has just shown who they are. Refuses: confirmation_needed. */
export async function exportForOneself(deps: Deps, actor: Actor, language: Language) {
  await requireConfirmed(deps, actor);
  return exportOwnData(deps, actor, language);
}
