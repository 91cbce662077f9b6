import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Action, actorOf, placeOf } from '../access/index.ts';
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
import { issuePayCode, showPayCode } from './issue-pay-code.ts';
import { listRedemptions, showRedemption } from './list-redemptions.ts';
import { describeMerchant } from './merchant.ts';
import { redeemCode } from './redeem-code.ts';
import { redemptionInWords } from './redemption.ts';
import { refundRedemption } from './refund-redemption.ts';

const tags = ['rewards'];
const closed = { additionalProperties: false };
const Pin = Type.String({
  pattern: '^\\d{6}$',
  description: '支付密码：超过免密上限时需要 / for more than a small amount',
});
const Centipoints = Type.Integer({
  minimum: 1,
  maximum: 100_000_000,
  description: '百分之一分 / hundredths of a point',
  examples: [250],
});

const Redemption = Type.Object({
  id: Uuid,
  centipoints: Type.Integer(),
  at: InstantText,
  merchant: Type.Object({ id: Uuid, name: Type.String() }),
  payer: Type.Object({ name: Type.String({ examples: ['李*'] }) }),
  state: Type.String({ examples: ['succeeded', 'refunded'] }),
  words: Type.String({ examples: ['李*在“津味早点”用积分 2.50 分'] }),
});

export async function rewardRoutes(app: App, deps: Deps) {
  payCodes(app, deps);
  tills(app, deps);
}

function payCodes(app: App, deps: Deps) {
  app.post(
    '/v1/pay-codes',
    {
      config: { action: 'pay_code.make' },
      schema: {
        tags,
        summary: '出示付款码 / A new pay code',
        body: Type.Object({ pin: Type.Optional(Pin) }, { additionalProperties: false }),
        response: {
          201: Type.Object({
            id: Uuid,
            code: Type.String({ examples: ['621234567812345678'] }),
            expiresAt: InstantText,
            validSeconds: Type.Integer(),
          }),
        },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await issuePayCode(deps, actorOf(request), request.body)),
  );

  app.get(
    '/v1/pay-codes/:id',
    {
      config: { action: 'pay_code.read' },
      schema: {
        tags,
        summary: '付款码是否已使用 / Whether one’s own code was spent',
        params: IdParams,
        response: {
          200: Type.Object({
            id: Uuid,
            state: Type.String({ examples: ['open', 'spent', 'expired'] }),
            redemption: Type.Union([Redemption, Type.Null()]),
          }),
        },
      },
    },
    async (request) => {
      const { redemption, ...payCode } = await showPayCode(
        deps,
        actorOf(request),
        request.params.id,
      );
      const words = redemption && redemptionInWords(redemption, languageOf(request));
      return { ...payCode, redemption: words };
    },
  );
}

const MerchantId = Type.Optional(
  Type.String({ ...Uuid, description: '代表多家商家时必填 / needed by those who act for several' }),
);

function tillOf(request: FastifyRequest, action: Action, named: string | undefined) {
  const actor = actorOf(request);
  const { book, personId } = actor;
  const merchantId = placeOf(actor, action, { id: named, pointer: '/merchantId' });
  return { book, personId, merchantId };
}

function tills(app: App, deps: Deps) {
  app.post(
    '/v1/redemptions',
    {
      config: { action: 'redemption.make' },
      schema: {
        tags,
        summary: '收取积分 / Take points for a pay code',
        headers: KeyHeader,
        body: Type.Object(
          {
            code: Type.String({ pattern: '^\\d{18}$', examples: ['621234567812345678'] }),
            centipoints: Centipoints,
            merchantId: MerchantId,
          },
          closed,
        ),
        response: { 201: Redemption },
      },
    },
    async (request, reply) => {
      const transact = keyedTransact(deps, actorOf(request), request, reply);
      const { merchantId, ...asked } = request.body;
      const till = tillOf(request, 'redemption.make', merchantId);
      const receipt = await redeemCode(deps, transact, till, asked);
      return reply.code(201).send(redemptionInWords(receipt, languageOf(request)));
    },
  );

  app.get(
    '/v1/redemptions',
    {
      config: { action: 'redemption.list' },
      schema: {
        tags,
        summary: '本店兑换记录 / What the shop has taken',
        querystring: Type.Object({ ...PageQuery.properties, merchantId: MerchantId }, closed),
        response: { 200: PageOf(Redemption) },
      },
    },
    async (request) => {
      const { merchantId, ...asked } = request.query;
      const till = tillOf(request, 'redemption.list', merchantId);
      const page = await listRedemptions(deps, till, asked);
      const language = languageOf(request);
      return { ...page, items: page.items.map((item) => redemptionInWords(item, language)) };
    },
  );

  app.get(
    '/v1/redemptions/:id',
    {
      config: { action: 'redemption.read' },
      schema: {
        tags,
        summary: '一笔兑换 / One redemption',
        params: IdParams,
        response: { 200: Redemption },
      },
    },
    async (request) => {
      const receipt = await showRedemption(deps, actorOf(request), request.params.id);
      return redemptionInWords(receipt, languageOf(request));
    },
  );

  app.post(
    '/v1/refunds',
    {
      config: { action: 'refund.make' },
      schema: {
        tags,
        summary: '退回积分 / Give the points of a redemption back',
        headers: KeyHeader,
        body: Type.Object({ redemptionId: Uuid }, closed),
        response: {
          201: Type.Object({
            id: Uuid,
            redemptionId: Uuid,
            centipoints: Type.Integer(),
            at: InstantText,
          }),
        },
      },
    },
    async (request, reply) => {
      const transact = keyedTransact(deps, actorOf(request), request, reply);
      return reply
        .code(201)
        .send(await refundRedemption(deps, transact, actorOf(request), request.body));
    },
  );

  app.get(
    '/v1/merchants/me',
    {
      config: { action: 'merchant.read_own' },
      schema: {
        tags,
        summary: '本店 / The shop one works for',
        querystring: Type.Object({ merchantId: MerchantId }, closed),
        response: {
          200: Type.Object({
            id: Uuid,
            name: Type.String(),
            regionName: Type.String(),
            centipoints: Type.Integer(),
          }),
        },
      },
    },
    async (request) => {
      const { merchantId } = request.query;
      return describeMerchant(deps, tillOf(request, 'merchant.read_own', merchantId));
    },
  );
}
