import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { enrol, passSeconds } from '../support/staff.ts';
import { phones } from '../support/steps.ts';
import { client, type TestTown, testTown, until } from '../support/town.ts';

const secret = 'a secret of thirty-two characters or more';
const phone = '13912345900';

interface Sent {
  headers: IncomingHttpHeaders;
  body: string;
}

/** The gateway of a city: a server of its own, which answers as it is told to. */
async function gateway(t: Test) {
  const sent: Sent[] = [];
  const state = { answer: async () => 200 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    sent.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.statusCode = await state.answer();
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => server.close();
  t.teardown(() => close());
  return {
    sent,
    state,
    close,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms`,
  };
}

/** The service of the town with this gateway instead of the mailbox, by the town's clock. */
async function serviceWith(t: Test, town: TestTown, url: string) {
  const { DATABASE_URL: databaseUrl, MASTER_KEY: masterKey } = town.environment;
  const config = readConfig({
    ...{ ...town.environment, DEMO_TOWN: 'no', LOG_LEVEL: 'silent', SMS_TIMEOUT_S: '30' },
    ...{ SMS_PROVIDER: 'http', SMS_WEBHOOK_URL: url, SMS_WEBHOOK_SECRET: secret },
  });
  const { clock } = town.deps;
  const deps = await openDeps(config, { databaseUrl, masterKey, clock });
  const app = await createApp(deps, { busyAfterMs: 0 });
  t.teardown(async () => {
    await app.close();
    await deps.close();
  });
  return app;
}

/** Asks for a code, once; a busy service is asked again. */
async function askOnce(app: App) {
  for (;;) {
    const answer = await app.inject({
      ...{ method: 'POST', url: '/v1/sign-in-codes', payload: { phone } },
    });
    if (answer.json().code !== 'overloaded') return answer;
    await sleep(250);
  }
}
type App = Awaited<ReturnType<typeof createApp>>;

const codeIn = ({ body }: Sent): string => JSON.parse(body).values.code;

t.test('a gateway of the city gets each message as kind and values, signed', async (t) => {
  const town = await testTown(t, { worker: false });
  const { sent, url } = await gateway(t);
  const visitor = client(await serviceWith(t, town, url));
  t.equal((await visitor.call('POST', '/v1/sign-in-codes', { phone })).status, 202);
  t.equal(sent.length, 1);
  const { headers, body } = sent[0]!;
  t.match(JSON.parse(body), {
    ...{ id: /^[0-9a-f-]{36}$/, phone, kind: 'sign_in_code', language: 'zh-CN' },
    values: { code: /^\d{6}$/, minutes: '5' },
  });
  t.match(headers['content-type'], 'application/json');
  t.equal(
    headers['linli-signature'],
    createHmac('sha256', secret).update(body).digest('hex'),
    'whoever has the secret can tell that it is ours',
  );
  const opened = await visitor.call('POST', '/v1/sessions', { phone, code: codeIn(sent[0]!) });
  t.equal(opened.status, 201, 'and the code works');
  const mail = await town.database.ownerDb.execute(
    sql`SELECT FROM kit.development_message WHERE phone = ${phone}`,
  );
  t.equal(mail.length, 0, 'nothing lies readable in the database');
});

t.test('staff who are reset are told by the gateway', async (t) => {
  const town = await testTown(t, { worker: false });
  const { sent, url } = await gateway(t);
  const app = await serviceWith(t, town, url);
  await enrol(town, await town.signIn(phones.station(1)));
  const security = client(app);
  const officer = town.plan.officers.find(({ role }) => role === 'security_administrator')!;
  await security.call('POST', '/v1/sign-in-codes', { phone: officer.phone });
  const code = codeIn(sent.at(-1)!);
  await security.call('POST', '/v1/sessions', { phone: officer.phone, code });
  t.match(
    await security.call('POST', '/v1/credential-resets', {
      ...{ phone: phones.station(1), reason: '动态口令遗失' },
    }),
    { status: 201, body: { told: true } },
  );
  t.match(JSON.parse(sent.at(-1)!.body), {
    ...{ phone: phones.station(1), kind: 'credentials_reset', values: {} },
  });
});

t.test('a gateway that refuses or is away is told of, and the code does not count', async (t) => {
  const town = await testTown(t, { worker: false });
  const { state, url, close } = await gateway(t);
  const app = await serviceWith(t, town, url);
  const refused = { status: 503, code: 'messages_unavailable' };
  for (const status of [500, 400]) {
    state.answer = async () => status;
    t.match((await askOnce(app)).json(), refused, `${status}`);
  }
  state.answer = async () => 200;
  t.equal((await askOnce(app)).statusCode, 202, 'it may be asked for again at once');
  await passSeconds(town, 61);
  state.answer = async () => 302;
  t.ok((await askOnce(app)).statusCode >= 500, 'what is for one gateway is not sent elsewhere');
  await passSeconds(town, 61);
  close();
  t.match((await askOnce(app)).json(), refused, 'away');
});

t.test('what a slow gateway refuses in the end takes no later code away', async (t) => {
  const town = await testTown(t, { worker: false });
  const { sent, state, url } = await gateway(t);
  const app = await serviceWith(t, town, url);
  let refuseNow = () => {};
  const told = new Promise<void>((resolve) => {
    refuseNow = resolve;
  });
  state.answer = async () => {
    await told;
    return 500;
  };
  const first = askOnce(app);
  await until(
    async () => sent.length,
    (count) => count === 1,
  );
  state.answer = async () => 200;
  await passSeconds(town, 61);
  const second = client(app);
  t.equal((await second.call('POST', '/v1/sign-in-codes', { phone })).status, 202);
  refuseNow();
  t.equal((await first).statusCode, 503);
  const code = codeIn(sent[1]!);
  t.match(await second.call('POST', '/v1/sessions', { phone, code }), { status: 201 });
});
