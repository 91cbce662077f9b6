import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, PageOf } from '../kit/http.ts';
import { advise } from './advise.ts';
import { filingStatistics } from './count-filings.ts';
import { decideFiling } from './decide-filing.ts';
import { disclosePeople } from './disclose-people.ts';
import { listFilings } from './list-filings.ts';
import { readFiling } from './read-filing.ts';
import { reviewFiling } from './review-filing.ts';
import {
  AdviceBody,
  Filing,
  FilingListQuery,
  FilingRulingBody,
  FilingStatistics,
  FilingSummary,
  FirstReviewBody,
  People,
  ReasonBody,
  StatisticsQuery,
} from './schemas.ts';

const tags = ['filings'];

export function deskRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/filings',
    {
      config: { action: 'filing.apply' },
      schema: {
        tags,
        summary: '备案申请 / Applications: one’s own, those that wait, or all of an area',
        querystring: FilingListQuery,
        response: { 200: PageOf(FilingSummary) },
      },
    },
    async (request) => listFilings(deps, actorOf(request), request.query),
  );

  app.get(
    '/v1/filings/:id',
    {
      config: { action: 'filing.apply' },
      schema: {
        tags,
        summary: '一份备案申请 / One application',
        params: IdParams,
        response: { 200: Filing },
      },
    },
    async (request) => readFiling(deps, actorOf(request), request.params.id),
  );

  app.post(
    '/v1/filings/:id/first-reviews',
    {
      config: { action: 'filing.first_review' },
      schema: {
        tags,
        summary: '居（村）委会初审 / The committee’s first review',
        params: IdParams,
        body: FirstReviewBody,
        response: { 201: Filing },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await reviewFiling(deps, actorOf(request), request.params.id, request.body)),
  );

  app.post(
    '/v1/filings/:id/decisions',
    {
      config: { action: 'filing.decide' },
      schema: {
        tags,
        summary: '街道（乡镇）备案 / The street files, sends back or rejects',
        params: IdParams,
        body: FilingRulingBody,
        response: { 201: Filing },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await decideFiling(deps, actorOf(request), request.params.id, request.body)),
  );

  app.post(
    '/v1/filings/:id/disclosures',
    {
      config: { action: 'filing.disclose' },
      schema: {
        tags,
        summary: '查看人员明文，须写明理由 / The people unmasked, for a reason',
        params: IdParams,
        body: ReasonBody,
        response: { 201: People },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const people = await disclosePeople(deps, actorOf(request), params.id, body.reason);
      return reply.code(201).send(people);
    },
  );

  app.post(
    '/v1/filings/:id/advice',
    {
      config: { action: 'filing.advise' },
      schema: {
        tags,
        summary: '枢纽型组织提出建议 / The hub of the street advises both desks',
        params: IdParams,
        body: AdviceBody,
        response: { 201: Filing },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await advise(deps, actorOf(request), request.params.id, request.body)),
  );

  app.get(
    '/v1/filing-statistics',
    {
      config: { action: 'filing.count' },
      schema: {
        tags,
        summary: '备案统计 / Applications of a city or district, counted',
        querystring: StatisticsQuery,
        response: { 200: FilingStatistics },
      },
    },
    async (request) => filingStatistics(deps, actorOf(request), request.query.region),
  );
}
