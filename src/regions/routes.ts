import { Type } from 'typebox';
import type { Deps } from '../kit/deps.ts';
import type { App } from '../kit/http.ts';
import { divisionsBelow } from './store.ts';

const Region = Type.Object({ code: Type.String(), name: Type.String(), level: Type.String() });

export async function regionRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/regions',
    {
      config: { action: 'region.read' },
      schema: {
        tags: ['regions'],
        summary: '下级行政区划 / Divisions directly below one',
        querystring: Type.Object(
          {
            parent: Type.Optional(
              Type.String({ pattern: '^(\\d{6}|\\d{9}|\\d{12})$', examples: ['120101'] }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ items: Type.Array(Region) }) },
      },
    },
    async ({ query }) => ({ items: await divisionsBelow(deps.db, deps.book, query.parent) }),
  );
}
