import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { plainly } from './filing-people.ts';
import { peopleShown } from './filing-roster.ts';
import { refuse } from './refusals.ts';
import { findFiling } from './store.ts';

/**
 * The people of an application unmasked, for those who have to check them, for a reason that is logged (domain.md 9.1).
 * Refuses: filing_unknown, not_allowed, filing_people_removed.
 */
export async function disclosePeople(deps: Deps, actor: Actor, id: string, reason: string) {
  const { book } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuse('filing_unknown');
    const row = await findFiling(tx, book, id);
    if (!row) throw unknown;
    requireMay(actor, 'filing.disclose', { region: row.region }, unknown);
    const { people } = await peopleShown(deps, tx, row, { shown: plainly, inRoster: plainly });
    if (!people) throw refuse('filing_people_removed');
    await record(tx, book, {
      action: 'filing.disclose',
      object: { kind: 'filing', id },
      after: { reason },
    });
    return people;
  });
}
