import type { Actor } from '../access/index.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { divisionInForce } from '../regions/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeFiling, type FilingView } from './filing.ts';
import { type FilingForm, handedIn, logFiling, refuseTwice } from './filing-form.ts';
import { refuse } from './refusals.ts';
import { addFiling, countOpenOf } from './store.ts';
import type { FilingRow } from './tables.ts';

/**
 * Somebody applies for filing an organisation that is not fit for registration (domain.md 11). The committee of the
 * community has to answer by `dueOn`; silence is not approval.
 * Refuses: filing_region_unknown, division_ended, filing_open_many, and what `handedIn` refuses.
 */
export async function applyForFiling(
  deps: Deps,
  actor: Actor,
  form: FilingForm,
): Promise<FilingView> {
  const { book, personId } = actor;
  const added = deps.transact(async (tx) => {
    const pointer = '/region';
    const now = await deps.clock.now(tx);
    if (!(await divisionInForce(tx, book, form.region, { now, pointer })))
      throw refuse('filing_region_unknown', { pointer });
    const rules = await rulesInForce(tx, book, form.region, now);
    await requireFew(tx, actor, rules.get('filing.open_per_person'));
    const which = { book, id: newId(), organisationId: null };
    const row: FilingRow = {
      ...{ ...which, subject: 'establishment', applicantId: personId },
      ...{ withdrawnAt: null, version: 1 },
      ...(await handedIn(deps, tx, which, form)),
    };
    await addFiling(tx, row);
    await logFiling(tx, 'filing.submit', row);
    return describeFiling(deps, tx, actor, row);
  });
  return added.catch(refuseTwice);
}

/** Each application holds a name of the street. Refuses: filing_open_many. */
async function requireFew(tx: Tx, { book, personId }: Actor, most: number): Promise<void> {
  if ((await countOpenOf(tx, book, personId)) >= most)
    throw refuse('filing_open_many', { values: { most } });
}
