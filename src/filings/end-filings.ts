import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { FiledNoMore } from '../kit/deps.ts';
import { logFiling } from './filing-form.ts';
import { lockOpenOf, updateFiling, withdrawn } from './store.ts';

/** A body that has ended, or was registered, is not changed any more; whoever locked it asks. */
export async function endChanges(
  tx: Tx,
  { book, organisationId }: FiledNoMore,
  now: Instant,
): Promise<void> {
  for (const before of await lockOpenOf(tx, book, { organisationId })) {
    const row = await updateFiling(tx, book, before.id, withdrawn(now));
    await logFiling(tx, 'filing.lapse', row, { before });
  }
}

/** Whoever leaves for good leaves no application behind: nobody else mends or withdraws it, and it would hold its name. */
export async function withdrawFilingsOf(
  tx: Tx,
  book: number,
  personId: string,
  now: Instant,
): Promise<void> {
  for (const before of await lockOpenOf(tx, book, { applicantId: personId })) {
    const row = await updateFiling(tx, book, before.id, withdrawn(now));
    await logFiling(tx, 'filing.withdraw', row, { before, by: personId });
  }
}
