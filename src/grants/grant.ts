import { type Actor, type Grant, mayAppoint, type Role, roles } from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { Text } from '../kit/refusal.ts';
import { maskedPhones } from '../people/index.ts';

/** A grant as people see it. */
export interface GrantView {
  id: string;
  person: { id: string; phone: string };
  role: Role;
  name: Text;
  scope: string;
  scopeName: string;
  validFrom: string;
  /** Null for ever. */
  validTo: string | null;
  /** Null for what comes with registering and for the first officers of a city. */
  grantedBy: string | null;
  revoked: boolean;
  /** Whether the viewer may take it back. */
  mayRevoke: boolean;
}

/** Whether the actor may take a grant back: whoever may give it, but not one's own. */
export const mayRevoke = (actor: Actor, grant: Grant): boolean =>
  grant.region !== null &&
  grant.personId !== actor.personId &&
  mayAppoint(actor, grant.role, { region: grant.region, place: grant.scope });

export async function describeGrants(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  viewer: Actor,
  grants: Grant[],
): Promise<GrantView[]> {
  const people = grants.map(({ personId }) => personId);
  const phones = await maskedPhones(deps, db, viewer.book, people);
  return grants.map((grant) => ({
    id: grant.id,
    person: { id: grant.personId, phone: phones.get(grant.personId) ?? '' },
    role: grant.role,
    name: roles[grant.role].name,
    scope: grant.scope,
    scopeName: grant.scopeName,
    validFrom: grant.validFrom.toISOString(),
    validTo: grant.validTo?.toISOString() ?? null,
    grantedBy: grant.grantedBy,
    revoked: grant.revoked,
    mayRevoke: !grant.revoked && mayRevoke(viewer, grant),
  }));
}
