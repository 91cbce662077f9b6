import type { Db, Tx } from '../kit/db.ts';
import type { Purpose } from './consent-texts.ts';
import { consentInForce } from './store.ts';

/** Whether a consent is in force now. */
export async function hasConsented(
  db: Db | Tx,
  book: number,
  personId: string,
  purpose: Purpose,
): Promise<boolean> {
  return (await consentInForce(db, book, personId, purpose)) !== undefined;
}
