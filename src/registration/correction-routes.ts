import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, PageOf, PageQuery } from '../kit/http.ts';
import { askForCorrection, decideCorrection } from './corrections.ts';
import { listOpenCorrections, listOwnCorrections } from './list-corrections.ts';
import { Correction, CorrectionFields, closed, Reason } from './schemas.ts';

const tags = ['registration'];

export function correctionRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/corrections',
    {
      config: { action: 'correction.ask' },
      schema: {
        tags,
        summary: '申请更正登记信息 / Ask for a correction of who I am',
        body: Type.Object({ ...CorrectionFields, reason: Reason }, closed),
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
