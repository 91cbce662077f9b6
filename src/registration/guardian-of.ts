import type { Tx } from '../kit/db.ts';
import { sharePersons, type VolunteerRow } from '../people/index.ts';

/**
 * Whether a minor, whose row is locked, names the phone of this person as the guardian's; it stays the person's until
 * the transaction ends. Nobody is their own guardian.
 */
export async function isGuardianOf(
  tx: Tx,
  { book, id, guardianIndex }: VolunteerRow,
  personId: string,
): Promise<boolean> {
  if (id === personId) return false;
  const [person] = await sharePersons(tx, book, [personId]);
  return Boolean(guardianIndex && person?.phoneIndex?.equals(guardianIndex));
}
