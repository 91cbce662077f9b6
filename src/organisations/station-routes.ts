import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, PageOf } from '../kit/http.ts';
import { decideStation } from './decide-station.ts';
import { editStation, enterStation } from './enter-station.ts';
import { listStations, readStation } from './list-stations.ts';
import {
  Station,
  StationBody,
  StationEditBody,
  StationListQuery,
  StationRulingBody,
} from './station-schemas.ts';

const tags = ['stations'];

export function stationRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/stations',
    {
      config: { action: 'station.list' },
      schema: {
        tags,
        summary: '学雷锋志愿服务站 / Stations of an area, with their opening hours',
        querystring: StationListQuery,
        response: { 200: PageOf(Station) },
      },
    },
    async (request) => listStations(deps, request.actor, request.query),
  );

  app.get(
    '/v1/stations/:id',
    {
      config: { action: 'station.read' },
      schema: {
        tags,
        summary: '一个服务站 / One station',
        params: IdParams,
        response: { 200: Station },
      },
    },
    async (request) => readStation(deps, request.actor, request.params.id),
  );

  app.post(
    '/v1/stations',
    {
      config: { action: 'station.enter' },
      schema: {
        tags,
        summary: '录入筹备中的服务站 / Enter a station that is being prepared',
        body: StationBody,
        response: { 201: Station },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await enterStation(deps, actorOf(request), request.body)),
  );

  app.put(
    '/v1/stations/:id',
    {
      config: { action: 'station.edit' },
      schema: {
        tags,
        summary: '修改服务站信息 / Change what a station says of itself',
        params: IdParams,
        body: StationEditBody,
        response: { 200: Station },
      },
    },
    async (request) => editStation(deps, actorOf(request), request.params.id, request.body),
  );

  app.post(
    '/v1/stations/:id/decisions',
    {
      config: { action: 'station.decide' },
      schema: {
        tags,
        summary: '开放、暂停、关闭服务站 / Open, suspend or close a station',
        params: IdParams,
        body: StationRulingBody,
        response: { 201: Station },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await decideStation(deps, actorOf(request), request.params.id, request.body)),
  );
}
