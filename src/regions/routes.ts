import { Type } from 'typebox';
import type { Deps } from '../kit/deps.ts';
import type { App } from '../kit/http.ts';
import { describeDivision, listDivisions } from './describe-division.ts';
import { divisionKinds } from './division.ts';

const tags = ['regions'];
const closed = { additionalProperties: false };
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const Code = Type.String({ pattern: '^(\\d{6}|\\d{9}|\\d{12})$', examples: ['120101'] });
const Day = Type.String({ format: 'date', examples: ['2026-01-01'] });

const Region = Type.Object({
  code: Type.String(),
  name: Type.String(),
  level: Type.String({ examples: ['street'] }),
  kind: orNull(Type.Enum([...divisionKinds])),
  parent: orNull(Type.String()),
  validFrom: orNull(Day),
  validTo: orNull(Day),
});

export async function regionRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/regions',
    {
      config: { action: 'region.read' },
      schema: {
        tags,
        summary: '下级行政区划 / Divisions directly below one, those in force unless asked',
        querystring: Type.Object(
          {
            parent: Type.Optional(Code),
            on: Type.Optional(Day),
            ended: Type.Optional(
              Type.Boolean({ description: '含已撤销的 / also those that have ended' }),
            ),
          },
          closed,
        ),
        response: { 200: Type.Object({ items: Type.Array(Region) }) },
      },
    },
    async ({ query }) => ({ items: await listDivisions(deps, deps.book, query) }),
  );

  app.get(
    '/v1/regions/:code',
    {
      config: { action: 'region.read' },
      schema: {
        tags,
        summary: '行政区划 / A division, also one that has ended, with its successor',
        params: Type.Object({ code: Code }),
        response: {
          200: Type.Object({
            ...Region.properties,
            successor: orNull(Type.Object({ code: Type.String(), name: Type.String() })),
            formerNames: Type.Array(Type.Object({ name: Type.String(), until: Day })),
          }),
        },
      },
    },
    async ({ params }) => describeDivision(deps, deps.book, params.code),
  );
}
