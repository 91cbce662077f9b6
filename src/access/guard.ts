import type { FastifyRequest } from 'fastify';
import { withOrigin } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import type { App } from '../kit/http.ts';
import { invariant } from '../kit/invariant.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { type Actor, mayAsk, roleFor } from './may.ts';
import { type Action, policy } from './policy.ts';
import { refuse } from './refusals.ts';
import { watchIds } from './revoked.ts';
import { recentlyRevoked } from './store.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route does. Every route under /v1 says so, or the server does not start. */
    action?: Action;
  }
  interface FastifyRequest {
    actor: Actor | null;
  }
}

/** Longer than a token lives, by what the clocks of two machines may differ and a transaction may take. */
const graceSeconds = 60;

/**
 * Reads the token of every request and lets in whoever may do the route's action to something.
 * Refuses: not_signed_in, session_ended, roles_changed, not_a_volunteer, not_allowed.
 */
export function guardAccess(
  app: App,
  deps: Deps,
  /** Ids of the sessions that were ended in the last seconds, from the slice that keeps them. */
  recentlyEnded: (seconds: number) => Promise<Set<string>>,
): void {
  const seconds = deps.tokens.lifeSeconds + graceSeconds;
  const isRevoked = watchIds(() => recentlyRevoked(deps.db, deps.book, seconds));
  const isEnded = watchIds(() => recentlyEnded(seconds));
  app.decorateRequest('actor', null);
  app.addHook('onRoute', (route) => {
    const named = route.config?.action !== undefined;
    invariant(named || !route.url.startsWith('/v1/'), `${route.url} does not say what it does`);
  });
  app.addHook('onRequest', async (request) => {
    const { action } = request.routeOptions.config;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined && !(action && getsToken.includes(action))) {
      const actor = await readToken(deps, token);
      if (await isEnded([actor.sessionId])) throw refuse('session_ended');
      if (await isRevoked(actor.roles.map(({ grant }) => grant))) throw refuse('roles_changed');
      request.actor = actor;
    }
    if (action === undefined || mayAsk(request.actor, action)) return;
    if (!request.actor) throw refuseAny('not_signed_in');
    throw isOfVolunteers(action) ? refuse('not_a_volunteer') : refuseAny('not_allowed');
  });
  // After the body was read: reading it would lose what is handed on beside the arguments.
  app.addHook('preHandler', (request, _reply, done) => withOrigin(originOf(request), done));
}

/** Whom and what the log names for what the request changes. */
function originOf({ actor, id, ip, headers, routeOptions }: FastifyRequest) {
  const { action } = routeOptions.config;
  return {
    personId: actor?.personId ?? null,
    // Until the thing at hand has been asked about; some operations have none.
    ...((actor && action && roleFor(actor, action)) ?? { role: null, scope: null }),
    requestId: id,
    address: ip,
    device: headers['user-agent'] ?? null,
  };
}

/** A token that is worn out keeps nobody from getting a new one. */
const getsToken: Action[] = ['session.open', 'session.renew'];

/** Refuses: session_ended, also for a token of another city with the same key. */
async function readToken({ tokens, book }: Deps, token: string): Promise<Actor> {
  const claims = await tokens.verify(token);
  if (claims?.book !== book) throw refuse('session_ended');
  const { sub: personId, sid: sessionId } = claims;
  return { book, personId, sessionId, roles: claims.roles as Actor['roles'] };
}

const isOfVolunteers = (action: Action) => Object.keys(policy[action].to).join() === 'volunteer';

/** The caller of a route that is not for everybody. */
export function actorOf(request: FastifyRequest): Actor {
  invariant(request.actor, 'the route lets in only people who are signed in');
  return request.actor;
}
