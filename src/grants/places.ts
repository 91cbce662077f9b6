import { type Role, roles, type ScopeKind } from '../access/index.ts';
import { dateInChina, type Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { RegionLevel } from '../kit/region-code.ts';
import {
  organisationsWithin,
  shareOrganisation,
  shareStation,
  stationsWithin,
} from '../organisations/index.ts';
import { divisionInForce, divisionsWithin } from '../regions/index.ts';
import { findMerchant, merchantsWithin } from '../rewards/index.ts';

/** What a role can be granted for, and where it lies. */
export interface Place {
  name: string;
  region: string;
  /** The id of a body; divisions are no bodies. */
  place?: string;
}

export interface PlacePage {
  /** What the codes of the divisions begin with. */
  prefixes: string[];
  /** Of these bodies also where they lie elsewhere. */
  places: string[];
  limit: number;
  after?: string | undefined;
  now: Instant;
}

export interface ListedPlace {
  scope: string;
  name: string;
  /** Where it lies; a division lies in itself. */
  region: string;
}

interface Places {
  /** Refuses: division_ended. */
  find(tx: Tx, book: number, scope: string, now: Instant): Promise<Place | undefined>;
  list(db: Db | Tx, book: number, page: PlacePage): Promise<ListedPlace[]>;
}

const divisions = (level?: RegionLevel): Places => ({
  async find(tx, book, code, now) {
    const found = await divisionInForce(tx, book, code, { now, pointer: '/scope' });
    if (!found || (level && found.level !== level)) return undefined;
    return { name: found.name, region: code };
  },
  async list(db, book, { now, ...page }) {
    if (page.prefixes.length === 0) return [];
    const on = dateInChina(now);
    const rows = await divisionsWithin(db, book, level, { ...page, on });
    return rows.map(({ code, name }) => ({ scope: code, name, region: code }));
  },
});

/** What is found is held, so that it does not end, and the roles in it, before the new one is written. */
const bodies = (
  find: (tx: Tx, book: number, id: string) => Promise<Omit<Place, 'place'> | undefined>,
  within: (
    db: Db | Tx,
    book: number,
    page: PlacePage,
  ) => Promise<{ id: string; name: string; region: string }[]>,
): Places => ({
  async find(tx, book, id) {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
    const found = await find(tx, book, id);
    return found && { name: found.name, region: found.region, place: id };
  },
  async list(db, book, page) {
    const rows = await within(db, book, page);
    return rows.map(({ id, name, region }) => ({ scope: id, name, region }));
  },
});

/** Only those that may act; with a type, only those of it. */
const organisations = (type?: 'hub') =>
  bodies(
    async (tx, book, id) => {
      const found = await shareOrganisation(tx, book, id);
      if (found?.state !== 'active' || (type && found.type !== type)) return undefined;
      return found;
    },
    async (db, book, { places, ...page }) =>
      organisationsWithin(db, book, { ...page, ids: places, type, state: 'active' }),
  );

const kinds: Record<Exclude<ScopeKind, 'oneself'>, Places> = {
  city: divisions('city'),
  district: divisions('district'),
  street: divisions('street'),
  community: divisions('community'),
  region: divisions(),
  organisation: organisations(),
  station: bodies(
    async (tx, book, id) => {
      const found = await shareStation(tx, book, id);
      // Who prepares a station manages it already, and who settles its last activities still does.
      return found?.state === 'closed' ? undefined : found;
    },
    async (...asked) => stationsWithin(...asked),
  ),
  // It has no end, and nobody may change its row.
  merchant: bodies(findMerchant, async (...asked) => merchantsWithin(...asked)),
};
const hubs = organisations('hub');

/** The divisions or bodies that a role can be granted for; undefined where it comes with registering. */
export function placesFor(role: Role): Places | undefined {
  if (role === 'hub_manager') return hubs;
  const { scope } = roles[role];
  return scope === 'oneself' ? undefined : kinds[scope];
}
