import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, InstantText, PageOf, PageQuery, Uuid } from '../kit/http.ts';
import {
  askForCorrection,
  decideCorrection,
  listOpenCorrections,
  listOwnCorrections,
} from './corrections.ts';
import { closed, Reason } from './schemas.ts';

const tags = ['registration'];
const Field = Type.Enum(['name', 'id_number', 'residence_region']);
const Correction = Type.Object({
  id: Uuid,
  field: Field,
  wanted: Type.Union([Type.String(), Type.Null()]),
  reason: Type.String(),
  state: Type.Enum(['open', 'accepted', 'declined']),
  answer: Type.Union([Type.String(), Type.Null()]),
  askedAt: InstantText,
  before: Type.Union([Type.String(), Type.Null()]),
  after: Type.Union([Type.String(), Type.Null()]),
  mayDecide: Type.Boolean(),
  volunteer: Type.Object({ id: Uuid, number: Type.String(), name: Type.String() }),
});

export function correctionRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/corrections',
    {
      config: { action: 'correction.ask' },
      schema: {
        tags,
        summary: '申请更正登记信息 / Ask for a correction of who I am',
        body: Type.Object(
          {
            field: Field,
            wanted: Type.String({ minLength: 2, maxLength: 40, pattern: '\\S.*\\S' }),
            reason: Reason,
          },
          closed,
        ),
        response: { 201: Correction },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await askForCorrection(deps, actorOf(request), request.body)),
  );

  app.get(
    '/v1/corrections/mine',
    {
      config: { action: 'correction.ask' },
      schema: {
        tags,
        summary: '我的更正申请 / What I have asked for',
        response: { 200: Type.Object({ items: Type.Array(Correction) }) },
      },
    },
    async (request) => ({ items: await listOwnCorrections(deps, actorOf(request)) }),
  );

  app.get(
    '/v1/corrections',
    {
      config: { action: 'correction.decide' },
      schema: {
        tags,
        summary: '待办理的更正申请 / Open requests of the area',
        querystring: PageQuery,
        response: { 200: PageOf(Correction) },
      },
    },
    async (request) => listOpenCorrections(deps, actorOf(request), request.query),
  );

  app.post(
    '/v1/corrections/:id/decisions',
    {
      config: { action: 'correction.decide' },
      schema: {
        tags,
        summary: '办理更正申请 / Accept, having seen the document, or decline',
        params: IdParams,
        body: Type.Union([
          Type.Object({ decision: Type.Literal('accept') }, closed),
          Type.Object({ decision: Type.Literal('decline'), reason: Reason }, closed),
        ]),
        response: { 201: Correction },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await decideCorrection(deps, actorOf(request), request.params.id, request.body)),
  );
}
