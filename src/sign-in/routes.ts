import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Deps } from '../kit/deps.ts';
import { type App, languageOf, Nothing } from '../kit/http.ts';
import { openSession } from './open-session.ts';
import { openStaffSession } from './open-staff-session.ts';
import { providerRoutes } from './provider-routes.ts';
import { refreshCookie } from './refresh-cookie.ts';
import { renewSession } from './renew-session.ts';
import { requestSignInCode } from './request-sign-in-code.ts';
import {
  CodeOfSix,
  CodeSent,
  Password,
  Phone,
  SecondFactor,
  Session,
  SharedDevice,
} from './schemas.ts';
import { sessionRoutes } from './session-routes.ts';
import { staffRoutes } from './staff-routes.ts';
import type { OpenedSession, Place } from './start-session.ts';

const tags = ['sign-in'];

export async function signInRoutes(app: App, deps: Deps) {
  await sessionRoutes(app, deps);
  await staffRoutes(app, deps);
  await providerRoutes(app, deps);

  app.post(
    '/v1/sign-in-codes',
    {
      config: { action: 'session.open' },
      schema: {
        tags,
        summary: '发送登录验证码 / Send a one-time code',
        body: Type.Object({ phone: Phone }, { additionalProperties: false }),
        response: { 202: CodeSent },
      },
    },
    async (request, reply) => {
      const { body, ip: address } = request;
      const input = { ...body, address, language: languageOf(request) };
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
          { phone: Phone, code: CodeOfSix, sharedDevice: SharedDevice },
          { additionalProperties: false },
        ),
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const { phone, code, sharedDevice } = request.body;
      const input = { phone, code, place: placeOf(request, sharedDevice) };
      return sendSession(reply, await openSession(deps, deps.book, input));
    },
  );

  app.post(
    '/v1/staff-sessions',
    {
      config: { action: 'session.open' },
      schema: {
        tags,
        summary: '工作人员登录 / Staff sign in with password and authenticator',
        body: Type.Object(
          {
            phone: Phone,
            password: Password,
            code: SecondFactor,
            newPassword: Type.Optional(Password),
            sharedDevice: SharedDevice,
          },
          { additionalProperties: false },
        ),
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const { sharedDevice, ...rest } = request.body;
      const input = { ...rest, place: placeOf(request, sharedDevice) };
      return sendSession(reply, await openStaffSession(deps, deps.book, input));
    },
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
    async ({ cookies }, reply) =>
      sendSession(reply, await renewSession(deps, cookies[refreshCookie.name])),
  );
}

const placeOf = ({ ip, headers }: FastifyRequest, sharedDevice: boolean): Place => ({
  ...{ address: ip, device: headers['user-agent'] ?? null, sharedDevice },
});

function sendSession(reply: FastifyReply, { refreshToken, ...session }: OpenedSession) {
  return reply
    .setCookie(refreshCookie.name, refreshToken, {
      ...refreshCookie.options,
      maxAge: session.idleSeconds,
    })
    .code(201)
    .send(session);
}
