import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, languageOf, Nothing } from '../kit/http.ts';
import { confirmIdentity, sendConfirmationCode } from './confirm-identity.ts';
import { describeCaller } from './describe-me.ts';
import { endEverySession, endSession } from './end-session.ts';
import { listSessions } from './list-sessions.ts';
import { refreshCookie } from './refresh-cookie.ts';
import { CodeOfSix, CodeSent, Me, SecondFactor, SessionItem } from './schemas.ts';
import { setPin } from './set-pin.ts';

const tags = ['sign-in'];
const { name, options } = refreshCookie;

/** Who is signed in and where; signing out. */
export async function sessionRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/me',
    {
      config: { action: 'me.read' },
      schema: { tags, summary: '我是谁 / Who is signed in', response: { 200: Me } },
    },
    async (request) => describeCaller(deps, actorOf(request)),
  );

  app.post(
    '/v1/me/confirmation-codes',
    {
      config: { action: 'session.confirm' },
      schema: {
        tags,
        summary: '发送验证码到本人手机 / Send a code to one’s own phone, to confirm with',
        body: Nothing,
        response: { 202: CodeSent },
      },
    },
    async (request, reply) => {
      const place = { language: languageOf(request), address: request.ip };
      return reply.code(202).send(await sendConfirmationCode(deps, actorOf(request), place));
    },
  );

  app.post(
    '/v1/me/confirmations',
    {
      config: { action: 'session.confirm' },
      schema: {
        tags,
        summary: '验证是本人 / Show again who one is, before leaving or taking out all data',
        body: Type.Object({ code: SecondFactor }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await confirmIdentity(deps, actorOf(request), request.body.code);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/v1/sessions',
    {
      config: { action: 'session.read_own' },
      schema: {
        tags,
        summary: '我的登录设备 / Where I am signed in',
        response: { 200: Type.Object({ items: Type.Array(SessionItem) }) },
      },
    },
    async (request) => ({ items: await listSessions(deps, actorOf(request)) }),
  );

  app.delete(
    '/v1/sessions',
    {
      config: { action: 'session.end' },
      schema: {
        tags,
        summary: '退出所有设备 / Sign out everywhere',
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await endEverySession(deps, actorOf(request));
      return reply.clearCookie(name, options).code(204).send(null);
    },
  );

  app.delete(
    '/v1/sessions/current',
    {
      config: { action: 'session.end' },
      schema: { tags, summary: '退出登录 / Sign out', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      await endSession(deps, actor, actor.sessionId);
      return reply.clearCookie(name, options).code(204).send(null);
    },
  );

  app.put(
    '/v1/sessions/current/pin',
    {
      config: { action: 'pin.set' },
      schema: {
        tags,
        summary: '设置支付密码 / Set the PIN of this device',
        body: Type.Object(
          { pin: CodeOfSix, presentPin: Type.Optional(CodeOfSix) },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await setPin(deps, actorOf(request), request.body);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/v1/sessions/:id',
    {
      config: { action: 'session.end' },
      schema: {
        tags,
        summary: '退出一台设备 / Sign out of one device',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await endSession(deps, actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
