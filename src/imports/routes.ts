import { createHash } from 'node:crypto';
import type { FastifyError, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, languageOf, PageOf, PageQuery } from '../kit/http.ts';
import { KeyHeader, keyedTransact } from '../kit/keyed-request.ts';
import { exportRoutes, sendFile } from './export-routes.ts';
import { fileBytesMax } from './limits.ts';
import { listFaults, listImports, listThere, readImport, writeErrorFile } from './read-import.ts';
import { refuse } from './refusals.ts';
import { Fault, FormatQuery, Import, ImportQuery, Kind, LinesThere, TableFile } from './schemas.ts';
import { requireImporter, startImport } from './start-import.ts';
import { anyMediaType, mediaTypes } from './table-file.ts';
import { writeTemplate } from './template.ts';

const tags = ['imports'];
export async function importRoutes(app: App, deps: Deps) {
  readingRoutes(app, deps);
  exportRoutes(app, deps);
  // Only here are bodies taken that are no JSON.
  await app.register(async (scope) => {
    const files = [...Object.values(mediaTypes), anyMediaType];
    const options = { parseAs: 'buffer', bodyLimit: fileBytesMax } as const;
    scope.addContentTypeParser(files, options, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error: FastifyError) => {
      throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? tooLarge() : error;
    });
    sendingRoutes(scope as App, deps);
  });
}

const tooLarge = () => refuse('file_too_large', { values: { max: fileBytesMax / 1_048_576 } });

function sendingRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/imports',
    {
      config: { action: 'import.make' },
      schema: {
        tags,
        summary: '批量导入 / Import a file, which is the body',
        consumes: [...Object.values(mediaTypes), anyMediaType],
        headers: KeyHeader,
        querystring: ImportQuery,
        response: { 201: Import },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const { query } = request;
      requireImporter(actor, query);
      const file = fileOf(request);
      const digest = createHash('sha256').update(file.content).digest('hex');
      const transact = keyedTransact(deps, actor, request, reply, { ...query, digest });
      return reply.code(201).send(await startImport(deps, transact, actor, query, file));
    },
  );
}

/** Refuses: file_empty, file_type_wrong. */
function fileOf(request: FastifyRequest) {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (Buffer.isBuffer(request.body)) return { content: request.body, mediaType };
  throw refuse(mediaType === '' ? 'file_empty' : 'file_type_wrong');
}

function readingRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/import-templates/:kind',
    {
      config: { action: 'import.make' },
      schema: {
        tags,
        summary: '导入模板 / An empty file to fill in',
        params: Type.Object({ kind: Kind }),
        querystring: FormatQuery,
        response: { 200: TableFile },
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const file = await writeTemplate(deps, actorOf(request), request.params.kind, format);
      return sendFile(reply, format, file);
    },
  );

  app.get(
    '/v1/imports',
    {
      config: { action: 'import.read' },
      schema: {
        tags,
        summary: '我的导入 / What one has sent',
        querystring: PageQuery,
        response: { 200: PageOf(Import) },
      },
    },
    async (request) => listImports(deps, actorOf(request), request.query),
  );

  app.get(
    '/v1/imports/:id',
    {
      config: { action: 'import.read' },
      schema: {
        tags,
        summary: '导入进度与结果 / How an import stands',
        params: IdParams,
        response: { 200: Import },
      },
    },
    async (request) => readImport(deps, actorOf(request), request.params.id),
  );

  app.get(
    '/v1/imports/:id/faults',
    {
      config: { action: 'import.read' },
      schema: {
        tags,
        summary: '错误行 / What is wrong with each bad row',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: PageOf(Fault) },
      },
    },
    async (request) =>
      listFaults(deps, actorOf(request), { id: request.params.id, ...request.query }),
  );

  app.get(
    '/v1/imports/:id/lines-there',
    {
      config: { action: 'import.read' },
      schema: {
        tags,
        summary: '已登记过的行 / The rows of whom nothing was written, being there already',
        params: IdParams,
        response: { 200: LinesThere },
      },
    },
    async (request) => listThere(deps, actorOf(request), request.params.id),
  );

  app.get(
    '/v1/imports/:id/error-file',
    {
      config: { action: 'import.read' },
      schema: {
        tags,
        summary: '错误行文件，改正后可再次上传 / The bad rows, to be mended and sent again',
        params: IdParams,
        querystring: FormatQuery,
        response: { 200: TableFile },
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const wanted = { id: request.params.id, format, language: languageOf(request) };
      return sendFile(reply, format, await writeErrorFile(deps, actorOf(request), wanted));
    },
  );
}
