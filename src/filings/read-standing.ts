import { type Actor, requireMay } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { findOrganisation, organisationThing, refuseOrganisation } from '../organisations/index.ts';
import { describeFiling, summariseFilings } from './filing.ts';
import { refuse } from './refusals.ts';
import { lastFiled, openChange } from './store.ts';

/**
 * What is filed of a body now, and the change that is under way, for its head, who begins a change with it, and for
 * whoever oversees the body; whoever handed it in. Refuses: organisation_unknown, filing_unknown (it was never filed).
 */
export async function readStanding(deps: Deps, actor: Actor, organisationId: string) {
  const { db } = deps;
  const { book } = actor;
  const unknown = refuseOrganisation('organisation_unknown');
  const organisation = await findOrganisation(db, book, organisationId);
  if (!organisation) throw unknown;
  requireMay(actor, 'organisation.oversee', organisationThing(organisation), unknown);
  const row = await lastFiled(db, book, organisationId);
  if (!row) throw refuse('filing_unknown');
  const pending = await openChange(db, book, organisationId);
  const [change = null] = await summariseFilings(deps, db, book, pending ? [pending] : []);
  return { filed: await describeFiling(deps, db, actor, row), change };
}
