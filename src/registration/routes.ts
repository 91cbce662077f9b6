import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, PageOf, PageQuery, Uuid } from '../kit/http.ts';
import { consentRoutes } from './consent-routes.ts';
import { correctionRoutes } from './correction-routes.ts';
import { guardianRoutes } from './guardian-routes.ts';
import { listVolunteers, readVolunteer } from './list-volunteers.ts';
import { mergeDuplicate } from './merge-duplicate.ts';
import { onBehalfRoutes } from './on-behalf-routes.ts';
import { ownRoutes } from './own-routes.ts';
import { setProtection } from './protect.ts';
import { registerFor } from './register-for.ts';
import { reviewVolunteer } from './review-volunteer.ts';
import {
  AssistedBody,
  closed,
  Reason,
  Review,
  State,
  Volunteer,
  VolunteerSearch,
  VolunteerWithDecisions,
} from './schemas.ts';
import { searchVolunteers } from './search-volunteers.ts';

const tags = ['registration'];

export async function registrationRoutes(app: App, deps: Deps) {
  ownRoutes(app, deps);
  deskRoutes(app, deps);
  consentRoutes(app, deps);
  correctionRoutes(app, deps);
  guardianRoutes(app, deps);
  onBehalfRoutes(app, deps);
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
      config: { action: 'volunteer.merge' },
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
