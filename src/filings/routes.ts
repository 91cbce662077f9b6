import type { Static } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, Nothing } from '../kit/http.ts';
import { annualReportRoutes } from './annual-report-routes.ts';
import { applyForChange } from './apply-for-change.ts';
import { applyForFiling } from './apply-for-filing.ts';
import { deskRoutes } from './desk-routes.ts';
import { mendFiling } from './mend-filing.ts';
import { readStanding } from './read-standing.ts';
import { ChangeBody, Filing, FilingBody, Standing } from './schemas.ts';
import { withdrawFiling } from './withdraw-filing.ts';

const tags = ['filings'];

/** Without the promise, which nothing is taken without. */
const formOf = ({ commitment: _promised, ...form }: Static<typeof FilingBody>) => form;
const changeOf = ({ commitment: _promised, ...form }: Static<typeof ChangeBody>) => form;

export async function filingRoutes(app: App, deps: Deps) {
  applicantRoutes(app, deps);
  deskRoutes(app, deps);
  annualReportRoutes(app, deps);
}

function applicantRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/filings',
    {
      config: { action: 'filing.apply' },
      schema: {
        tags,
        summary: '申请备案 / Apply for filing an organisation',
        body: FilingBody,
        response: { 201: Filing },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await applyForFiling(deps, actorOf(request), formOf(request.body))),
  );

  app.put(
    '/v1/filings/:id',
    {
      config: { action: 'filing.apply' },
      schema: {
        tags,
        summary: '补正后重新提交 / Mend what was sent back',
        params: IdParams,
        body: ChangeBody,
        response: { 200: Filing },
      },
    },
    async (request) =>
      mendFiling(deps, actorOf(request), request.params.id, changeOf(request.body)),
  );

  app.post(
    '/v1/filings/:id/withdrawals',
    {
      config: { action: 'filing.apply' },
      schema: {
        tags,
        summary: '撤回申请 / Withdraw an application',
        params: IdParams,
        body: Nothing,
        response: { 201: Filing },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await withdrawFiling(deps, actorOf(request), request.params.id)),
  );

  app.get(
    '/v1/organisations/:id/filing',
    {
      config: { action: 'organisation.oversee' },
      schema: {
        tags,
        summary: '现行备案内容和办理中的变更 / What is filed of a body, and the change under way',
        params: IdParams,
        response: { 200: Standing },
      },
    },
    async (request) => readStanding(deps, actorOf(request), request.params.id),
  );

  app.post(
    '/v1/organisations/:id/changes',
    {
      config: { action: 'filing.change' },
      schema: {
        tags,
        summary: '申请变更备案 / Apply for a change of what is filed',
        params: IdParams,
        body: ChangeBody,
        response: { 201: Filing },
      },
    },
    async (request, reply) => {
      const form = changeOf(request.body);
      const view = await applyForChange(deps, actorOf(request), request.params.id, form);
      return reply.code(201).send(view);
    },
  );
}
