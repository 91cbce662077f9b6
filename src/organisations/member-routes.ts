import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams } from '../kit/http.ts';
import { addMember } from './add-member.ts';
import { discloseMember } from './disclose-member.ts';
import { leaveOrganisation, removeMember } from './end-membership.ts';
import { listMembers } from './list-members.ts';
import { listMemberships } from './list-memberships.ts';
import {
  DisclosedMember,
  Member,
  MemberBody,
  MemberDisclosureBody,
  Members,
  Membership,
} from './schemas.ts';

const tags = ['organisations'];

export function memberRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/organisations/:id/members',
    {
      config: { action: 'organisation.oversee' },
      schema: {
        tags,
        summary: '成员花名册 / The roster, masked',
        params: IdParams,
        response: { 200: Members },
      },
    },
    async (request) => listMembers(deps, actorOf(request), request.params.id),
  );

  app.post(
    '/v1/organisations/:id/members',
    {
      config: { action: 'member.add' },
      schema: {
        tags,
        summary: '加入花名册 / Take somebody into the roster',
        params: IdParams,
        body: MemberBody,
        response: { 201: Member },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await addMember(deps, actorOf(request), request.params.id, request.body)),
  );

  app.post(
    '/v1/members/:id/disclosures',
    {
      config: { action: 'member.disclose' },
      schema: {
        tags,
        summary: '查看成员明文，须写明理由 / A member unmasked, for a reason',
        params: IdParams,
        body: MemberDisclosureBody,
        response: { 201: DisclosedMember },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const seen = await discloseMember(deps, actorOf(request), params.id, body.reason);
      return reply.code(201).header('cache-control', 'no-store').send(seen);
    },
  );

  app.delete(
    '/v1/members/:id',
    {
      config: { action: 'member.remove' },
      schema: {
        tags,
        summary: '移出花名册 / Take somebody out of the roster',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await removeMember(deps, actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/v1/me/memberships',
    {
      config: { action: 'membership.own' },
      schema: {
        tags,
        summary: '我所在的组织 / The rosters that I stand in',
        response: { 200: Type.Object({ items: Type.Array(Membership) }) },
      },
    },
    async (request) => listMemberships(deps, actorOf(request)),
  );

  app.delete(
    '/v1/me/memberships/:id',
    {
      config: { action: 'membership.own' },
      schema: {
        tags,
        summary: '退出组织 / Leave a roster',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await leaveOrganisation(deps, actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
