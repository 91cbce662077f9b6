import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, InstantText } from '../kit/http.ts';
import { attend, type Presence as PresenceInput } from './attend.ts';
import { showAttendanceCode } from './attendance-code.ts';
import { Presence, SignUp } from './schemas.ts';

const tags = ['activities'];

export function attendanceRoutes(app: App, deps: Deps) {
  const purpose = Type.Union([Type.Literal('check_in'), Type.Literal('check_out')]);
  app.get(
    '/v1/activities/:id/attendance-code',
    {
      config: { action: 'attendance.show_code' },
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
    async (request) =>
      showAttendanceCode(deps, actorOf(request), request.params.id, request.query.purpose),
  );

  const comings = [
    { path: 'check-ins', purpose: 'check_in', summary: '签到 / Check in' },
    { path: 'check-outs', purpose: 'check_out', summary: '签退 / Check out' },
  ] as const;
  for (const { path, purpose, summary } of comings) {
    app.post(
      `/v1/activities/:id/${path}`,
      {
        config: { action: 'attendance.make' },
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
