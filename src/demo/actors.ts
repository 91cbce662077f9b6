import type { Actor, Role } from '../access/index.ts';
import { invariant } from '../kit/invariant.ts';
import { isWithin } from '../kit/region-code.ts';
import type { TownPlan } from './plan.ts';

/** Somebody of the town in one role that the plan gives them, as their token would say it. */
const actor = (book: number, personId: string, role: Role, scope: string): Actor => ({
  ...{ book, personId, sessionId: '' },
  roles: [{ grant: personId, role, scope }],
});

export const managerOf = ({ book }: TownPlan, station: TownPlan['stations'][number]): Actor =>
  actor(book, station.clerk.id, 'station_manager', station.id);

export const cashierOf = ({ book }: TownPlan, merchant: TownPlan['merchants'][number]): Actor =>
  actor(book, merchant.clerk.id, 'merchant', merchant.id);

export const volunteerOf = ({ book }: TownPlan, { id }: { id: string }): Actor =>
  actor(book, id, 'volunteer', id);

/** The committee of the community where the first station stands. */
export function committeeOf({ book, officers }: TownPlan): Actor {
  const committee = officers.find(({ role }) => role === 'residents_committee');
  invariant(committee, 'the first community has its committee');
  return actor(book, committee.id, 'residents_committee', committee.scope);
}

/** The office of the street that a division lies in. */
export function streetOfficeOf({ book, officers }: TownPlan, region: string): Actor {
  const office = officers.find(
    ({ role, scope }) => role === 'street_office' && isWithin(region, scope),
  );
  invariant(office, 'every street with a station has its office');
  return actor(book, office.id, 'street_office', office.scope);
}
