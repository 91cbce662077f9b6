import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, PageOf } from '../kit/http.ts';
import { cancelOrganisation } from './cancel-organisation.ts';
import { decideOrganisation } from './decide-organisation.ts';
import { editOrganisation } from './edit-organisation.ts';
import { enterOrganisation } from './enter-organisation.ts';
import { joinHub } from './join-hub.ts';
import { listOrganisations, readOrganisation } from './list-organisations.ts';
import { memberRoutes } from './member-routes.ts';
import {
  CancellationBody,
  HubBody,
  Organisation,
  OrganisationBody,
  OrganisationEditBody,
  OrganisationListQuery,
  RulingBody,
} from './schemas.ts';
import { stationRoutes } from './station-routes.ts';

const tags = ['organisations'];

export async function organisationRoutes(app: App, deps: Deps) {
  stationRoutes(app, deps);
  memberRoutes(app, deps);
  app.get(
    '/v1/organisations',
    {
      config: { action: 'organisation.read' },
      schema: {
        tags,
        summary: '社会组织 / Organisations of an area',
        querystring: OrganisationListQuery,
        response: { 200: PageOf(Organisation) },
      },
    },
    async (request) => listOrganisations(deps, request.actor, request.query),
  );

  app.get(
    '/v1/organisations/:id',
    {
      config: { action: 'organisation.read' },
      schema: {
        tags,
        summary: '一个组织 / One organisation',
        params: IdParams,
        response: { 200: Organisation },
      },
    },
    async (request) => readOrganisation(deps, request.actor, request.params.id),
  );

  app.post(
    '/v1/organisations',
    {
      config: { action: 'organisation.enter' },
      schema: {
        tags,
        summary: '录入已有组织 / Enter an organisation that exists already',
        body: OrganisationBody,
        response: { 201: Organisation },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await enterOrganisation(deps, actorOf(request), request.body)),
  );

  app.post(
    '/v1/organisations/:id/decisions',
    {
      config: { action: 'organisation.decide' },
      schema: {
        tags,
        summary: '暂停、恢复、撤销、拟登记、转登记 / Suspend, let act again, revoke, list, upgrade',
        params: IdParams,
        body: RulingBody,
        response: { 201: Organisation },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await decideOrganisation(deps, actorOf(request), request.params.id, request.body)),
  );

  app.put(
    '/v1/organisations/:id',
    {
      config: { action: 'organisation.edit' },
      schema: {
        tags,
        summary: '修改组织信息 / Change what an organisation says of itself',
        params: IdParams,
        body: OrganisationEditBody,
        response: { 200: Organisation },
      },
    },
    async (request) => editOrganisation(deps, actorOf(request), request.params.id, request.body),
  );

  app.put(
    '/v1/organisations/:id/hub',
    {
      config: { action: 'organisation.join_hub' },
      schema: {
        tags,
        summary: '加入或退出枢纽型组织 / Join the hub of the street, or leave it',
        params: IdParams,
        body: HubBody,
        response: { 200: Organisation },
      },
    },
    async (request) => joinHub(deps, actorOf(request), request.params.id, request.body.hubId),
  );

  app.post(
    '/v1/organisations/:id/cancellations',
    {
      config: { action: 'organisation.cancel' },
      schema: {
        tags,
        summary: '组织自行注销 / An organisation ends itself',
        params: IdParams,
        body: CancellationBody,
        response: { 201: Organisation },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const view = await cancelOrganisation(deps, actorOf(request), params.id, body.reason);
      return reply.code(201).send(view);
    },
  );
}
