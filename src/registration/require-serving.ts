import type { Tx } from '../kit/db.ts';
import { shareVolunteer } from '../people/index.ts';
import { refuse } from './refusals.ts';

/**
 * Whoever serves is approved and not suspended, and stays so until the transaction ends. Refuses: volunteer_suspended (E_SUSPENDED, domain.md 9.2).
 */
export async function requireServing(tx: Tx, book: number, personId: string): Promise<void> {
  const volunteer = await shareVolunteer(tx, book, personId);
  if (volunteer?.state !== 'active') throw refuse('volunteer_suspended');
}
