import { type Actor, requireMay } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { describeFiling, type FilingView, filingThings } from './filing.ts';
import { logFiling } from './filing-form.ts';
import { lockCase } from './lock-case.ts';
import { refuse } from './refusals.ts';
import { updateFiling } from './store.ts';

export interface Advice {
  advice: string;
  /** Of what the hub has read. */
  version: number;
}

/**
 * The hub of the street (枢纽) says what it thinks of an application that waits for a desk; both desks see it, and a
 * later advice takes its place. Refuses: filing_unknown, self_review, stale, filing_state_wrong.
 */
export async function advise(
  deps: Deps,
  actor: Actor,
  id: string,
  { advice, version }: Advice,
): Promise<FilingView> {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const { row: before } = await lockCase(tx, book, id);
    const { toAdvise } = await filingThings(deps, tx, before);
    requireMay(actor, 'filing.advise', toAdvise, refuse('filing_unknown'));
    if (before.version !== version) throw refuseAny('stale');
    if (before.dueOn === null) throw refuse('filing_state_wrong');
    const advised = { advice, advisedBy: personId, advisedAt: await deps.clock.now(tx) };
    const row = await updateFiling(tx, book, id, advised);
    await logFiling(tx, 'filing.advise', row, { before });
    return describeFiling(deps, tx, actor, row);
  });
}
