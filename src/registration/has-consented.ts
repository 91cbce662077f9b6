import type { Tx } from '../kit/db.ts';
import type { Purpose } from './consent-texts.ts';
import { shareConsent } from './store.ts';

/** Whether a consent is in force; it is not withdrawn before the transaction ends. */
export async function hasConsented(
  tx: Tx,
  book: number,
  personId: string,
  purpose: Purpose,
): Promise<boolean> {
  return (await shareConsent(tx, book, personId, purpose)) !== undefined;
}
