import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Deps } from '../kit/deps.ts';
import type { App } from '../kit/http.ts';
import { answerProblem } from '../kit/problem.ts';
import { Refusal } from '../kit/refusal.ts';
import { takeTryFromAddress } from './address-limit.ts';
import { callbackPath, openIdentityProvider } from './identity-provider.ts';
import { openProviderSession, sealErrand } from './open-provider-session.ts';
import { refreshCookie } from './refresh-cookie.ts';

const tags = ['sign-in'];
/** Lax: the browser comes back to it from the provider's site. */
const errandCookie = {
  name: 'linli_errand',
  options: { path: callbackPath, httpOnly: true, sameSite: 'lax', secure: 'auto' },
} as const;
const errandSeconds = 600;

/** Sign-in of staff with the city's identity provider; absent where none is set up. */
export async function providerRoutes(app: App, deps: Deps) {
  const settings = deps.identityProvider;
  if (!settings) return;
  const provider = openIdentityProvider(settings, deps.log);

  app.get(
    '/v1/identity-provider-sign-ins',
    {
      config: { action: 'session.open' },
      schema: {
        tags,
        summary: '用统一身份认证登录 / Goes to the identity provider',
        response: { 302: Type.Null() },
      },
      errorHandler: showInPages,
    },
    async (request, reply) => {
      await takeTryFromAddress(deps, deps.book, request.ip);
      const { url, errand } = await provider.begin();
      const { name, options } = errandCookie;
      reply.setCookie(name, await sealErrand(deps, errand), { ...options, maxAge: errandSeconds });
      return reply.redirect(url, 302);
    },
  );

  app.get(
    '/v1/identity-provider-sign-ins/callback',
    {
      config: { action: 'session.open' },
      schema: {
        tags,
        summary: '从统一身份认证返回 / Comes back from the identity provider',
        response: { 302: Type.Null() },
      },
      errorHandler: showInPages,
    },
    async (request, reply) => {
      reply.clearCookie(errandCookie.name, errandCookie.options);
      await takeTryFromAddress(deps, deps.book, request.ip);
      const session = await openProviderSession(deps, settings, provider, cameWith(request));
      setRefreshCookie(reply, session);
      return reply.redirect('/#signed-in', 302);
    },
  );
}

/** A browser that goes from page to page would show the refusal as it is sent: the sign-in page says it in words. */
function showInPages(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const isBrowser = request.headers.accept?.includes('text/html') ?? false;
  if (!isBrowser || !(error instanceof Refusal)) return answerProblem(error, request, reply);
  return reply.redirect(`/#/sign-in-refused/${error.code}`, 302);
}

function cameWith({ url, cookies, ip, headers }: FastifyRequest) {
  const place = { address: ip, device: headers['user-agent'] ?? null, sharedDevice: false };
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return { search, cookie: cookies[errandCookie.name], place };
}

function setRefreshCookie(
  reply: FastifyReply,
  { refreshToken, idleSeconds }: { refreshToken: string; idleSeconds: number },
) {
  reply.setCookie(refreshCookie.name, refreshToken, {
    ...{ ...refreshCookie.options, maxAge: idleSeconds },
  });
}
