import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import {
  type App,
  IdParams,
  InstantText,
  languageOf,
  PageOf,
  PageQuery,
  Uuid,
} from '../kit/http.ts';
import { KeyHeader, keyedTransact } from '../kit/keyed-request.ts';
import { listLines, listOwnRecords, showSettlement } from './list-lines.ts';
import { settleActivity } from './settle-activity.ts';

const tags = ['settlement'];
const closed = { additionalProperties: false };
const Held = Type.Union([Type.Object({ code: Type.String(), title: Type.String() }), Type.Null()]);

const Settlement = Type.Object({
  id: Uuid,
  activityId: Uuid,
  state: Type.String({ examples: ['posting', 'settled'] }),
  lines: Type.Object({
    total: Type.Integer(),
    waiting: Type.Integer(),
    posted: Type.Integer(),
    held: Type.Integer(),
  }),
  minutes: Type.Integer({ description: '已入账的分钟数 / minutes posted' }),
  centipoints: Type.Integer({ description: '已入账的积分（百分之一分） / centipoints posted' }),
  createdAt: InstantText,
  settledAt: Type.Union([InstantText, Type.Null()]),
});

const Line = Type.Object({
  id: Uuid,
  volunteer: Type.Object({ number: Type.String(), name: Type.String() }),
  rawMinutes: Type.Integer(),
  minutes: Type.Integer(),
  centipoints: Type.Integer(),
  state: Type.String({ examples: ['waiting', 'posted', 'held'] }),
  heldReason: Held,
});

const OwnRecord = Type.Object({
  id: Uuid,
  activityId: Uuid,
  title: Type.String(),
  date: Type.String({ examples: ['2026-11-20'] }),
  place: Type.String(),
  rawMinutes: Type.Integer(),
  minutes: Type.Integer(),
  grade: Type.String({ examples: ['CREDIT'] }),
  state: Type.String({ examples: ['posting', 'posted', 'held'] }),
  heldReason: Held,
});

export async function settlementRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/settlements',
    {
      config: { action: 'settlement.make' },
      schema: {
        tags,
        summary: '结束活动并结算 / Close an activity and settle it',
        headers: KeyHeader,
        body: Type.Object({ activityId: Uuid }, closed),
        response: { 201: Settlement },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const transact = keyedTransact(deps, actor, request, reply);
      return reply
        .code(201)
        .send(await settleActivity(deps, transact, actor, request.body.activityId));
    },
  );

  app.get(
    '/v1/settlements/:id',
    {
      config: { action: 'settlement.read' },
      schema: {
        tags,
        summary: '结算进度 / How far a settlement is',
        params: IdParams,
        response: { 200: Settlement },
      },
    },
    async (request) => showSettlement(deps, actorOf(request), request.params.id),
  );

  app.get(
    '/v1/settlements/:id/lines',
    {
      config: { action: 'settlement.read' },
      schema: {
        tags,
        summary: '结算明细 / The lines of a settlement',
        params: IdParams,
        querystring: Type.Object(
          {
            ...PageQuery.properties,
            state: Type.Optional(
              Type.Union([Type.Literal('waiting'), Type.Literal('posted'), Type.Literal('held')]),
            ),
          },
          closed,
        ),
        response: { 200: PageOf(Line) },
      },
    },
    async (request) =>
      listLines(deps, actorOf(request), request.params.id, {
        ...request.query,
        language: languageOf(request),
      }),
  );

  app.get(
    '/v1/volunteers/me/records',
    {
      config: { action: 'record.read_own' },
      schema: {
        tags,
        summary: '我的服务记录 / My service records',
        querystring: PageQuery,
        response: { 200: PageOf(OwnRecord) },
      },
    },
    async (request) =>
      listOwnRecords(deps, actorOf(request), { ...request.query, language: languageOf(request) }),
  );
}
