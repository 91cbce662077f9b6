import type { FastifyRequest } from 'fastify';
import { withOrigin } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import type { App } from '../kit/http.ts';
import { invariant } from '../kit/invariant.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { isWithin } from '../kit/region-code.ts';
import { refuse } from './refusals.ts';

export const roles = ['volunteer', 'station', 'merchant', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** Who may call a route. Every route under /v1 says one of these in its `config`, or the server does not start. */
export type Access = 'public' | 'signed_in' | Role;

/** Whoever sent the request, as the signed token says. */
export interface Actor {
  readonly book: number;
  readonly personId: string;
  readonly sessionId: string;
  readonly roles: readonly { role: Role; scope: string }[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    actor: Actor | null;
  }
}

/** Reads the token of every request and lets in whom the route names. Refuses: not_signed_in, session_ended, not_a_volunteer, not_allowed. */
export function guardAccess(app: App, deps: Deps): void {
  app.decorateRequest('actor', null);
  app.addHook('onRoute', (route) => {
    const named = route.config?.access !== undefined;
    invariant(named || !route.url.startsWith('/v1/'), `${route.url} does not say who may call it`);
  });
  app.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined) {
      const claims = await deps.tokens.verify(token);
      if (!claims) throw refuse('session_ended');
      const { sub: personId, sid: sessionId, book } = claims;
      request.actor = { book, personId, sessionId, roles: claims.roles as Actor['roles'] };
    }
    if (access === undefined || access === 'public') return;
    if (!request.actor) throw refuseAny('not_signed_in');
    if (access === 'signed_in' || request.actor.roles.some(({ role }) => role === access)) return;
    throw access === 'volunteer' ? refuse('not_a_volunteer') : refuseAny('not_allowed');
  });
  // After the body was read: reading it would lose what is handed on beside the arguments.
  app.addHook('preHandler', (request, _reply, done) => withOrigin(originOf(request), done));
}

/** Whom and what the log names for what the request changes. */
function originOf(request: FastifyRequest) {
  const { access } = request.routeOptions.config;
  return {
    personId: request.actor?.personId ?? null,
    role: roles.find((role) => role === access) ?? null,
    requestId: request.id,
    address: request.ip,
    device: request.headers['user-agent'] ?? null,
  };
}

/** The caller of a route that is not public. */
export function actorOf(request: FastifyRequest): Actor {
  invariant(request.actor, 'the route lets in only people who are signed in');
  return request.actor;
}

/** The ids of the stations or merchants, or the division codes, that the caller acts for. */
export function scopesOf(actor: Actor, role: Role): string[] {
  return actor.roles.filter((grant) => grant.role === role).map(({ scope }) => scope);
}

/** The one station or merchant the caller acts for. Refuses: not_allowed. */
export function scopeOf(actor: Actor, role: Role): string {
  const [scope] = scopesOf(actor, role);
  if (scope === undefined) throw refuseAny('not_allowed');
  return scope;
}

export function administers(actor: Actor, region: string): boolean {
  return scopesOf(actor, 'administrator').some((scope) => isWithin(region, scope));
}
