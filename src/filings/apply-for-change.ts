import { type Actor, requireMay } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { lockOrganisation, organisationThing, refuseOrganisation } from '../organisations/index.ts';
import { describeFiling, type FilingView } from './filing.ts';
import { type ChangeForm, handedIn, logFiling, refuseTwice } from './filing-form.ts';
import { openPeople } from './filing-people.ts';
import { requireFiled } from './lock-case.ts';
import { refuse } from './refusals.ts';
import { addFiling, lastFiled } from './store.ts';
import type { FilingRow } from './tables.ts';

/**
 * The head of a filed organisation applies for a change of what is filed: name, leader, place, initiators or charter;
 * the same two desks answer. Of whom it says nothing, stays; the roster is the head's own to keep, and stays as it is
 * unless members are given. Refuses: organisation_unknown, not_allowed, filing_not_filed, filing_region_fixed,
 * filing_change_open, and what `handedIn` refuses.
 */
export async function applyForChange(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  form: ChangeForm,
): Promise<FilingView> {
  const { book, personId } = actor;
  const added = deps.transact(async (tx) => {
    const organisation = await lockOrganisation(tx, book, organisationId);
    const unknown = refuseOrganisation('organisation_unknown');
    if (!organisation) throw unknown;
    requireMay(actor, 'filing.change', organisationThing(organisation), unknown);
    requireFiled(organisation);
    if (form.region !== organisation.region)
      throw refuse('filing_region_fixed', { pointer: '/region' });
    const filed = await lastFiled(tx, book, organisationId);
    const standing = filed && openPeople(deps, filed);
    invariant(standing, 'a filed body was filed with its people');
    const which = { book, id: newId(), organisationId };
    const { members: _kept, ...others } = standing;
    const row: FilingRow = {
      ...{ ...which, subject: 'change', applicantId: personId, withdrawnAt: null, version: 1 },
      ...(await handedIn(deps, tx, which, form, others)),
    };
    await addFiling(tx, row);
    await logFiling(tx, 'filing.submit', row);
    return describeFiling(deps, tx, actor, row);
  });
  return added.catch(refuseTwice);
}
