import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { sealsOf } from './person-seals.ts';
import { findPerson, findVolunteer } from './store.ts';
import { openVolunteer } from './volunteer-row.ts';

/** The birthday of a volunteer, YYYY-MM-DD; undefined for whoever is none, or has left. */
export async function birthDateOf(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  book: number,
  personId: string,
): Promise<string | undefined> {
  const row = await findVolunteer(db, book, personId);
  const person = await findPerson(db, book, personId);
  const seals = person && sealsOf(deps, person);
  return row?.nameSealed && seals ? openVolunteer(seals, row).details.birthDate : undefined;
}
