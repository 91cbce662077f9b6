import {
  type Action,
  type Actor,
  actionsOf,
  appointableBy,
  type CurrentRole,
  type Role,
  roles,
  rolesOf,
} from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import type { Text } from '../kit/refusal.ts';
import { maskedPhones, maskedVolunteers } from '../people/index.ts';

/** Who is signed in, with personal data masked, and what that person may do. */
export interface Me {
  id: string;
  phone: string;
  roles: { role: Role; name: Text; scope: string; scopeName: string }[];
  /** Actions of the policy that are for the person's roles; of a single thing, the thing says more. */
  may: Action[];
  /** Roles that the person may give to others. */
  mayAppoint: Role[];
  volunteer: { id: string; number: string; name: string } | null;
}

/** Describes a person by the roles that are held at this moment, which a token then carries. */
export async function describeMe(
  deps: Pick<Deps, 'vault' | 'clock'>,
  db: Db | Tx,
  { book, personId }: Pick<Actor, 'book' | 'personId'>,
): Promise<{ me: Me; held: CurrentRole[] }> {
  const phone = (await maskedPhones(deps, db, book, [personId])).get(personId);
  invariant(phone, 'a session belongs to a person');
  const volunteer = (await maskedVolunteers(deps, db, book, [personId])).get(personId);
  const held = await rolesOf(db, book, personId, await deps.clock.now(db));
  const actor: Actor = { book, personId, sessionId: '', roles: held };
  const me: Me = {
    id: personId,
    phone,
    roles: held.map(({ role, scope, scopeName }) => ({
      ...{ role, name: roles[role].name, scope, scopeName },
    })),
    may: actionsOf(actor),
    mayAppoint: appointableBy(actor),
    volunteer: volunteer ? { id: personId, ...volunteer } : null,
  };
  return { me, held };
}
