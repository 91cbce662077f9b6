import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { dateInChina } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { plusWorkingDays } from '../kit/working-days.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeFiling, type FilingView, filingFacts, filingThings } from './filing.ts';
import { lockCase, requireFiled } from './lock-case.ts';
import { refuse } from './refusals.ts';
import { updateFiling } from './store.ts';

/** What the committee writes: to the street, or to whoever applied. */
export interface FirstReview {
  decision: 'report' | 'return';
  opinion: string;
  /** Of what the committee has read. */
  version: number;
}

/**
 * The committee's first review (居委会初审): reported up to the street, which has to answer by `dueOn`, or sent back.
 * Refuses: filing_unknown, not_allowed, self_review, stale, filing_state_wrong, filing_not_filed (a change of what does
 * not act is not reported).
 */
export async function reviewFiling(
  deps: Deps,
  actor: Actor,
  id: string,
  { decision, opinion, version }: FirstReview,
): Promise<FilingView> {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuse('filing_unknown');
    const { row: before, organisation } = await lockCase(tx, book, id);
    const { region } = before;
    const { toReview } = await filingThings(deps, tx, before);
    requireMay(actor, 'filing.first_review', toReview, unknown);
    if (before.version !== version) throw refuseAny('stale');
    if (before.state !== 'community_review') throw refuse('filing_state_wrong');
    if (decision === 'report') requireFiled(organisation);
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, region, now);
    const dueOn = plusWorkingDays(dateInChina(now), rules.get('filing.street_workdays'));
    const reviewed = { reviewedBy: personId, reviewedAt: now, opinion };
    const row = await updateFiling(
      tx,
      book,
      id,
      decision === 'report'
        ? { state: 'street_review', dueOn, ...reviewed }
        : { state: 'returned', dueOn: null, reason: opinion, ...reviewed },
    );
    await record(tx, book, {
      action: `filing.${decision}`,
      object: { kind: 'filing', id },
      before: filingFacts(before),
      after: filingFacts(row),
    });
    return describeFiling(deps, tx, actor, row);
  });
}
