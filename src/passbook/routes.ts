import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, InstantText, languageOf, PageOf, PageQuery, Uuid } from '../kit/http.ts';
import { listStatement, showBalance } from './passbook.ts';

const tags = ['passbook'];

const Line = Type.Object({
  id: Uuid,
  at: InstantText,
  amount: Type.Integer({
    description: '分钟或百分之一分，支出为负 / minutes or centipoints, negative when spent',
  }),
  balance: Type.Integer(),
  kind: Type.String({ examples: ['service_hours', 'service_points', 'redemption', 'refund'] }),
  words: Type.String({ examples: ['参加“社区送餐”，服务 2 小时'] }),
});

export async function passbookRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/volunteers/me/balance',
    {
      config: { action: 'passbook.read_own' },
      schema: {
        tags,
        summary: '我的余额 / My hours and points, now or as of a time',
        querystring: Type.Object(
          { at: Type.Optional(InstantText) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            at: InstantText,
            minutes: Type.Integer(),
            centipoints: Type.Integer(),
            words: Type.String({ examples: ['您累计服务 2 小时 30 分钟，可用积分 2.50 分。'] }),
          }),
        },
      },
    },
    async (request) =>
      showBalance(deps, actorOf(request), { ...request.query, language: languageOf(request) }),
  );

  app.get(
    '/v1/volunteers/me/statement',
    {
      config: { action: 'passbook.read_own' },
      schema: {
        tags,
        summary: '我的明细 / My statement, newest first',
        querystring: Type.Object(
          {
            ...PageQuery.properties,
            unit: Type.Union([Type.Literal('HOURS'), Type.Literal('POINT')]),
          },
          { additionalProperties: false },
        ),
        response: { 200: PageOf(Line) },
      },
    },
    async (request) =>
      listStatement(deps, actorOf(request), { ...request.query, language: languageOf(request) }),
  );
}
