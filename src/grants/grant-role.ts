import { type Actor, type Role, refuseAccess, requireMayAppoint } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { type Instant, instant } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { addPersonWithPhone, readPhone } from '../people/index.ts';
import { addSeparately } from './add-separately.ts';
import { describeGrants, type GrantView } from './grant.ts';
import { placesFor } from './places.ts';
import { refuse } from './refusals.ts';

export interface Appointment {
  phone: string;
  role: Role;
  scope: string;
  validFrom?: string;
  validTo?: string;
}

/**
 * Gives somebody a role, by phone: who has never signed in becomes a person without more. The role must be one that
 * the actor's own role gives (`appointments`), and its scope lies within the actor's own, so nothing widens. It is
 * in the person's next token, at most five minutes later.
 * Refuses: phone_invalid, scope_unknown, division_ended, grant_dates_wrong, not_allowed, self_review (to oneself),
 * role_granted_already, duties_not_separate.
 */
export async function grantRole(
  deps: Deps,
  actor: Actor,
  { role, scope, ...asked }: Appointment,
): Promise<GrantView> {
  const { book } = actor;
  const phone = readPhone(asked.phone);
  return deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const dates = readDates(asked, now);
    const place = await placesFor(role)?.find(tx, book, scope, now);
    if (!place) throw refuse('scope_unknown', { pointer: '/scope' });
    requireMayAppoint(actor, role, place);
    const personId = await addPersonWithPhone(deps, tx, { book, phone, id: newId() }, now);
    if (personId === actor.personId) throw refuseAccess('self_review', { pointer: '/phone' });
    const { name: scopeName, region } = place;
    const grant = { book, personId, role, scope, scopeName, region, ...dates };
    const added = { ...grant, grantedBy: actor.personId };
    const id = await addSeparately(tx, added);
    const { validFrom, validTo } = dates;
    await record(tx, book, {
      action: 'role_grant.make',
      object: { kind: 'role_grant', id },
      after: { person: personId, role, scope, validFrom, validTo },
    });
    const [view] = await describeGrants(deps, tx, actor, [{ ...added, id, revoked: false }], now);
    return view!;
  });
}

function readDates(asked: { validFrom?: string; validTo?: string }, now: Instant) {
  const from = asked.validFrom === undefined ? now : instant(asked.validFrom, '/validFrom');
  // What was done before the grant was made, was not done by its right.
  const validFrom = from < now ? now : from;
  const validTo = asked.validTo === undefined ? null : instant(asked.validTo, '/validTo');
  if (validTo && validTo <= validFrom) throw refuse('grant_dates_wrong', { pointer: '/validTo' });
  return { validFrom, validTo };
}
