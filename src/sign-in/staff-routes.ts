import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import type { App } from '../kit/http.ts';
import { changePassword } from './change-password.ts';
import { beginEnrolment, confirmEnrolment } from './enrol-staff.ts';
import { CodeOfSix, Password } from './schemas.ts';

const tags = ['sign-in'];

/** Password and authenticator of staff. */
export async function staffRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/staff-enrolments',
    {
      config: { action: 'staff_enrolment.make' },
      schema: {
        tags,
        summary: '设置密码和动态口令 / Set a password and get the secret of the authenticator',
        body: Type.Object({ password: Password }, { additionalProperties: false }),
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
