import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { divisionKind } from '../regions/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { countMembers } from './member-store.ts';
import { countBodies } from './organisation-store.ts';
import type { OrganisationRow } from './tables.ts';

/** How many people a filed organisation of a community has at least (domain.md 8). */
export const fewestMembers = (community: string, rules: Rules): number =>
  rules.get(
    divisionKind(community) === 'villagers_committee'
      ? 'filing.min_members_rural'
      : 'filing.min_members_urban',
  );

/** Where a number stands to the least and the most that the rules want. */
export function standing(n: number, least: number, most: number): 'below' | 'within' | 'above' {
  if (n < least) return 'below';
  return n > most ? 'above' : 'within';
}

/**
 * What stands in the rosters of organisations, and whether it is what the rules want. Nobody is kept in a roster
 * against their will, so a filed body with too few, and a hub with too few or too many social workers, is shown and
 * not refused.
 */
export async function checkRosters(
  db: Db | Tx,
  book: number,
  rows: OrganisationRow[],
  at: Instant,
) {
  const hubs = rows.filter(({ type }) => type === 'hub');
  const counts = await countMembers(db, book, idsOf(rows));
  const bodies = await countBodies(db, book, idsOf(hubs));
  const rules = new Map<string, Rules>();
  for (const { region, kind, type } of rows)
    if ((kind === 'filed' || type === 'hub') && !rules.has(region))
      rules.set(region, await rulesInForce(db, book, region, at));
  return new Map(
    rows.map((row) => {
      const { members, socialWorkers } = counts.get(row.id) ?? { members: 0, socialWorkers: 0 };
      const inForce = rules.get(row.region);
      const least = inForce && row.kind === 'filed' ? fewestMembers(row.region, inForce) : null;
      const roster = { members, least, short: least !== null && members < least };
      const hub = inForce && row.type === 'hub' ? hubCheck(socialWorkers, inForce) : null;
      return [row.id, { roster, hub: hub && { ...hub, bodies: bodies.get(row.id) ?? 0 } }];
    }),
  );
}

const idsOf = (rows: OrganisationRow[]) => rows.map(({ id }) => id);

function hubCheck(socialWorkers: number, rules: Rules) {
  const least = rules.get('hub.min_social_workers');
  const most = rules.get('hub.max_social_workers');
  return { socialWorkers, least, most, standing: standing(socialWorkers, least, most) };
}
