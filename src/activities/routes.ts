import { Type } from 'typebox';
import type { Deps } from '../kit/deps.ts';
import {
  type App,
  IdParams,
  InstantText,
  languageOf,
  Nothing,
  PageOf,
  PageQuery,
  Uuid,
} from '../kit/http.ts';
import { actorOf, scopeOf } from '../people/index.ts';
import { admitSignUps } from './admit-sign-ups.ts';
import { attend, type Presence as PresenceInput } from './attend.ts';
import { showAttendanceCode } from './attendance-code.ts';
import { cancelSignUp } from './cancel-sign-up.ts';
import { categories } from './categories.ts';
import { listActivities, listSignUps, showActivity } from './list-activities.ts';
import { publishActivity } from './publish-activity.ts';
import { reviewActivity } from './review-activity.ts';
import { Activity, ActivityDraft, Decision, Presence, SignUp, SignUpOfPerson } from './schemas.ts';
import { signUp } from './sign-up.ts';

const tags = ['activities'];

export async function activityRoutes(app: App, deps: Deps) {
  publishing(app, deps);
  signingUp(app, deps);
  attending(app, deps);
}

function publishing(app: App, deps: Deps) {
  app.get(
    '/v1/categories',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: '服务类别 / Kinds of service',
        response: {
          200: Type.Object({
            items: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
          }),
        },
      },
    },
    async (request) => ({
      items: Object.entries(categories).map(([code, name]) => ({
        code,
        name: name[languageOf(request)],
      })),
    }),
  );

  app.post(
    '/v1/activities',
    {
      config: { access: 'station' },
      schema: {
        tags,
        summary: '发布活动（提交审核） / Submit an activity',
        body: ActivityDraft,
        response: { 201: Activity },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const by = {
        book: actor.book,
        personId: actor.personId,
        stationId: scopeOf(actor, 'station'),
      };
      return reply.code(201).send(await publishActivity(deps, by, request.body));
    },
  );

  app.get(
    '/v1/activities',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: '活动列表 / Activities',
        querystring: Type.Object(
          {
            ...PageQuery.properties,
            view: Type.Union(
              [
                Type.Literal('open'),
                Type.Literal('mine'),
                Type.Literal('organised'),
                Type.Literal('review'),
              ],
              { default: 'open' },
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: PageOf(Activity) },
      },
    },
    async ({ actor, query: { view, ...page } }) => listActivities(deps, actor, view, page),
  );

  app.get(
    '/v1/activities/:id',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: '一个活动 / One activity',
        params: IdParams,
        response: { 200: Activity },
      },
    },
    async ({ actor, params }) => showActivity(deps, actor, params.id),
  );

  app.post(
    '/v1/activities/:id/approvals',
    {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: '审核活动 / Publish or return',
        params: IdParams,
        body: Decision,
        response: { 201: Activity },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await reviewActivity(deps, actorOf(request), request.params.id, request.body)),
  );
}

function signingUp(app: App, deps: Deps) {
  app.post(
    '/v1/activities/:id/sign-ups',
    {
      config: { access: 'volunteer' },
      schema: {
        tags,
        summary: '报名 / Sign up',
        params: IdParams,
        body: Nothing,
        response: { 201: SignUp },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await signUp(deps, actorOf(request), request.params.id)),
  );

  app.delete(
    '/v1/activities/:id/sign-ups/mine',
    {
      config: { access: 'volunteer' },
      schema: {
        tags,
        summary: '取消报名 / Cancel one’s sign-up',
        params: IdParams,
        response: { 200: SignUp },
      },
    },
    async (request) => cancelSignUp(deps, actorOf(request), request.params.id),
  );

  app.get(
    '/v1/activities/:id/sign-ups',
    {
      config: { access: 'station' },
      schema: {
        tags,
        summary: '报名名单 / Who signed up, in order',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: PageOf(SignUpOfPerson) },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const by = { book: actor.book, stationId: scopeOf(actor, 'station') };
      return listSignUps(deps, by, request.params.id, request.query);
    },
  );

  app.post(
    '/v1/activities/:id/admissions',
    {
      config: { access: 'station' },
      schema: {
        tags,
        summary: '录取报名者 / Admit people who signed up',
        params: IdParams,
        body: Type.Object(
          { signUpIds: Type.Array(Uuid, { minItems: 1, maxItems: 500, uniqueItems: true }) },
          { additionalProperties: false },
        ),
        response: { 201: Type.Object({ admitted: Type.Integer() }) },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const by = { ...actor, stationId: scopeOf(actor, 'station') };
      return reply
        .code(201)
        .send(await admitSignUps(deps, by, request.params.id, request.body.signUpIds));
    },
  );
}

function attending(app: App, deps: Deps) {
  const purpose = Type.Union([Type.Literal('check_in'), Type.Literal('check_out')]);
  app.get(
    '/v1/activities/:id/attendance-code',
    {
      config: { access: 'station' },
      schema: {
        tags,
        summary: '签到码（自动更换） / The rotating code to show',
        params: IdParams,
        querystring: Type.Object({ purpose }, { additionalProperties: false }),
        response: {
          200: Type.Object({
            code: Type.String({ examples: ['12345678'] }),
            purpose,
            expiresAt: InstantText,
            refreshAfterSeconds: Type.Integer(),
          }),
        },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const by = { book: actor.book, stationId: scopeOf(actor, 'station') };
      return showAttendanceCode(deps, by, request.params.id, request.query.purpose);
    },
  );

  const comings = [
    { path: 'check-ins', purpose: 'check_in', summary: '签到 / Check in' },
    { path: 'check-outs', purpose: 'check_out', summary: '签退 / Check out' },
  ] as const;
  for (const { path, purpose, summary } of comings) {
    app.post(
      `/v1/activities/:id/${path}`,
      {
        config: { access: 'volunteer' },
        schema: { tags, summary, params: IdParams, body: Presence, response: { 201: SignUp } },
      },
      async (request, reply) => {
        const presence: PresenceInput = request.body;
        return reply
          .code(201)
          .send(await attend(deps, actorOf(request), request.params.id, purpose, presence));
      },
    );
  }
}
