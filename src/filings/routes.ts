import type { Static } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, Nothing, PageOf } from '../kit/http.ts';
import { gradeAnnualReport, listAnnualReports, submitAnnualReport } from './annual-reports.ts';
import { applyForChange, applyForFiling, mendFiling, withdrawFiling } from './apply-for-filing.ts';
import { decideFiling } from './decide-filing.ts';
import { disclosePeople, listFilings, readFiling } from './list-filings.ts';
import { reviewFiling } from './review-filing.ts';
import {
  AnnualReport,
  AnnualReportBody,
  AnnualReportQuery,
  Filing,
  FilingBody,
  FilingListQuery,
  FilingRulingBody,
  FilingSummary,
  FirstReviewBody,
  GradeBody,
  People,
  ReasonBody,
} from './schemas.ts';

const tags = ['filings'];

/** Without the promise, which nothing is taken without. */
const formOf = ({ commitment: _promised, ...form }: Static<typeof FilingBody>) => form;

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
        body: FilingBody,
        response: { 200: Filing },
      },
    },
    async (request) => mendFiling(deps, actorOf(request), request.params.id, formOf(request.body)),
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

  app.post(
    '/v1/organisations/:id/changes',
    {
      config: { action: 'filing.change' },
      schema: {
        tags,
        summary: '申请变更备案 / Apply for a change of what is filed',
        params: IdParams,
        body: FilingBody,
        response: { 201: Filing },
      },
    },
    async (request, reply) => {
      const form = formOf(request.body);
      const view = await applyForChange(deps, actorOf(request), request.params.id, form);
      return reply.code(201).send(view);
    },
  );
}

function deskRoutes(app: App, deps: Deps) {
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
}

function annualReportRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/annual-reports',
    {
      config: { action: 'annual_report.read' },
      schema: {
        tags,
        summary: '年度报告 / Annual reports of an area, and which are missing',
        querystring: AnnualReportQuery,
        response: { 200: PageOf(AnnualReport) },
      },
    },
    async (request) => listAnnualReports(deps, actorOf(request), request.query),
  );

  app.post(
    '/v1/organisations/:id/annual-reports',
    {
      config: { action: 'annual_report.submit' },
      schema: {
        tags,
        summary: '提交年度报告 / Report on a year',
        params: IdParams,
        body: AnnualReportBody,
        response: { 201: AnnualReport },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const { year, ...form } = body;
      const which = { organisationId: params.id, year };
      const view = await submitAnnualReport(deps, actorOf(request), which, form);
      return reply.code(201).send(view);
    },
  );

  app.post(
    '/v1/organisations/:id/annual-report-grades',
    {
      config: { action: 'annual_report.grade' },
      schema: {
        tags,
        summary: '评定年度报告 / Grade a report',
        params: IdParams,
        body: GradeBody,
        response: { 201: AnnualReport },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const { year, ...grading } = body;
      const which = { organisationId: params.id, year };
      const view = await gradeAnnualReport(deps, actorOf(request), which, grading);
      return reply.code(201).send(view);
    },
  );
}
