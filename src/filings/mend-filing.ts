import type { Actor } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { describeFiling, type FilingView } from './filing.ts';
import { type ChangeForm, handedIn, logFiling, refuseTwice } from './filing-form.ts';
import { openPeople } from './filing-people.ts';
import { lockCase, requireFiled } from './lock-case.ts';
import { refuse } from './refusals.ts';
import { updateFiling } from './store.ts';

/**
 * Whoever applied mends what was sent back; it begins again at the committee. People that are left out stay as they
 * were handed in; a change leaves the roster alone unless members are given now.
 * Refuses: filing_unknown, filing_state_wrong, filing_not_filed, filing_region_fixed, and what `handedIn` refuses.
 */
export async function mendFiling(
  deps: Deps,
  actor: Actor,
  id: string,
  form: ChangeForm,
): Promise<FilingView> {
  const { book, personId } = actor;
  const mended = deps.transact(async (tx) => {
    const { row: before, organisation } = await lockCase(tx, book, id);
    if (before.applicantId !== personId) throw refuse('filing_unknown');
    if (before.state !== 'returned') throw refuse('filing_state_wrong');
    requireFiled(organisation);
    if (form.region !== before.region) throw refuse('filing_region_fixed', { pointer: '/region' });
    const standing = openPeople(deps, before);
    invariant(standing, 'what is open has its people');
    const { members, ...others } = standing;
    // The list of a change was true when it was written; by now people have joined and left.
    const kept = before.subject === 'change' || members === undefined ? others : standing;
    const row = await updateFiling(tx, book, id, {
      ...(await handedIn(deps, tx, before, form, kept)),
      version: before.version + 1,
    });
    await logFiling(tx, 'filing.mend', row, { before });
    return describeFiling(deps, tx, actor, row);
  });
  return mended.catch(refuseTwice);
}
