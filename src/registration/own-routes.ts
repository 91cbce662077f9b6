import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, BothLanguages } from '../kit/http.ts';
import { describeVolunteer } from '../people/index.ts';
import { editOffer } from './edit-offer.ts';
import { endOwn } from './end-own.ts';
import { registerVolunteer } from './register-volunteer.ts';
import { OfferForm, RegistrationBody, Volunteer } from './schemas.ts';
import { skills } from './skills.ts';

const tags = ['registration'];

/** What people do about their own registration. */
export function ownRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/skills',
    {
      config: { action: 'skill.read' },
      schema: {
        tags,
        summary: '专业技能 / What volunteers can do',
        response: {
          200: Type.Object({
            items: Type.Array(Type.Object({ code: Type.String(), name: BothLanguages })),
          }),
        },
      },
    },
    async () => ({ items: Object.entries(skills).map(([code, name]) => ({ code, name })) }),
  );

  app.post(
    '/v1/volunteers',
    {
      config: { action: 'volunteer.register' },
      schema: {
        tags,
        summary: '注册志愿者 / Register as a volunteer',
        body: RegistrationBody,
        response: { 201: Volunteer },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await registerVolunteer(deps, actorOf(request), request.body)),
  );

  app.get(
    '/v1/volunteers/me',
    {
      config: { action: 'volunteer.register' },
      schema: {
        tags,
        summary: '我的登记信息 / My registration, masked, in whatever state it is',
        response: { 200: Volunteer },
      },
    },
    async (request) => {
      const { book, personId } = actorOf(request);
      return describeVolunteer(deps, deps.db, book, personId);
    },
  );

  app.delete(
    '/v1/volunteers/me',
    {
      config: { action: 'volunteer.end_own' },
      schema: {
        tags,
        summary: '不再做志愿者 / End my registration; the account stays',
        response: { 200: Volunteer },
      },
    },
    async (request) => endOwn(deps, actorOf(request)),
  );

  app.put(
    '/v1/volunteers/me/offer',
    {
      config: { action: 'volunteer.edit_own' },
      schema: {
        tags,
        summary: '修改技能、服务类别和时间 / What I can do, and when',
        body: OfferForm,
        response: { 200: Volunteer },
      },
    },
    async (request) => editOffer(deps, actorOf(request), request.body),
  );
}
