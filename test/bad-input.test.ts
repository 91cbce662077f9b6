import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import t from 'tap';
import { here, phones } from './support/steps.ts';
import { type Client, type TestTown, testTown } from './support/town.ts';

interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  // biome-ignore lint/suspicious/noExplicitAny: a JSON schema, walked as data
  schema: any;
}

/** Everything the OpenAPI document offers, so that a new route is tested the day it appears. */
async function operations(town: TestTown): Promise<Operation[]> {
  const { body } = await town.stranger().call('GET', '/openapi.json');
  return Object.entries<Record<string, Operation['schema']>>(body.paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as Operation['method'],
      url,
      schema: operation.requestBody?.content?.['application/json']?.schema,
    })),
  );
}

const everyone = async (town: TestTown): Promise<Client[]> => [
  town.stranger(),
  await town.signIn(phones.volunteer(1)),
  await town.signIn(phones.station(1)),
  await town.signIn(phones.merchant(1)),
  await town.signIn(phones.streetOffice),
];

/** Rows of everything that can be changed through the API, apart from what counts tries. */
async function footprint(town: TestTown): Promise<string> {
  const tables = [
    'activities.activity',
    'activities.sign_up',
    'activities.attendance',
    'people.volunteer',
    'people.person',
    'access.role_grant',
    'records.service_record',
    'settlement.settlement',
    'rewards.redemption',
    'rewards.refund',
    'ledger.transfer',
    'ledger.account',
  ];
  const counts = await town.database.ownerDb.execute(
    sql.raw(
      tables
        .map((table) => `SELECT '${table}' AS name, count(*)::int AS n FROM ${table}`)
        .join(' UNION ALL '),
    ),
  );
  return JSON.stringify([...counts]);
}

/** Values that have broken services: wrong types, huge numbers, hostile texts. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    '',
    ' ',
    [],
    {},
    [3],
    '1e3',
    1e308,
    -1,
    0,
    0.5,
    2 ** 53,
    '\u0000',
    '\ud800',
    "'; DROP TABLE ledger.transfer; --",
    '<script>',
    '../../etc/passwd',
    '９'.repeat(18),
    'a'.repeat(10_000),
  ),
  fc.anything({ maxDepth: 2, withNullPrototype: false }),
);

t.test('bad input on every route is refused with a problem and changes nothing', async (t) => {
  const town = await testTown(t, { worker: false });
  const people = await everyone(town);
  const before = await footprint(town);
  const routes = (await operations(town)).filter(
    ({ schema }) => schema?.properties || schema?.anyOf,
  );
  t.ok(routes.length >= 12, `${routes.length} routes take a body`);

  const huge = `{"points":${'9'.repeat(400)}}`;
  for (const { method, url } of routes) {
    const target = url.replace('{id}', randomUUID());
    for (const body of [
      '{"a":',
      huge,
      '[]',
      '"text"',
      '1',
      'null',
      '{"__proto__":{"role":"streetOffice"}}',
      '{"a":1,"a":2}',
    ]) {
      for (const person of people) {
        const answer = await person.call(method, target, body, { 'idempotency-key': randomUUID() });
        const refused = answer.status >= 400 && answer.status < 500;
        if (!refused || typeof answer.body.code !== 'string')
          t.fail(`${method} ${url} ${body}: ${answer.status}`);
      }
    }
  }
  t.equal(await footprint(town), before);
});

t.test(
  'random bodies never make the service fail, and no route takes an unknown field',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const people = await everyone(town);
    const routes = (await operations(town)).filter(({ schema }) => schema?.properties);
    const plausible: Record<string, unknown> = {
      phone: '13900000009',
      code: '123456',
      name: '王芳',
      idNumber: '120101199003071235',
      residenceRegion: '120101004002',
      declaration: true,
      title: '活动',
      category: 'SC01',
      content: '内容',
      riskNote: '风险',
      radiusMetres: 500,
      capacity: 5,
      place: { name: '活动室', latitude: 39, longitude: 117, datum: 'WGS84' },
      position: here,
      startsAt: '2026-12-01T01:00:00.000Z',
      endsAt: '2026-12-01T03:00:00.000Z',
      signUpIds: [randomUUID()],
      activityId: randomUUID(),
      redemptionId: randomUUID(),
      centipoints: 100,
      decision: 'approve',
    };
    const spoilt = fc.record({
      route: fc.nat(),
      person: fc.nat(),
      field: fc.nat(),
      value: nasty,
      extra: fc.boolean(),
    });
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(spoilt, async ({ route, person, field, value, extra }) => {
        const { method, url, schema } = routes[route % routes.length]!;
        const names = Object.keys(schema.properties);
        const body: Record<string, unknown> = Object.fromEntries(
          names.map((name) => [name, plausible[name]]),
        );
        const name = extra || names.length === 0 ? 'unknownField' : names[field % names.length]!;
        body[name] = value;
        const text = JSON.stringify(body, (_key, inner) =>
          typeof inner === 'bigint' ? String(inner) : inner,
        );
        const client = people[person % people.length]!;
        const answer = await client.call(method, url.replace('{id}', randomUUID()), text, {
          'idempotency-key': randomUUID(),
        });
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status >= 500)
          throw new Error(`${method} ${url} ${text}: ${JSON.stringify(answer.body)}`);
        const carried = JSON.parse(text);
        if (name === 'unknownField' && 'unknownField' in carried && answer.status < 300)
          throw new Error(`${url} took an unknown field`);
      }),
      { numRuns: 2000 },
    );
    t.comment(JSON.stringify([...statuses]));
    t.ok((statuses.get(400) ?? 0) > 200, 'the schemas were reached');
  },
);

t.test('query strings and paths are refused by name too', async (t) => {
  const town = await testTown(t, { worker: false });
  const volunteer = await town.signIn(phones.volunteer(1));
  const wrong = [
    '/v1/activities?limit=0',
    '/v1/activities?limit=101',
    '/v1/activities?limit=x',
    '/v1/activities?view=all',
    '/v1/activities?offset=3',
    '/v1/activities?cursor=abc',
    '/v1/activities/1',
    '/v1/regions?parent=1',
    '/v1/volunteers/me/statement',
    '/v1/volunteers/me/statement?unit=COIN',
    '/v1/volunteers/me/balance?at=yesterday',
  ];
  for (const url of wrong) {
    const answer = await volunteer.call('GET', url);
    t.match(answer, { status: 400, body: { code: /^bad_/, requestId: String } }, url);
  }
  t.match(await volunteer.call('GET', '/v1/nothing'), { status: 404, body: { code: 'not_found' } });
  const form = await volunteer.call('POST', '/v1/pay-codes', 'a=1', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  t.match(form, { status: 415, body: { code: 'media_type_unsupported' } });
  const big = await volunteer.call('POST', '/v1/pay-codes', `{"a":"${'x'.repeat(1_100_000)}"}`);
  t.match(big, { status: 413, body: { code: 'body_too_large' } });
  const keyless = await (await town.signIn(phones.merchant(1))).call('POST', '/v1/redemptions', {
    code: '6'.repeat(18),
    centipoints: 1,
  });
  t.match(keyless, { status: 400, body: { code: 'idempotency_key_required' } });
});
