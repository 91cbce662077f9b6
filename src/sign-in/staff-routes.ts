import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, InstantText } from '../kit/http.ts';
import { changePassword } from './change-password.ts';
import { beginEnrolment, confirmEnrolment } from './enrol-staff.ts';
import { resetCredentials } from './reset-credentials.ts';
import { CodeOfSix, Password, Phone } from './schemas.ts';

const tags = ['sign-in'];
const ResetCode = Type.String({
  minLength: 20,
  maxLength: 40,
  description: '安全管理员给的重置码 / from the security administrator',
});

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
