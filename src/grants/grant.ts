import { type Actor, type Grant, mayAppoint, type Role, roles } from '../access/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { Text } from '../kit/refusal.ts';
import { maskedPhones, maskedVolunteers } from '../people/index.ts';
import { divisionNames } from '../regions/index.ts';

export const grantStates = ['to_come', 'in_force', 'expired', 'revoked'] as const;
export type GrantState = (typeof grantStates)[number];

/** A grant as people see it. */
export interface GrantView {
  id: string;
  /** Phone and name masked; who is no volunteer has given no name. */
  person: { id: string; phone: string; name: string | null };
  role: Role;
  name: Text;
  scope: string;
  scopeName: string;
  validFrom: string;
  /** Null for ever. */
  validTo: string | null;
  /** Null for what comes with registering and for the first officers of a city. */
  grantedBy: string | null;
  state: GrantState;
  /** Whether the viewer may take it back. */
  mayRevoke: boolean;
}

/** Whether the actor may take a grant back: whoever may give it, but not one's own. */
export const mayRevoke = (actor: Actor, grant: Grant): boolean =>
  grant.region !== null &&
  grant.personId !== actor.personId &&
  mayAppoint(actor, grant.role, { region: grant.region, place: grant.scope });

export function grantState(
  { validFrom, validTo, revoked }: Pick<Grant, 'validFrom' | 'validTo' | 'revoked'>,
  now: Instant,
): GrantState {
  if (revoked) return 'revoked';
  if (validTo && validTo <= now) return 'expired';
  return validFrom > now ? 'to_come' : 'in_force';
}

/** Whether there is nothing left to take back. */
export const hasEnded = (state: GrantState): boolean => state === 'expired' || state === 'revoked';

export async function describeGrants(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  viewer: Actor,
  grants: Grant[],
  now: Instant,
): Promise<GrantView[]> {
  const { book } = viewer;
  const people = grants.map(({ personId }) => personId);
  const phones = await maskedPhones(deps, db, book, people);
  const volunteers = await maskedVolunteers(deps, db, book, people);
  // Divisions are renamed; what has ended keeps what was so then.
  const divisions = grants.filter(({ scope, region }) => scope === region);
  const names = await divisionNames(
    db,
    book,
    divisions.map(({ scope }) => scope),
  );
  return grants.map((grant) => {
    const { personId } = grant;
    const state = grantState(grant, now);
    const name = hasEnded(state) ? undefined : names.get(grant.scope);
    return {
      id: grant.id,
      person: {
        ...{ id: personId, phone: phones.get(personId) ?? '' },
        name: volunteers.get(personId)?.name ?? null,
      },
      role: grant.role,
      name: roles[grant.role].name,
      scope: grant.scope,
      scopeName: name ?? grant.scopeName,
      validFrom: grant.validFrom.toISOString(),
      validTo: grant.validTo?.toISOString() ?? null,
      grantedBy: grant.grantedBy,
      state,
      mayRevoke: !hasEnded(state) && mayRevoke(viewer, grant),
    };
  });
}
