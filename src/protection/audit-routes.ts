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
import { findThings } from './find-things.ts';
import { readAuditLog } from './read-audit-log.ts';
import { listVerifications, verifyAuditLog } from './verify-audit-log.ts';

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
  scope: orNull(Type.String({ description: '该角色的范围 / what the role was held for' })),
  action: Type.String({ examples: ['role_grant.make'] }),
  words: Type.String({ examples: ['授予角色'] }),
  object: Type.Object({ kind: Type.String(), id: Type.String() }),
  changes: Type.Record(Type.String(), Type.Array(Type.Unknown()), {
    description: '每个变化的字段：[之前, 之后] / each field that changed: [before, after], masked',
  }),
  names: Type.Record(Type.String(), Type.String(), {
    description: '记录中的编号各是什么 / what the ids and codes in it stand for, people masked',
  }),
  requestId: orNull(Uuid),
  address: orNull(Type.String()),
  device: orNull(Type.String()),
});

const verificationsShown = 10;
const Verification = Type.Object({
  at: InstantText,
  entries: Type.Integer({ description: '核验的条数 / how many entries were looked at' }),
  checkpoint: orNull(Type.Integer()),
  broken: orNull(Type.String({ description: '第一处不符 / what is wrong first' })),
});

export function auditRoutes(app: App, deps: Deps) {
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

  app.post(
    '/v1/audit-references',
    {
      config: { action: 'audit_entry.read' },
      schema: {
        tags,
        // Phones do not stand in an address.
        summary:
          '按编号、手机号或名称找到日志中的对象 / What the log calls a volunteer’s number, a phone, a filing number, a name',
        body: Type.Object({ text: Short }, { additionalProperties: false }),
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({ id: Uuid, kind: Type.String(), name: orNull(Type.String()) }),
            ),
          }),
        },
      },
    },
    async (request) => findThings(deps, actorOf(request), request.body),
  );

  app.get(
    '/v1/audit-verifications',
    {
      config: { action: 'audit_entry.read' },
      schema: {
        tags,
        summary: '日志核验记录 / When the log was last checked, newest first',
        response: { 200: Type.Object({ items: Type.Array(Verification) }) },
      },
    },
    async (request) => ({
      items: await listVerifications(deps, actorOf(request), verificationsShown),
    }),
  );

  app.post(
    '/v1/audit-verifications',
    {
      config: { action: 'audit_entry.read' },
      schema: {
        tags,
        summary:
          '核验日志最新部分 / Check the newest part of the log against its hashes and signatures',
        response: { 201: Verification },
      },
    },
    async (request, reply) => reply.code(201).send(await verifyAuditLog(deps, actorOf(request))),
  );
}
