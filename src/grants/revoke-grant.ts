import {
  type Actor,
  lockGrant,
  markRevoked,
  requireMay,
  requireMayAppoint,
} from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { describeGrants, type GrantView, grantState, hasEnded } from './grant.ts';
import { refuse } from './refusals.ts';

/**
 * Takes a role back from now on. Tokens that rest on it are refused within five seconds, and the person's next token
 * is without it.
 * Refuses: grant_unknown (also to those who do not see it), self_review (one's own), not_allowed (a role that the
 * actor does not give), grant_ended.
 */
export async function revokeGrant(deps: Deps, actor: Actor, id: string): Promise<GrantView> {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const grant = await lockGrant(tx, book, id);
    const unknown = refuse('grant_unknown');
    if (!grant || grant.region === null) throw unknown;
    const thing = { region: grant.region, place: grant.scope, parties: [grant.personId] };
    requireMay(actor, 'role_grant.make', thing, unknown);
    requireMayAppoint(actor, grant.role, thing);
    const now = await deps.clock.now(tx);
    if (hasEnded(grantState(grant, now))) throw refuse('grant_ended');
    const ended = await markRevoked(tx, book, id, personId, now);
    await record(tx, book, {
      action: 'role_grant.revoke',
      object: { kind: 'role_grant', id },
      before: {
        person: grant.personId,
        role: grant.role,
        scope: grant.scope,
        validTo: grant.validTo,
      },
      after: {
        person: grant.personId,
        role: grant.role,
        scope: grant.scope,
        validTo: ended.validTo,
      },
    });
    const [view] = await describeGrants(deps, tx, actor, [ended], now);
    return view!;
  });
}
