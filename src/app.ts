import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import underPressure from '@fastify/under-pressure';
import scalar from '@scalar/fastify-api-reference';
import { sql } from 'drizzle-orm';
import type { FastifyContextConfig } from 'fastify';
import { guardAccess, mayAsk } from './access/index.ts';
import { activityRoutes } from './activities/routes.ts';
import { demoRoutes } from './demo/routes.ts';
import { filingRoutes } from './filings/routes.ts';
import { grantRoutes } from './grants/routes.ts';
import { importRoutes } from './imports/routes.ts';
import type { Deps } from './kit/deps.ts';
import { type App, createHttp } from './kit/http.ts';
import { Problem } from './kit/problem.ts';
import { organisationRoutes } from './organisations/routes.ts';
import { passbookRoutes } from './passbook/routes.ts';
import { proofRoutes } from './proofs/routes.ts';
import { protectionRoutes } from './protection/routes.ts';
import { regionRoutes } from './regions/routes.ts';
import { registrationRoutes } from './registration/routes.ts';
import { rewardRoutes } from './rewards/routes.ts';
import { settlementRoutes } from './settlement/routes.ts';
import { recentlyEnded } from './sign-in/index.ts';
import { signInRoutes } from './sign-in/routes.ts';

/** Longer than this behind, and people are better told to come back than kept waiting. */
const eventLoopDelayMaxMs = 1000;

/** The API's table of contents. */
const slices = [
  ...[regionRoutes, signInRoutes, organisationRoutes, filingRoutes, registrationRoutes],
  ...[importRoutes, activityRoutes, settlementRoutes, rewardRoutes, grantRoutes, passbookRoutes],
  ...[proofRoutes],
  ...[protectionRoutes, demoRoutes],
];

interface AppOptions {
  /** The built web app; without it only the API answers. */
  webDirectory?: string;
  trustProxy?: string | undefined;
  /** How far behind the process may be before the API sends requests away; 0: it never does. */
  busyAfterMs?: number;
}

export async function createApp(
  deps: Deps,
  { webDirectory, trustProxy, busyAfterMs = eventLoopDelayMaxMs }: AppOptions = {},
): Promise<App> {
  const app = createHttp(deps.log, trustProxy);
  await app.register(cookie);
  await app.register(helmet, { contentSecurityPolicy, strictTransportSecurity: false });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '邻里时间银行 / Linli time bank',
        version: '1',
        description: 'Hours and points of volunteers, activities, and the tills that take points.',
      },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: {
        ...schema,
        ...(isOpen(route.config) ? {} : { security: [{ bearer: [] }] }),
        response: { ...(schema?.response as object), '4XX': Problem },
      } as typeof schema,
    }),
  });
  guardAccess(app, deps, (seconds) => recentlyEnded(deps, seconds));

  await app.register(async (scope) => {
    // Only here: a page that was sent away leaves people with nothing, while the page asks the API again by itself.
    await scope.register(underPressure, {
      maxEventLoopDelay: busyAfterMs,
      exposeStatusRoute: false,
    });
    for (const addRoutes of slices) await addRoutes(scope as App, deps);
  });

  app.get('/livez', { schema: { hide: true } }, async () => ({ status: 'live' }));
  app.get('/readyz', { schema: { hide: true } }, async () => {
    await deps.db.execute(sql`SELECT 1`);
    return { status: 'ready' };
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(async (docs) => {
    // The reference page brings its own inline script; only there is one allowed.
    docs.addHook('onSend', async (_request, reply) => {
      reply.removeHeader('content-security-policy');
    });
    await docs.register(scalar, { routePrefix: '/docs', configuration: referencePage });
  });
  if (webDirectory) {
    await app.register(fastifyStatic, {
      root: webDirectory,
      // File names carry a hash of their content, except for the page itself.
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  return app;
}

/** Anybody may ask, also without a token. */
const isOpen = (config: FastifyContextConfig | undefined) =>
  config?.action !== undefined && mayAsk(null, config.action);

/** Nothing on the reference page may call home or offer somebody else's services. */
const referencePage = {
  url: '/openapi.json',
  telemetry: false,
  withDefaultFonts: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
} as const;

const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    styleSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};
