import { dateInChina, type Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { ageOn, findPerson, openVolunteer, sealsOf, type VolunteerRow } from '../people/index.ts';

/** Full years of a volunteer who has not left. */
export async function ageOfWard(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  row: VolunteerRow,
  now: Instant,
): Promise<number> {
  const person = await findPerson(db, row.book, row.id);
  const seals = person && sealsOf(deps, person);
  invariant(seals, 'a ward has not left');
  return ageOn(openVolunteer(seals, row).details.birthDate, dateInChina(now));
}
