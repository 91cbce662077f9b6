import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { InjectOptions } from 'fastify';
import t from 'tap';
import { createApp } from '../../src/app.ts';
import { networkOf } from '../../src/sign-in/address-limit.ts';
import { setRules } from '../support/staff.ts';
import { phones } from '../support/steps.ts';
import { testTown } from '../support/town.ts';

type App = Awaited<ReturnType<typeof createApp>>;

/** On a busy machine the service asks to come back, before it has counted anything. */
async function patiently(app: App, request: InjectOptions) {
  let answer = await app.inject(request);
  for (let tries = 0; answer.statusCode === 503 && tries < 100; tries++) {
    await sleep(250);
    answer = await app.inject(request);
  }
  return answer;
}

const ask = (app: App, phone: string, remoteAddress: string, forwarded?: string) =>
  patiently(app, {
    ...{ method: 'POST', url: '/v1/sign-in-codes', payload: { phone }, remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  });

let last = 13_912_500_000;
const newPhone = () => String(++last);

t.test('an address asks for so many codes a minute and a day, and another is free', async (t) => {
  const town = await testTown(t, { worker: false });
  const { app, database } = town;
  await setRules(town, { 'sign_in.codes_per_address_min': 3, 'sign_in.codes_per_address_day': 5 });
  const from = (address: string, phone = newPhone()) => ask(app, phone, address);
  const known = phones.volunteer(1);
  for (let n = 1; n <= 3; n++) t.equal((await from('203.0.113.7')).statusCode, 202, `code ${n}`);
  const refused = [await from('203.0.113.7'), await from('203.0.113.7', known)];
  for (const answer of refused) {
    t.match(answer.json(), { status: 429, code: 'code_requested_too_often' });
    const seconds = Number(answer.headers['retry-after']);
    t.ok(seconds > 0 && seconds <= 86_400);
  }
  const told = refused.map((answer) => Object.keys(answer.json()).sort());
  t.same(told[0], told[1], 'a known phone gets what an unknown one gets');
  t.equal((await from('203.0.113.8')).statusCode, 202, 'who asks from elsewhere');
  const aMinuteLater = () =>
    database.ownerDb.execute(
      sql`UPDATE kit.strike SET window_ends_at = clock_timestamp() WHERE subject LIKE 'codes|%' AND window_ends_at < clock_timestamp() + interval '2 minutes'`,
    );
  await aMinuteLater();
  for (const n of [4, 5])
    t.equal(
      (await from('203.0.113.7')).statusCode,
      202,
      `code ${n}: what was refused is not counted`,
    );
  await aMinuteLater();
  t.equal((await from('203.0.113.7')).statusCode, 429, 'five a day');
  t.equal((await from('203.0.113.8')).statusCode, 202);
  const strikes = await database.ownerDb.execute(sql`SELECT subject FROM kit.strike`);
  t.notMatch(JSON.stringify(strikes), /203\.0/, 'the address itself is kept nowhere');
});

t.test('an address tries to sign in so often, whatever phone and whichever way', async (t) => {
  const town = await testTown(t, { worker: false });
  await setRules(town, { 'sign_in.tries_per_address_min': 3 });
  const { app, database } = town;
  const code = (remoteAddress: string) =>
    patiently(app, {
      ...{ method: 'POST', url: '/v1/sessions', remoteAddress },
      payload: { phone: newPhone(), code: '000000' },
    });
  const staff = (remoteAddress: string) =>
    patiently(app, {
      ...{ method: 'POST', url: '/v1/staff-sessions', remoteAddress },
      payload: { phone: newPhone(), password: 'Falsch-1-2', code: '000000' },
    });
  for (const way of [code, staff, code]) t.equal((await way('203.0.113.17')).statusCode, 401);
  for (const way of [code, staff]) {
    const refused = await way('203.0.113.17');
    t.match(refused.json(), { status: 429, code: 'sign_in_too_often' });
    t.match(Number(refused.headers['retry-after']) > 0, true);
  }
  t.equal((await staff('203.0.113.18')).statusCode, 401, 'who comes from elsewhere');
  const [log] = await database.ownerDb.execute(
    sql`SELECT count(*)::int AS count FROM audit.entry WHERE action = 'session.refuse'`,
  );
  t.same(log, { count: 4 }, 'what was refused for the address is in no log');
});

t.test('nobody fills the log with refusals of a phone', async (t) => {
  const { app, database } = await testTown(t, { worker: false });
  const payload = { phone: newPhone(), code: '000000' };
  const statuses = new Set<number>();
  for (let n = 1; n <= 120; n++)
    statuses.add(
      (await patiently(app, { method: 'POST', url: '/v1/sessions', payload })).statusCode,
    );
  t.same([...statuses], [401]);
  const rows = await database.ownerDb.execute<{ times: number | null }>(sql`
    SELECT (changes->'times'->>1)::int AS times FROM audit.entry WHERE action = 'session.refuse' ORDER BY at`);
  t.same(
    rows.map(({ times }) => times),
    [null, 10, 100],
    'one entry, and then how often',
  );
});

t.test('who comes from this machine comes through a proxy, and is not counted', async (t) => {
  const town = await testTown(t, { worker: false });
  await setRules(town, { 'sign_in.codes_per_address_min': 1 });
  for (const address of ['127.0.0.1', '127.0.0.1', '::1', '::1', '::ffff:127.0.0.1'])
    t.equal((await ask(town.app, newPhone(), address)).statusCode, 202, address);
});

t.test(
  'X-Forwarded-For is believed of the proxies that were named, and of nobody else',
  async (t) => {
    const town = await testTown(t, { worker: false });
    await setRules(town, { 'sign_in.codes_per_address_min': 1 });
    const behind = await createApp(town.deps, { trustProxy: '10.0.0.0/8,192.0.2.1' });
    t.teardown(() => behind.close());
    const status = async (app: App, peer: string, forwarded: string) =>
      (await ask(app, newPhone(), peer, forwarded)).statusCode;
    t.equal(await status(town.app, '198.51.100.1', '203.0.113.1'), 202);
    t.equal(await status(town.app, '198.51.100.1', '203.0.113.2'), 429, 'nobody is believed');
    t.equal(await status(behind, '10.0.0.5', '203.0.113.3'), 202);
    t.equal(await status(behind, '10.0.0.5', '203.0.113.4'), 202, 'another through the proxy');
    t.equal(await status(behind, '192.0.2.1', '203.0.113.4'), 429, 'the same through another');
    t.equal(
      await status(behind, '10.0.0.5', '203.0.113.9, 203.0.113.4'),
      429,
      'with an address put before',
    );
    t.equal(await status(behind, '198.51.100.2', '203.0.113.5'), 202);
    t.equal(await status(behind, '198.51.100.2', '203.0.113.6'), 429, 'no proxy of ours');
  },
);

const networks: [string, string][] = [
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
  ['2001:db8:1:2::9', '2001:db8:1:2::'],
  ['2001:db8::9', '2001:db8:0:0::'],
  ['2001:0DB8:0:0:ffff::', '2001:db8:0:0::'],
  ['fe80::1%eth0', 'fe80:0:0:0::'],
  ['::1', '::1'],
];

t.test('all addresses of one house count as one', async (t) => {
  for (const [address, network] of networks) t.equal(networkOf(address), network, address);
});
