import { type Role, roles, type ScopeKind } from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import { findStation } from '../organisations/index.ts';
import { findDivision } from '../regions/index.ts';
import { findMerchant } from '../rewards/index.ts';

/** What a role can be granted for, and where it lies. */
export interface Place {
  name: string;
  region: string;
  /** The id of a body; divisions are no bodies. */
  place?: string;
}

type Find = (db: Db | Tx, book: number, scope: string) => Promise<Place | undefined>;

const body =
  (
    find: (db: Db | Tx, book: number, id: string) => Promise<Omit<Place, 'place'> | undefined>,
  ): Find =>
  async (db, book, id) => {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
    const found = await find(db, book, id);
    return found && { name: found.name, region: found.region, place: id };
  };

const division =
  (level?: string): Find =>
  async (db, book, code) => {
    const found = await findDivision(db, book, code);
    if (!found || (level && found.level !== level)) return undefined;
    return { name: found.name, region: code };
  };

/** Kinds that are missing here cannot be granted yet: there is nothing of that kind. */
const finders: Partial<Record<ScopeKind, Find>> = {
  city: division('city'),
  district: division('district'),
  street: division('street'),
  community: division('community'),
  region: division(),
  station: body(findStation),
  merchant: body(findMerchant),
};

/** The division or body that `scope` names, if it is one that `role` can be granted for. */
export async function findPlace(
  db: Db | Tx,
  book: number,
  role: Role,
  scope: string,
): Promise<Place | undefined> {
  return finders[roles[role].scope]?.(db, book, scope);
}
