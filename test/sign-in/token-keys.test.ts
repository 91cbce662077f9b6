import { sql } from 'drizzle-orm';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import t, { type Test } from 'tap';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { stopwatch } from '../../src/kit/clock.ts';
import type { App } from '../../src/kit/http.ts';
import { atOnce, rotateTokenKeys } from '../../src/sign-in/index.ts';
import { phones } from '../support/steps.ts';
import { type TestTown, testTown, until } from '../support/town.ts';

/** As short as it may be: longer than a process goes without asking. */
const pace = { leadSeconds: 6, graceSeconds: 0 };

/** The API once more on the same database, as another process would have it. */
async function secondApp(t: Test, town: TestTown): Promise<App> {
  const config = readConfig({ ...town.environment, DEMO_TOWN: 'yes', LOG_LEVEL: 'silent' });
  const { DATABASE_URL: databaseUrl, MASTER_KEY: masterKey } = town.environment;
  const deps = await openDeps(config, { databaseUrl, masterKey });
  const app = await createApp(deps, { busyAfterMs: 0 });
  t.teardown(async () => {
    await app.close();
    await deps.close();
  });
  return app;
}

const me = async (app: App, token: string) =>
  (
    await app.inject({
      ...{ method: 'GET', url: '/v1/me', headers: { authorization: `Bearer ${token}` } },
    })
  ).statusCode;
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

t.test(
  'no valid request fails while keys are rotated three times',
  { timeout: 120_000 },
  async (t) => {
    const town = await testTown(t, { worker: false });
    const apps = [town.app, await secondApp(t, town)];
    const client = await town.signIn(phones.volunteer(1));
    const renewed = async () => (await client.renew()).body.accessToken as string;
    const first = await renewed();
    t.equal(kidOf(first), 'token-1');
    const seen = new Set<string | undefined>();
    const answers: number[] = [];
    let rotating = true;
    const driving = (async () => {
      while (rotating) {
        const token = await renewed();
        seen.add(kidOf(token));
        answers.push(
          ...(await Promise.all(apps.flatMap((app) => [me(app, token), me(app, first)]))),
        );
      }
    })();
    for (const number of [2, 3, 4]) {
      t.equal(await rotateTokenKeys(town.deps, town.deps.book, pace), number);
      const keys = (await town.stranger().call('GET', '/.well-known/jwks.json')).body.keys;
      t.ok(keys.length > 0);
      await until(
        async () => seen.has(`token-${number}`),
        (has) => has,
        20,
      );
    }
    rotating = false;
    await driving;
    t.same([...seen].sort(), ['token-1', 'token-2', 'token-3', 'token-4']);
    t.ok(answers.length > 100, `${answers.length} requests`);
    t.same(
      answers.filter((status) => status !== 200),
      [],
      'none failed, nor did those with a token of the first key',
    );
  },
);

t.test('a key is shown before it signs, and its tokens verify with what is shown', async (t) => {
  const town = await testTown(t, { worker: false });
  const client = await town.signIn(phones.volunteer(1));
  const shown = async () =>
    (await town.stranger().call('GET', '/.well-known/jwks.json')).body as {
      keys: { kid: string }[];
    };
  await rotateTokenKeys(town.deps, town.deps.book, pace);
  const keys = await until(shown, ({ keys }) => keys.some(({ kid }) => kid === 'token-2'), 10);
  const token = await until(
    async () => (await client.renew()).body.accessToken as string,
    (token) => kidOf(token) === 'token-2',
    20,
  );
  const verified = await jwtVerify(token, createLocalJWKSet(keys as never), { issuer: 'linli' });
  t.equal(verified.payload.sub, client.personId);
});

t.test('a retired key is refused everywhere within seconds, and its sessions go on', async (t) => {
  const town = await testTown(t, { worker: false });
  const apps = [town.app, await secondApp(t, town)];
  const client = await town.signIn(phones.volunteer(1));
  const old = (await client.renew()).body.accessToken;
  for (const app of apps) t.equal(await me(app, old), 200);
  t.equal(await rotateTokenKeys(town.deps, town.deps.book, atOnce), 2);
  const elapsed = stopwatch();
  for (const app of apps)
    await until(
      () => me(app, old),
      (status) => status === 401,
      10,
    );
  t.ok(elapsed() < 10_000);
  const next = (await client.renew()).body.accessToken;
  t.equal(kidOf(next), 'token-2');
  for (const app of apps) t.equal(await me(app, next), 200);
  const rows = await town.database.ownerDb.execute<{ life: string; lead: string }>(sql`
    SELECT number, extract(epoch FROM retires_at - added_at)::int AS life FROM sign_in.token_key ORDER BY number`);
  t.match(rows, [
    { number: 1, life: Number },
    { number: 2, life: null },
  ]);
});

t.test(
  'an old key is taken until its last token has expired; two rotations do not cross',
  async (t) => {
    const { deps, database } = await testTown(t, { worker: false });
    const both = await Promise.all([1, 2].map(() => rotateTokenKeys(deps, deps.book)));
    t.same(both.sort(), [2, undefined]);
    t.equal(await rotateTokenKeys(deps, deps.book), undefined, 'while the second waits to sign');
    const [row] = await database.ownerDb.execute<{ seconds: number }>(sql`
    SELECT extract(epoch FROM old.retires_at - new.signs_from)::float8 AS seconds
    FROM sign_in.token_key old, sign_in.token_key new WHERE old.number = 1 AND new.number = 2`);
    t.ok(row!.seconds >= deps.tokens.lifeSeconds + 60, `${row!.seconds} s`);
    const log = await database.ownerDb.execute<{ action: string }>(
      sql`SELECT action, object_id FROM audit.entry WHERE object_kind = 'token_key' ORDER BY action`,
    );
    t.match(log, [
      { action: 'token_key.add', object_id: 'token-2' },
      { action: 'token_key.retire', object_id: 'token-1' },
    ]);
  },
);
