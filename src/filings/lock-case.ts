import type { Tx } from '../kit/db.ts';
import { lockOrganisation, type OrganisationRow } from '../organisations/index.ts';
import { refuse } from './refusals.ts';
import { findFiling, lockFiling } from './store.ts';
import type { FilingRow } from './tables.ts';

export interface LockedCase {
  row: FilingRow;
  /** Of a change: what is to be changed. */
  organisation: OrganisationRow | undefined;
}

/**
 * Locks an application, and before it the body that it would change, in the order in which the body's end takes them.
 * Refuses: filing_unknown.
 */
export async function lockCase(tx: Tx, book: number, id: string): Promise<LockedCase> {
  const found = await findFiling(tx, book, id);
  const body = found?.subject === 'change' ? found.organisationId : null;
  const organisation = body === null ? undefined : await lockOrganisation(tx, book, body);
  const row = await lockFiling(tx, book, id);
  if (!row) throw refuse('filing_unknown');
  return { row, organisation };
}

/** Only what is filed and acts is changed; of an establishment there is no body yet. Refuses: filing_not_filed. */
export function requireFiled(organisation: OrganisationRow | undefined): void {
  if (organisation && (organisation.kind !== 'filed' || organisation.state !== 'active'))
    throw refuse('filing_not_filed');
}
