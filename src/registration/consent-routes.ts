import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, BothLanguages, IdParams } from '../kit/http.ts';
import { consentView } from './consent.ts';
import {
  consentText,
  consentTexts,
  currentVersion,
  type Purpose,
  purposes,
} from './consent-texts.ts';
import { giveConsent } from './give-consent.ts';
import {
  Consent,
  closed,
  OwnPurposeName,
  PurposeName,
  Version,
  Volunteer,
  Ward,
} from './schemas.ts';
import { consentsOf } from './store.ts';
import { answerForWard, listWards } from './wards.ts';
import { withdrawConsent } from './withdraw-consent.ts';

const tags = ['registration'];

const ConsentText = Type.Object({
  purpose: PurposeName,
  textVersion: Version,
  text: BothLanguages,
});

export function consentRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/consent-texts',
    {
      config: { action: 'consent_text.read' },
      schema: {
        tags,
        summary: '同意书 / What people are asked to agree to today',
        response: {
          200: Type.Object({
            items: Type.Array(ConsentText),
          }),
        },
      },
    },
    async () => ({
      items: purposes.map((purpose) => ({
        purpose,
        textVersion: currentVersion(purpose),
        text: consentTexts[purpose].at(-1)!,
      })),
    }),
  );

  app.get(
    '/v1/consent-texts/:purpose/:version',
    {
      config: { action: 'consent_text.read' },
      schema: {
        tags,
        summary: '某一版同意书 / The words of one version, as somebody has agreed to them',
        params: Type.Object({ purpose: PurposeName, version: Version }),
        response: { 200: ConsentText },
      },
    },
    async ({ params: { purpose, version } }) => ({
      ...{ purpose, textVersion: version, text: consentText(purpose as Purpose, version) },
    }),
  );

  app.get(
    '/v1/consents',
    {
      config: { action: 'consent.own' },
      schema: {
        tags,
        summary: '我的同意记录 / What I have agreed to, also what I withdrew',
        response: { 200: Type.Object({ items: Type.Array(Consent) }) },
      },
    },
    async (request) => {
      const { book, personId } = actorOf(request);
      return { items: (await consentsOf(deps.db, book, personId)).map(consentView) };
    },
  );

  app.post(
    '/v1/consents',
    {
      config: { action: 'consent.own' },
      schema: {
        tags,
        summary: '同意 / Agree to one purpose',
        body: Type.Object({ purpose: OwnPurposeName, textVersion: Version }, closed),
        response: { 201: Consent },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await giveConsent(deps, actorOf(request), request.body)),
  );

  app.delete(
    '/v1/consents/:id',
    {
      config: { action: 'consent.own' },
      schema: {
        tags,
        summary: '撤回同意 / Take a consent back, at once',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await withdrawConsent(deps, actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/v1/wards',
    {
      config: { action: 'ward.own' },
      schema: {
        tags,
        summary: '等我同意的未成年人 / Minors who name me as their guardian',
        response: { 200: Type.Object({ items: Type.Array(Ward) }) },
      },
    },
    async (request) => ({ items: await listWards(deps, actorOf(request)) }),
  );

  app.post(
    '/v1/wards/:id/answers',
    {
      config: { action: 'ward.own' },
      schema: {
        tags,
        summary: '监护人答复 / The guardian agrees to each purpose, or refuses',
        params: IdParams,
        body: Type.Union([
          Type.Object(
            {
              decision: Type.Literal('agree'),
              consents: Type.Object(
                {
                  ...{ guardian: Type.Optional(Version), under_14: Type.Optional(Version) },
                  ...{ location: Type.Optional(Version), health: Type.Optional(Version) },
                },
                closed,
              ),
            },
            closed,
          ),
          Type.Object({ decision: Type.Literal('refuse') }, closed),
        ]),
        response: { 201: Volunteer },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await answerForWard(deps, actorOf(request), request.params.id, request.body)),
  );
}
