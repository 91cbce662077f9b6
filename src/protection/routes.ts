import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, languageOf, Uuid } from '../kit/http.ts';
import { Ground } from '../registration/index.ts';
import { auditRoutes } from './audit-routes.ts';
import { disclosable, disclose } from './disclose.ts';
import { exportDataFor } from './export-for.ts';
import { exportForOneself, leaveForOneself } from './for-oneself.ts';

const tags = ['protection'];
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const Disclosed = Type.Object(
  Object.fromEntries(disclosable.map((field) => [field, Type.Optional(orNull(Type.String()))])),
);

export async function protectionRoutes(app: App, deps: Deps) {
  auditRoutes(app, deps);
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
        .send(await exportForOneself(deps, actorOf(request), languageOf(request))),
  );

  app.post(
    '/v1/volunteers/:id/exports',
    {
      config: { action: 'person.export_for' },
      schema: {
        tags,
        summary:
          '代办：导出本人全部信息，当面交给本人 / All that is kept about somebody, to be handed over',
        params: IdParams,
        body: Type.Object({ ground: Ground }, { additionalProperties: false }),
        response: { 201: Type.Object({}, { additionalProperties: true }) },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(
          await exportDataFor(
            deps,
            actorOf(request),
            request.params.id,
            request.body,
            languageOf(request),
          ),
        ),
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
      await leaveForOneself(deps, actorOf(request));
      return reply.code(204).send(null);
    },
  );
}
