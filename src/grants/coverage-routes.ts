import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, InstantText, PageOf, PageQuery, Uuid } from '../kit/http.ts';
import { liaisonCoverage } from './liaison-coverage.ts';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Counts = { communities: Type.Integer(), covered: Type.Integer() };
const Community = Type.Object({
  region: Type.String(),
  regionName: Type.String(),
  officers: Type.Array(
    Type.Object({
      ...{ id: Uuid, phone: Type.String({ examples: ['138****1234'] }) },
      ...{ from: InstantText, to: orNull(InstantText) },
    }),
  ),
});

export function coverageRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/liaison-coverage',
    {
      config: { action: 'liaison_coverage.read' },
      schema: {
        tags: ['roles'],
        summary: '志愿服务联系员覆盖情况 / Communities with and without a liaison officer',
        querystring: Type.Object(
          {
            ...PageQuery.properties,
            region: Type.Optional(Type.String({ pattern: '^(\\d{6}|\\d{9}|\\d{12})$' })),
            missing: Type.Optional(
              Type.Boolean({ description: '只列未配备的社区 / only those without one' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            ...{ ...Counts, missing: Type.Integer() },
            parts: Type.Array(
              Type.Object({ region: Type.String(), regionName: Type.String(), ...Counts }),
            ),
            ...PageOf(Community).properties,
          }),
        },
      },
    },
    async (request) => liaisonCoverage(deps, actorOf(request), request.query),
  );
}
