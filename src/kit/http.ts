import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { Type } from 'typebox';
import { pageLimitDefault, pageLimitMax } from './cursor.ts';
import { newId } from './id.ts';
import { refuse } from './kit-refusals.ts';
import type { Logger } from './log.ts';
import { answerProblem } from './problem.ts';
import type { Language } from './refusal.ts';
import { serializerFor, validatorFor } from './schema-compilers.ts';

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/**
 * The HTTP server with the house rules: strict bodies, problems instead of errors, a request id on every
 * answer. `trustProxy` names the proxies that are believed where a request came from; without it that is whoever is
 * connected.
 */
export function createHttp(log: Logger, trustProxy?: string): App {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    genReqId: () => newId(),
    bodyLimit: 1_048_576,
    ...(trustProxy === undefined ? {} : { trustProxy }),
    requestTimeout: 30_000,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 100 },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setValidatorCompiler(validatorFor);
  app.setSerializerCompiler(serializerFor);

  // No body is an empty object, so that routes that need nothing take both, and the others name what is missing.
  app.addHook('preValidation', async (request) => {
    if (request.body === undefined && request.method === 'POST') request.body = {};
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    request.log.debug({
      url: request.routeOptions.url,
      status: reply.statusCode,
      ms: reply.elapsedTime,
    });
  });
  app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => answerProblem(refuse('not_found'), request, reply));
  return app;
}

/** The language to answer in: the first of ours that `Accept-Language` names, else zh-CN. */
export function languageOf(request: FastifyRequest): Language {
  const wanted = (request.headers['accept-language'] ?? '').toLowerCase().split(',');
  for (const tag of wanted) {
    if (tag.trim().startsWith('zh')) return 'zh-CN';
    if (tag.trim().startsWith('en')) return 'en';
  }
  return 'zh-CN';
}

export const Uuid = Type.String({
  format: 'uuid',
  examples: ['019ab0c4-7a5e-7c1d-9b7e-2f6d3c5b1a00'],
});
export const InstantText = Type.String({
  format: 'date-time',
  examples: ['2026-11-23T01:00:00.000Z'],
});
export const BothLanguages = Type.Object({ 'zh-CN': Type.String(), en: Type.String() });
export const IdParams = Type.Object({ id: Uuid });
export const PageQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: pageLimitMax, default: pageLimitDefault }),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
  },
  { additionalProperties: false },
);
export const PageOf = <T extends Type.TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) });
export const Nothing = Type.Object({}, { additionalProperties: false });
