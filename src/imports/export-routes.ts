import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, languageOf } from '../kit/http.ts';
import {
  exportFound,
  exportMembers,
  exportOrganisations,
  exportVolunteers,
} from './export-lists.ts';
import {
  FormatQuery,
  FoundExport,
  OrganisationExportQuery,
  TableFile,
  VolunteerExportQuery,
} from './schemas.ts';
import { type FileFormat, mediaTypes } from './table-file.ts';

const tags = ['imports'];

/** Lists as files, exactly as they are shown. */
export function exportRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/volunteers/export',
    {
      config: { action: 'volunteer.read' },
      schema: {
        tags,
        summary: '导出志愿者名单（脱敏）/ The list of volunteers as a file, masked',
        querystring: VolunteerExportQuery,
        response: { 200: TableFile },
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query;
      const wanted = { format, language: languageOf(request) };
      const file = await exportVolunteers(deps, actorOf(request), filter, wanted);
      return sendFile(reply, format, file);
    },
  );

  // In the body, as where it is searched.
  app.post(
    '/v1/volunteer-search-exports',
    {
      config: { action: 'volunteer.read' },
      schema: {
        tags,
        summary: '导出查找结果（脱敏）/ Those who are found as a file, masked',
        body: FoundExport,
        response: { 200: TableFile },
      },
    },
    async (request, reply) => {
      const { format, ...query } = request.body;
      const wanted = { format, language: languageOf(request) };
      return sendFile(reply, format, await exportFound(deps, actorOf(request), query, wanted));
    },
  );

  app.get(
    '/v1/organisations/export',
    {
      config: { action: 'organisation.read' },
      schema: {
        tags,
        summary: '导出组织名单 / The list of organisations as a file',
        querystring: OrganisationExportQuery,
        response: { 200: TableFile },
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query;
      const wanted = { format, language: languageOf(request) };
      const file = exportOrganisations(deps, request.actor, filter, wanted);
      return sendFile(reply, format, file);
    },
  );

  app.get(
    '/v1/organisations/:id/members/export',
    {
      config: { action: 'organisation.oversee' },
      schema: {
        tags,
        summary: '导出成员花名册（脱敏）/ The roster as a file, masked',
        params: IdParams,
        querystring: FormatQuery,
        response: { 200: TableFile },
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const wanted = { format, language: languageOf(request) };
      const file = await exportMembers(deps, actorOf(request), request.params.id, wanted);
      return sendFile(reply, format, file);
    },
  );
}

/** Answers with a file that is written while it is sent. */
export const sendFile = (
  reply: FastifyReply,
  format: FileFormat,
  { name, stream }: { name: string; stream: Readable },
) =>
  reply
    .type(format === 'csv' ? `${mediaTypes.csv}; charset=utf-8` : mediaTypes.xlsx)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(stream);
