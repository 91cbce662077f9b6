import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { findPerson, openVolunteer, sealsOf, type VolunteerRow } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { type Ages, agesAt } from './registrant.ts';

/** How old a volunteer whose row is locked is by now, and whose consent that takes by the rules of the place. */
export async function agesOf(...asked: Parameters<typeof agesOfWhoeverStays>): Promise<Ages> {
  const ages = await agesOfWhoeverStays(...asked);
  invariant(ages, 'a volunteer who has not left');
  return ages;
}

/** The same without a lock; undefined for whoever has left meanwhile. */
export async function agesOfWhoeverStays(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  row: VolunteerRow,
  now: Instant,
): Promise<Ages | undefined> {
  const rules = await rulesInForce(db, row.book, row.residenceRegion, now);
  const person = await findPerson(db, row.book, row.id);
  const seals = person && sealsOf(deps, person);
  if (!seals) return undefined;
  return agesAt(openVolunteer(seals, row).details.birthDate, rules, now);
}
