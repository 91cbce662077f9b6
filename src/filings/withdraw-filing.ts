import { type Actor, may } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { organisationThing } from '../organisations/index.ts';
import { describeFiling, type FilingView, isOpen } from './filing.ts';
import { logFiling } from './filing-form.ts';
import { lockCase } from './lock-case.ts';
import { refuse } from './refusals.ts';
import { updateFiling, withdrawn } from './store.ts';

/**
 * Whoever applied takes it back; a change also whoever heads the body by now, so that one of a former head stands in
 * nobody's way. Refuses: filing_unknown, filing_state_wrong (it was decided about).
 */
export async function withdrawFiling(deps: Deps, actor: Actor, id: string): Promise<FilingView> {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const { row: before, organisation } = await lockCase(tx, book, id);
    const heads = organisation && may(actor, 'filing.change', organisationThing(organisation));
    if (before.applicantId !== personId && !heads) throw refuse('filing_unknown');
    if (!isOpen(before)) throw refuse('filing_state_wrong');
    const row = await updateFiling(tx, book, id, withdrawn(await deps.clock.now(tx)));
    await logFiling(tx, 'filing.withdraw', row, { before });
    return describeFiling(deps, tx, actor, row);
  });
}
