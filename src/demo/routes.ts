import { Type } from 'typebox';
import { roles } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, InstantText, languageOf } from '../kit/http.ts';
import { readDevelopmentMailbox } from '../kit/messages.ts';
import { divisionNames } from '../regions/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { demoLoginsOf } from './logins.ts';
import { mailboxPage } from './mailbox-page.ts';

const tags = ['town'];

export async function demoRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/town',
    {
      config: { action: 'town.read' },
      schema: {
        tags,
        summary: '本城市 / The city, and in the demonstration its logins',
        response: {
          200: Type.Object({
            book: Type.Integer(),
            name: Type.String(),
            demo: Type.Boolean(),
            identityProvider: Type.Boolean(),
            signIn: Type.Object(
              {
                sharedIdleMinutes: Type.Integer(),
                passwordCharacters: Type.Integer(),
                passwordKinds: Type.Integer(),
              },
              { description: '登录的规则 / what the rules say of signing in' },
            ),
            demoLogins: Type.Array(
              Type.Object({
                phone: Type.String(),
                role: Type.String(),
                label: Type.String(),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const names = await divisionNames(deps.db, deps.book, [String(deps.book)]);
      const now = await deps.clock.now(deps.db);
      const rules = await rulesInForce(deps.db, deps.book, String(deps.book), now);
      const logins = deps.demo ? await demoLoginsOf(deps) : [];
      return {
        book: deps.book,
        name: names.get(String(deps.book)) ?? String(deps.book),
        demo: deps.demo,
        identityProvider: deps.identityProvider !== undefined,
        signIn: {
          sharedIdleMinutes: rules.get('session.shared_idle_min'),
          passwordCharacters: rules.get('password.min_characters'),
          passwordKinds: rules.get('password.min_classes'),
        },
        demoLogins: logins.map(({ phone, role }) => ({
          phone,
          role,
          label: roles[role].name[languageOf(request)],
        })),
      };
    },
  );
  if (!deps.demo) return;

  app.get(
    '/v1/development-messages',
    {
      config: { action: 'mailbox.read' },
      schema: {
        tags,
        summary: '演示收件箱 / The demonstration’s mailbox; absent anywhere else',
        querystring: Type.Object(
          { phone: Type.Optional(Type.String({ maxLength: 20 })) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                at: InstantText,
                phone: Type.String(),
                text: Type.String(),
                code: Type.Union([Type.String(), Type.Null()]),
              }),
            ),
          }),
        },
      },
    },
    async ({ query }) => ({
      items: (await readDevelopmentMailbox(deps.db, query.phone)).map(messageView),
    }),
  );

  app.get('/mailbox', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .send(mailboxPage((await readDevelopmentMailbox(deps.db)).map(messageView))),
  );
}

function messageView({ at, phone, text }: { at: Date; phone: string; text: string }) {
  return { at: at.toISOString(), phone, text, code: /\b\d{6}\b/.exec(text)?.[0] ?? null };
}
