import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { findVolunteer } from './store.ts';
import { idNumberPlace } from './volunteer.ts';

/** The birthday of a volunteer, YYYY-MM-DD; undefined for whoever is none. */
export async function birthDateOf(
  { vault }: Pick<Deps, 'vault'>,
  db: Db | Tx,
  book: number,
  personId: string,
): Promise<string | undefined> {
  const row = await findVolunteer(db, book, personId);
  if (!row) return undefined;
  const number = vault.open(idNumberPlace(personId), row.idNumberSealed);
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
}
