import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import { actions } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import {
  type App,
  BothLanguages,
  InstantText,
  languageOf,
  PageOf,
  PageQuery,
  Uuid,
} from '../kit/http.ts';
import { disclosable, disclose } from './disclose.ts';
import { exportOwnData } from './export-own-data.ts';
import { leave } from './leave.ts';
import { readAuditLog } from './read-audit-log.ts';

const tags = ['protection'];
const Short = Type.String({ minLength: 1, maxLength: 100 });
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const Entry = Type.Object({
  id: Type.String({
    examples: ['3-1204'],
    description: '链号-序号 / lane and number in the chain',
  }),
  at: InstantText,
  personId: orNull(Uuid),
  person: orNull(
    Type.String({ examples: ['李** V12010126110000007'], description: '脱敏 / masked' }),
  ),
  role: orNull(Type.String()),
  action: Type.String({ examples: ['role_grant.make'] }),
  words: Type.String({ examples: ['授予角色'] }),
  object: Type.Object({ kind: Type.String(), id: Type.String() }),
  changes: Type.Record(Type.String(), Type.Array(Type.Unknown()), {
    description: '每个变化的字段：[之前, 之后] / each field that changed: [before, after], masked',
  }),
  requestId: orNull(Uuid),
  address: orNull(Type.String()),
  device: orNull(Type.String()),
});

const Disclosed = Type.Object(
  Object.fromEntries(disclosable.map((field) => [field, Type.Optional(orNull(Type.String()))])),
);

export async function protectionRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/disclosures',
    {
      config: { action: 'volunteer.disclose' },
      schema: {
        tags,
        summary:
          '查看明文（须说明理由，留痕） / See personal data unmasked, for a reason that is logged',
        body: Type.Object(
          {
            volunteerId: Uuid,
            fields: Type.Array(Type.Enum([...disclosable]), { minItems: 1, uniqueItems: true }),
            reason: Type.String({ minLength: 4, maxLength: 300, pattern: '\\S' }),
          },
          { additionalProperties: false },
        ),
        response: { 201: Disclosed },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(await disclose(deps, actorOf(request), request.body)),
  );

  app.get(
    '/v1/me/data',
    {
      config: { action: 'person.export' },
      schema: {
        tags,
        summary: '导出我的个人信息 / All that is kept about me, readable (PIPL Art. 45)',
        // What people have differs too much for a list of fields to say more than their names do.
        response: { 200: Type.Object({}, { additionalProperties: true }) },
      },
    },
    async (request, reply) =>
      reply
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="linli-my-data.json"')
        .send(await exportOwnData(deps, actorOf(request), languageOf(request))),
  );

  app.delete(
    '/v1/me',
    {
      config: { action: 'person.leave' },
      schema: {
        tags,
        summary: '注销账号并删除个人信息 / Leave, and have all personal data deleted',
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await leave(deps, actorOf(request));
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/v1/audit-entries',
    {
      config: { action: 'audit_entry.read' },
      schema: {
        tags,
        summary: '操作日志 / The audit log, newest first, by object, person, action and time',
        querystring: Type.Object(
          {
            ...PageQuery.properties,
            objectKind: Type.Optional(Short),
            objectId: Type.Optional(Short),
            personId: Type.Optional(Uuid),
            action: Type.Optional(Short),
            from: Type.Optional(InstantText),
            to: Type.Optional(InstantText),
          },
          { additionalProperties: false },
        ),
        response: { 200: PageOf(Entry) },
      },
    },
    async (request) => readAuditLog(deps, actorOf(request), request.query, languageOf(request)),
  );

  app.get(
    '/v1/audit-actions',
    {
      config: { action: 'audit_entry.read' },
      schema: {
        tags,
        summary: '日志记录的操作 / What the log tells of, in words',
        response: {
          200: Type.Object({
            items: Type.Array(Type.Object({ action: Type.String(), words: BothLanguages })),
          }),
        },
      },
    },
    async () => ({
      items: Object.entries(actions).map(([action, words]) => ({ action, words })),
    }),
  );
}
