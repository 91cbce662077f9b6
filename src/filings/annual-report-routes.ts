import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, PageOf } from '../kit/http.ts';
import {
  AnnualReport,
  AnnualReportBody,
  AnnualReportQuery,
  AnnualReports,
  GradeBody,
} from './annual-report-schemas.ts';
import { gradeAnnualReport } from './grade-annual-report.ts';
import { listAnnualReports } from './list-annual-reports.ts';
import { readAnnualReports } from './read-annual-reports.ts';
import { submitAnnualReport } from './submit-annual-report.ts';

const tags = ['filings'];

export function annualReportRoutes(app: App, deps: Deps) {
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

  app.get(
    '/v1/organisations/:id/annual-reports',
    {
      config: { action: 'organisation.oversee' },
      schema: {
        tags,
        summary: '一个组织的年度报告 / The annual reports of a body, year by year',
        params: IdParams,
        response: { 200: AnnualReports },
      },
    },
    async (request) => readAnnualReports(deps, actorOf(request), request.params.id),
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
