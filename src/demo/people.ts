import { addGrant, type Role, rolesOf } from '../access/index.ts';
import type { Instant } from '../kit/clock.ts';
import { plusSeconds } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { addStation } from '../organisations/index.ts';
import { addPersonWithPhone } from '../people/index.ts';
import { type Division, loadDivisions } from '../regions/index.ts';
import { registerMany, registrantsMax } from '../registration/index.ts';
import { addMerchant } from '../rewards/index.ts';
import { publishInitialRules } from '../rules/index.ts';
import type { TownPlan } from './plan.ts';

/** Rules and roles hold from this long ago, so that the town has a past. */
const pastSeconds = 120 * 86_400;

/**
 * The demonstration's logins are public: its visitors go in as staff with the mailbox's code alone, and all of them spend
 * as the same volunteers. Whoever registers serves at once; a street that wants to see them first says so in its own rules.
 */
const demoRules = {
  'volunteer.approval_steps': 0,
  'sign_in.second_factor_from_first_day': false,
  'pay_code.without_pin_per_day': null,
};

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
    await loadDivisions(deps, tx, book, divisions);
    await publishInitialRules(tx, book, String(book), since.toISOString().slice(0, 10), demoRules);
    for (const { clerk, ...station } of plan.stations) {
      await addStation(tx, { book, ...station });
      const { id: scope, name: scopeName, region } = station;
      const grant = { role: 'station_manager' as const, scope, scopeName, region };
      await addStaff(deps, tx, book, clerk, grant, since);
    }
    for (const { clerk, ...merchant } of plan.merchants) {
      await addMerchant(tx, { book, ...merchant }, since);
      const { id: scope, name: scopeName, region } = merchant;
      await addStaff(deps, tx, book, clerk, { role: 'merchant', scope, scopeName, region }, since);
    }
    for (const { id, phone, ...grant } of plan.officers) {
      const region = grant.scope;
      await addStaff(deps, tx, book, { id, phone }, { ...grant, region }, since);
    }
  });
  for (let from = 0; from < plan.volunteers.length; from += registrantsMax) {
    const some = plan.volunteers.slice(from, from + registrantsMax);
    await deps.transact((tx) => registerMany(deps, tx, book, some, since));
  }
}

/** Who has the role already is left alone, so a broken-off raising may be repeated. */
async function addStaff(
  deps: Deps,
  tx: Tx,
  book: number,
  person: { id: string; phone: string },
  grant: { role: Role; scope: string; scopeName: string; region: string },
  since: Instant,
) {
  const personId = await addPersonWithPhone(deps, tx, { book, ...person }, since);
  const held = await rolesOf(tx, book, personId, await deps.clock.now(tx));
  if (held.some(({ role, scope }) => role === grant.role && scope === grant.scope)) return;
  const forEver = { grantedBy: null, validFrom: since, validTo: null };
  await addGrant(tx, { book, personId, ...grant, ...forEver });
}
