import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, BothLanguages, IdParams, PageOf, PageQuery, Uuid } from '../kit/http.ts';
import { describeVolunteer } from '../people/index.ts';
import { consentRoutes } from './consent-routes.ts';
import { correctionRoutes } from './correction-routes.ts';
import { editOffer } from './edit-offer.ts';
import { guardianRoutes } from './guardian-routes.ts';
import { listVolunteers, readVolunteer } from './list-volunteers.ts';
import { mergeDuplicate } from './merge-duplicate.ts';
import { setProtection } from './protect.ts';
import { registerFor } from './register-for.ts';
import { registerVolunteer } from './register-volunteer.ts';
import { reviewVolunteer } from './review-volunteer.ts';
import {
  AssistedBody,
  closed,
  OfferForm,
  Reason,
  RegistrationBody,
  Review,
  State,
  Volunteer,
  VolunteerSearch,
  VolunteerWithDecisions,
} from './schemas.ts';
import { searchVolunteers } from './search-volunteers.ts';
import { skills } from './skills.ts';

const tags = ['registration'];

export async function registrationRoutes(app: App, deps: Deps) {
  ownRoutes(app, deps);
  deskRoutes(app, deps);
  consentRoutes(app, deps);
  correctionRoutes(app, deps);
  guardianRoutes(app, deps);
}

function ownRoutes(app: App, deps: Deps) {
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

function deskRoutes(app: App, deps: Deps) {
  app.post(
    '/v1/assisted-registrations',
    {
      config: { action: 'volunteer.register_for' },
      schema: {
        tags,
        summary:
          '代办注册（可无手机） / Register somebody who is there in person, also without a phone',
        body: AssistedBody,
        response: { 201: Volunteer },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await registerFor(deps, actorOf(request), request.body)),
  );

  app.get(
    '/v1/volunteers',
    {
      config: { action: 'volunteer.read' },
      schema: {
        tags,
        summary: '辖区志愿者 / Volunteers of the area, masked',
        querystring: Type.Object(
          {
            ...PageQuery.properties,
            view: Type.Union([Type.Literal('review'), Type.Literal('area')], { default: 'area' }),
            state: Type.Optional(State),
          },
          closed,
        ),
        response: { 200: PageOf(Volunteer) },
      },
    },
    async (request) => listVolunteers(deps, actorOf(request), request.query),
  );

  // In the body: an address ends up in histories and in the logs of whatever stands between.
  app.post(
    '/v1/volunteer-searches',
    {
      config: { action: 'volunteer.read' },
      schema: {
        tags,
        summary:
          '按编号、手机、证件号码或姓名查找 / Find volunteers of the area by number, phone, id number or name in full',
        body: VolunteerSearch,
        response: { 200: PageOf(Volunteer) },
      },
    },
    async (request) => searchVolunteers(deps, actorOf(request), request.body),
  );

  app.get(
    '/v1/volunteers/:id',
    {
      config: { action: 'volunteer.read' },
      schema: {
        tags,
        summary: '一名志愿者 / One volunteer of the area, with what was decided',
        params: IdParams,
        response: { 200: VolunteerWithDecisions },
      },
    },
    async (request) => readVolunteer(deps, actorOf(request), request.params.id),
  );

  app.put(
    '/v1/volunteers/:id/protection',
    {
      config: { action: 'volunteer.protect' },
      schema: {
        tags,
        summary: '限制查看：只有本社区和街道能看到 / Only community and street see the person',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await setProtection(deps, actorOf(request), request.params.id, true);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/v1/volunteers/:id/protection',
    {
      config: { action: 'volunteer.protect' },
      schema: {
        tags,
        summary: '取消查看限制 / Lifts it',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await setProtection(deps, actorOf(request), request.params.id, false);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/volunteer-merges',
    {
      config: { action: 'volunteer.decide' },
      schema: {
        tags,
        summary: '合并重复登记 / Merge two registrations of one person',
        body: Type.Object({ keptId: Uuid, duplicateId: Uuid, reason: Reason }, closed),
        response: { 201: Volunteer },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await mergeDuplicate(deps, actorOf(request), request.body)),
  );

  app.post(
    '/v1/volunteers/:id/decisions',
    {
      config: { action: 'volunteer.read' },
      schema: {
        tags,
        summary:
          '审核、退回、暂停、恢复、取消 / Approve, send back, suspend, let serve again, revoke',
        params: IdParams,
        body: Review,
        response: { 201: Volunteer },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await reviewVolunteer(deps, actorOf(request), request.params.id, request.body)),
  );
}
