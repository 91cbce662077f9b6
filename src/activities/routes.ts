import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, languageOf, Nothing, PageOf, PageQuery, Uuid } from '../kit/http.ts';
import { categories } from '../registration/index.ts';
import { admitSignUps } from './admit-sign-ups.ts';
import { attendanceRoutes } from './attendance-routes.ts';
import { cancelSignUp } from './cancel-sign-up.ts';
import { editActivity } from './edit-activity.ts';
import { listActivities, listSignUps, showActivity } from './list-activities.ts';
import { publishActivity } from './publish-activity.ts';
import { reviewActivity } from './review-activity.ts';
import {
  Activity,
  ActivityDraft,
  ActivityText,
  Decision,
  SignUp,
  SignUpOfPerson,
} from './schemas.ts';
import { signUp } from './sign-up.ts';

const tags = ['activities'];

export async function activityRoutes(app: App, deps: Deps) {
  publishing(app, deps);
  signingUp(app, deps);
  attendanceRoutes(app, deps);
}

function publishing(app: App, deps: Deps) {
  app.get(
    '/v1/categories',
    {
      config: { action: 'category.read' },
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
      config: { action: 'activity.submit' },
      schema: {
        tags,
        summary: '发布活动（提交审核） / Submit an activity',
        body: ActivityDraft,
        response: { 201: Activity },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await publishActivity(deps, actorOf(request), request.body)),
  );

  app.get(
    '/v1/activities',
    {
      config: { action: 'activity.list' },
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
      config: { action: 'activity.read' },
      schema: {
        tags,
        summary: '一个活动 / One activity',
        params: IdParams,
        response: { 200: Activity },
      },
    },
    async ({ actor, params }) => showActivity(deps, actor, params.id),
  );

  app.put(
    '/v1/activities/:id',
    {
      config: { action: 'activity.edit' },
      schema: {
        tags,
        summary: '修改被退回的活动并重新提交 / Mend a returned activity and submit it again',
        params: IdParams,
        body: ActivityText,
        response: { 200: Activity },
      },
    },
    async (request) => editActivity(deps, actorOf(request), request.params.id, request.body),
  );

  app.post(
    '/v1/activities/:id/approvals',
    {
      config: { action: 'activity.review' },
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
      config: { action: 'sign_up.make' },
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
      config: { action: 'sign_up.make' },
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
      config: { action: 'sign_up.read' },
      schema: {
        tags,
        summary: '报名名单 / Who signed up, in order',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: PageOf(SignUpOfPerson) },
      },
    },
    async (request) => listSignUps(deps, actorOf(request), request.params.id, request.query),
  );

  app.post(
    '/v1/activities/:id/admissions',
    {
      config: { action: 'sign_up.admit' },
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
      const { signUpIds } = request.body;
      const actor = actorOf(request);
      return reply.code(201).send(await admitSignUps(deps, actor, request.params.id, signUpIds));
    },
  );
}
