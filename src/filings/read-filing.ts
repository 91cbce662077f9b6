import type { Actor } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { describeFiling, type FilingView, filingThings, mayRead } from './filing.ts';
import { refuse } from './refusals.ts';
import { findFiling } from './store.ts';

/** Refuses: filing_unknown (also to who neither handed it in nor oversees the place or the body, nor advises there). */
export async function readFiling(deps: Deps, actor: Actor, id: string): Promise<FilingView> {
  const row = await findFiling(deps.db, actor.book, id);
  if (!row || !mayRead(actor, row, await filingThings(deps, deps.db, row)))
    throw refuse('filing_unknown');
  return describeFiling(deps, deps.db, actor, row);
}
