import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, InstantText, Uuid } from '../kit/http.ts';
import { registerVolunteer } from './register-volunteer.ts';
import { describeVolunteer } from './volunteer.ts';

const tags = ['people'];

const Volunteer = Type.Object({
  id: Uuid,
  number: Type.String(),
  name: Type.String(),
  idNumber: Type.String({ examples: ['1201**********1235'] }),
  phone: Type.String(),
  residenceRegion: Type.String(),
  residenceRegionName: Type.String(),
  registeredAt: InstantText,
});

export async function peopleRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/volunteers',
    {
      config: { action: 'volunteer.register' },
      schema: {
        tags,
        summary: '注册志愿者 / Register as a volunteer',
        body: Type.Object(
          {
            name: Type.String({
              minLength: 2,
              maxLength: 40,
              pattern: '\\S.*\\S',
              examples: ['李小明'],
            }),
            idNumber: Type.String({
              minLength: 15,
              maxLength: 24,
              examples: ['120101199003071235'],
            }),
            residenceRegion: Type.String({ pattern: '^\\d{12}$', examples: ['120101004001'] }),
            declaration: Type.Literal(true, {
              description: '所填信息真实、准确、完整（条例第七条）',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 201: Volunteer },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await registerVolunteer(deps, actorOf(request), request.body)),
  );

  app.get(
    '/v1/volunteers/me',
    {
      config: { action: 'volunteer.read_own' },
      schema: {
        tags,
        summary: '我的登记信息 / My registration, masked',
        response: { 200: Volunteer },
      },
    },
    async (request) => {
      const { book, personId } = actorOf(request);
      return describeVolunteer(deps, deps.db, book, personId);
    },
  );
}
