import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, InstantText, Nothing } from '../kit/http.ts';
import { changeAuthenticator, offerSecret } from './change-authenticator.ts';
import { changePassword } from './change-password.ts';
import { beginEnrolment, confirmEnrolment } from './enrol-staff.ts';
import { renewRecoveryCodes } from './renew-recovery-codes.ts';
import { resetCredentials } from './reset-credentials.ts';
import { CodeOfSix, Password, Phone, SecondFactor } from './schemas.ts';

const tags = ['sign-in'];
const ResetCode = Type.String({
  minLength: 20,
  maxLength: 40,
  description: '安全管理员给的重置码 / from the security administrator',
});

const BothFactors = Type.Object(
  { password: Password, code: SecondFactor },
  { additionalProperties: false },
);

/** Password and authenticator of staff. */
export async function staffRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/staff-enrolments',
    {
      config: { action: 'staff_enrolment.make' },
      schema: {
        tags,
        summary: '设置密码和动态口令 / Set a password and get the secret of the authenticator',
        body: Type.Object(
          { password: Password, resetCode: Type.Optional(ResetCode) },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({
            secret: Type.String(),
            uri: Type.String({ examples: ['otpauth://totp/Linli:138****1234?secret=…'] }),
          }),
        },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await beginEnrolment(deps, actorOf(request), request.body)),
  );

  app.post(
    '/v1/staff-enrolment-confirmations',
    {
      config: { action: 'staff_enrolment.make' },
      schema: {
        tags,
        summary: '启用动态口令 / Confirm the authenticator; gives the recovery codes, once',
        body: Type.Object({ code: CodeOfSix }, { additionalProperties: false }),
        response: { 201: Type.Object({ recoveryCodes: Type.Array(Type.String()) }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await confirmEnrolment(deps, actorOf(request), request.body)),
  );

  app.post(
    '/v1/credential-resets',
    {
      config: { action: 'credential.reset' },
      schema: {
        tags,
        summary: '重置工作人员的密码和动态口令 / For staff who have lost password or authenticator',
        body: Type.Object(
          { phone: Phone, reason: Type.String({ minLength: 4, maxLength: 300, pattern: '\\S' }) },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({
            resetCode: Type.String(),
            expiresAt: InstantText,
            told: Type.Boolean({
              description: '已短信告知本人 / a message was sent to the person',
            }),
          }),
        },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(await resetCredentials(deps, actorOf(request), request.body)),
  );

  app.post(
    '/v1/me/authenticator-offers',
    {
      config: { action: 'authenticator.change' },
      schema: {
        tags,
        summary: '更换动态口令：取得新密钥 / A secret for another authenticator',
        body: Nothing,
        response: {
          201: Type.Object({ secret: Type.String(), uri: Type.String(), offer: Type.String() }),
        },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(await offerSecret(deps, actorOf(request))),
  );

  app.put(
    '/v1/me/authenticator',
    {
      config: { action: 'authenticator.change' },
      schema: {
        tags,
        summary: '更换动态口令 / Another authenticator; all other sessions end',
        body: Type.Object(
          {
            ...BothFactors.properties,
            offer: Type.String({ minLength: 1, maxLength: 500 }),
            newCode: CodeOfSix,
          },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await changeAuthenticator(deps, actorOf(request), request.body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/me/recovery-codes',
    {
      config: { action: 'recovery_code.make' },
      schema: {
        tags,
        summary: '更换恢复码 / New recovery codes instead of all before, shown once',
        body: BothFactors,
        response: { 201: Type.Object({ recoveryCodes: Type.Array(Type.String()) }) },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(await renewRecoveryCodes(deps, actorOf(request), request.body)),
  );

  app.put(
    '/v1/me/password',
    {
      config: { action: 'password.change' },
      schema: {
        tags,
        summary: '修改密码 / Change the password; all other sessions end',
        body: Type.Object(
          { password: Password, newPassword: Password },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await changePassword(deps, actorOf(request), request.body);
      return reply.code(204).send(null);
    },
  );
}
