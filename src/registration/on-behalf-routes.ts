import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, Uuid } from '../kit/http.ts';
import { askForCorrectionOf } from './corrections.ts';
import { editOfferFor } from './edit-offer.ts';
import { endFor } from './end-for.ts';
import { giveConsentFor } from './give-consent.ts';
import { listConsentsFor } from './list-consents.ts';
import {
  Consent,
  Correction,
  CorrectionFields,
  closed,
  Ground,
  OfferForm,
  OwnPurposeName,
  Reason,
  Version,
  Volunteer,
} from './schemas.ts';
import { withdrawConsentFor } from './withdraw-consent.ts';

const tags = ['registration'];

/** What an officer does for somebody who is there and has signed a paper. */
export function onBehalfRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/volunteers/:id/consents',
    {
      config: { action: 'volunteer.act_for' },
      schema: {
        tags,
        summary: '代办：有效的同意 / What somebody has agreed to and not withdrawn',
        params: IdParams,
        response: { 200: Type.Object({ items: Type.Array(Consent) }) },
      },
    },
    async (request) => ({
      items: await listConsentsFor(deps, actorOf(request), request.params.id),
    }),
  );

  app.post(
    '/v1/volunteers/:id/consents',
    {
      config: { action: 'volunteer.act_for' },
      schema: {
        tags,
        summary: '代办：凭签字表登记同意 / Note what somebody has agreed to on paper',
        params: IdParams,
        body: Type.Object(
          { purpose: OwnPurposeName, textVersion: Version, ground: Ground },
          closed,
        ),
        response: { 201: Consent },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await giveConsentFor(deps, actorOf(request), request.params.id, request.body)),
  );

  app.post(
    '/v1/volunteers/:id/consent-withdrawals',
    {
      config: { action: 'volunteer.act_for' },
      schema: {
        tags,
        summary: '代办：凭签字表撤回同意 / Take a consent back on paper, at once',
        params: IdParams,
        body: Type.Object({ consentId: Uuid, ground: Ground }, closed),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await withdrawConsentFor(deps, actorOf(request), request.params.id, request.body);
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/v1/volunteers/:id/offer',
    {
      config: { action: 'volunteer.act_for' },
      schema: {
        tags,
        summary: '代办：修改技能、服务类别和时间 / What somebody can do, and when, on paper',
        params: IdParams,
        body: Type.Object({ ...OfferForm.properties, ground: Ground }, closed),
        response: { 200: Volunteer },
      },
    },
    async (request) => editOfferFor(deps, actorOf(request), request.params.id, request.body),
  );

  app.post(
    '/v1/volunteers/:id/corrections',
    {
      config: { action: 'volunteer.act_for' },
      schema: {
        tags,
        summary: '代办：申请更正登记信息 / Ask for a correction; another officer decides',
        params: IdParams,
        body: Type.Object({ ...CorrectionFields, reason: Reason, ground: Ground }, closed),
        response: { 201: Correction },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await askForCorrectionOf(deps, actorOf(request), request.params.id, request.body)),
  );

  app.post(
    '/v1/volunteers/:id/endings',
    {
      config: { action: 'volunteer.end_for' },
      schema: {
        tags,
        summary: '代办：凭签字表注销登记 / End a registration, and delete what is personal',
        params: IdParams,
        body: Type.Object({ ground: Ground }, closed),
        response: { 201: Volunteer },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await endFor(deps, actorOf(request), request.params.id, request.body)),
  );
}
