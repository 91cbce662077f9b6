import type { Instant } from '../kit/clock.ts';
import { plusSeconds } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { addStation } from '../organisations/index.ts';
import {
  addPersonWithPhone,
  grantRole,
  type Role,
  registerMany,
  registrantsMax,
} from '../people/index.ts';
import { addDivisions, type Division, findDivision } from '../regions/index.ts';
import { addMerchant } from '../rewards/index.ts';
import { publishInitialRules } from '../rules/index.ts';
import type { TownPlan } from './plan.ts';

/** Rules and roles hold from this long ago, so that the town has a past. */
const pastSeconds = 120 * 86_400;

/** Divisions, rules, stations, shops, staff and volunteers. What is there already stays as it is. */
export async function settleTown(
  deps: Deps,
  divisions: Division[],
  plan: TownPlan,
  now: Instant,
): Promise<void> {
  const { book } = plan;
  const since = plusSeconds(now, -pastSeconds);
  await deps.transact(async (tx) => {
    if (!(await findDivision(tx, book, String(book)))) {
      await addDivisions(tx, book, divisions);
      await publishInitialRules(tx, book, String(book), since.toISOString().slice(0, 10));
    }
    for (const { clerk, ...station } of plan.stations) {
      await addStation(tx, { book, ...station });
      await addStaff(
        deps,
        tx,
        book,
        clerk,
        { role: 'station', scope: station.id, scopeName: station.name },
        since,
      );
    }
    for (const { clerk, ...merchant } of plan.merchants) {
      await addMerchant(tx, { book, ...merchant }, since);
      await addStaff(
        deps,
        tx,
        book,
        clerk,
        { role: 'merchant', scope: merchant.id, scopeName: merchant.name },
        since,
      );
    }
    const { id, phone, ...scope } = plan.administrator;
    await addStaff(deps, tx, book, { id, phone }, { role: 'administrator', ...scope }, since);
  });
  for (let from = 0; from < plan.volunteers.length; from += registrantsMax) {
    const some = plan.volunteers.slice(from, from + registrantsMax);
    await deps.transact((tx) => registerMany(deps, tx, book, some, since));
  }
}

async function addStaff(
  deps: Deps,
  tx: Parameters<typeof grantRole>[0],
  book: number,
  person: { id: string; phone: string },
  grant: { role: Role; scope: string; scopeName: string },
  since: Instant,
) {
  const personId = await addPersonWithPhone(deps, tx, { book, ...person }, since);
  await grantRole(tx, { book, personId, ...grant }, since);
}
