import type { Db, Tx } from '../kit/db.ts';
import { findAuthenticator } from './credential-store.ts';

/** Whether somebody has set up the second factor of staff. */
export async function hasEnrolled(db: Db | Tx, book: number, personId: string): Promise<boolean> {
  return Boolean((await findAuthenticator(db, book, personId))?.confirmedAt);
}
