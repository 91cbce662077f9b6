import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, BothLanguages, languageOf, Nothing, Uuid } from '../kit/http.ts';
import { describeMe } from './describe-me.ts';
import { endSession } from './end-session.ts';
import { type OpenedSession, openSession, sessionLifeSeconds } from './open-session.ts';
import { renewSession } from './renew-session.ts';
import { requestSignInCode } from './request-sign-in-code.ts';

const cookieName = 'linli_refresh';
const tags = ['sign-in'];

const Me = Type.Object({
  id: Uuid,
  phone: Type.String({ examples: ['138****1234'] }),
  roles: Type.Array(
    Type.Object({
      role: Type.String({ examples: ['street_office'] }),
      name: BothLanguages,
      scope: Type.String(),
      scopeName: Type.String(),
    }),
  ),
  may: Type.Array(Type.String({ examples: ['activity.review'] }), {
    description: '可办理的事项 / what the person’s roles are for',
  }),
  mayAppoint: Type.Array(Type.String({ examples: ['station_manager'] }), {
    description: '可授予的角色 / roles the person may give to others',
  }),
  volunteer: Type.Union([
    Type.Null(),
    Type.Object({ id: Uuid, number: Type.String(), name: Type.String({ examples: ['李*'] }) }),
  ]),
});
const Session = Type.Object({
  accessToken: Type.String(),
  expiresInSeconds: Type.Integer(),
  person: Me,
});
const Phone = Type.String({ minLength: 11, maxLength: 20, examples: ['13812345678'] });

export async function signInRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/sign-in-codes',
    {
      config: { action: 'session.open' },
      schema: {
        tags,
        summary: '发送登录验证码 / Send a one-time code',
        body: Type.Object({ phone: Phone }, { additionalProperties: false }),
        response: {
          202: Type.Object({ expiresInSeconds: Type.Integer(), retryAfterSeconds: Type.Integer() }),
        },
      },
    },
    async (request, reply) => {
      const input = { ...request.body, language: languageOf(request) };
      return reply.code(202).send(await requestSignInCode(deps, deps.book, input));
    },
  );

  app.post(
    '/v1/sessions',
    {
      config: { action: 'session.open' },
      schema: {
        tags,
        summary: '登录 / Sign in; sets the refresh cookie',
        body: Type.Object(
          { phone: Phone, code: Type.String({ pattern: '^\\d{6}$', examples: ['123456'] }) },
          { additionalProperties: false },
        ),
        response: { 201: Session },
      },
    },
    async ({ body }, reply) => sendSession(reply, await openSession(deps, deps.book, body)),
  );

  app.post(
    '/v1/access-tokens',
    {
      config: { action: 'session.renew' },
      schema: {
        tags,
        summary: '续期登录 / A new access token for the refresh cookie, which is replaced',
        body: Nothing,
        response: { 201: Session },
      },
    },
    async ({ cookies }, reply) => sendSession(reply, await renewSession(deps, cookies[cookieName])),
  );

  app.delete(
    '/v1/sessions/current',
    {
      config: { action: 'session.end' },
      schema: { tags, summary: '退出登录 / Sign out', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await endSession(deps, actorOf(request));
      return reply.clearCookie(cookieName, { path: '/v1' }).code(204).send(null);
    },
  );

  app.get(
    '/v1/me',
    {
      config: { action: 'me.read' },
      schema: { tags, summary: '我是谁 / Who is signed in', response: { 200: Me } },
    },
    async (request) => (await describeMe(deps, deps.db, actorOf(request))).me,
  );
}

function sendSession(reply: FastifyReply, { refreshToken, ...session }: OpenedSession) {
  return reply
    .setCookie(cookieName, refreshToken, {
      path: '/v1',
      httpOnly: true,
      sameSite: 'strict',
      secure: 'auto',
      maxAge: sessionLifeSeconds,
    })
    .code(201)
    .send(session);
}
