import type { Tx } from '../kit/db.ts';
import { removePasswords } from './credential-store.ts';
import { removePins } from './pin-store.ts';
import { removeReset, removeSecondFactor } from './reset-store.ts';

/** Nothing is kept of how somebody who leaves has signed in: password, authenticator, recovery codes, a reset, PINs. */
export async function forgetCredentials(tx: Tx, book: number, personId: string): Promise<void> {
  await removePins(tx, book, personId);
  await removeSecondFactor(tx, book, personId);
  await removePasswords(tx, book, personId);
  await removeReset(tx, book, personId);
}
