import t from 'tap';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { plusSeconds } from '../../src/kit/clock.ts';
import { phones } from '../support/steps.ts';
import { type TestTown, testTown } from '../support/town.ts';

const phone = phones.volunteer(1);
const passSeconds = async (town: TestTown, seconds: number) =>
  town.moveTo(plusSeconds(await town.now(), seconds));

t.test('codes are sent once a minute and ten times a day (domain.md 12)', async (t) => {
  const town = await testTown(t, { worker: false });
  // Noon in China, so that the day does not end meanwhile.
  const now = await town.now();
  await town.moveTo(plusSeconds(now, 86_400 - ((now.getTime() / 1000 + 4 * 3600) % 86_400)));
  const visitor = town.stranger();
  const ask = () => visitor.call('POST', '/v1/sign-in-codes', { phone });
  for (let sent = 1; sent <= 10; sent++) {
    t.equal((await ask()).status, 202, `code ${sent}`);
    const soon = await ask();
    const code = sent < 10 ? 'code_requested_too_often' : 'codes_used_up';
    t.match(soon, { status: 429, body: { code } });
    if (sent < 10) t.ok(Number(soon.headers['retry-after']) <= 60);
    await passSeconds(town, 61);
  }
  const spent = await ask();
  t.match(spent, { status: 429, body: { code: 'codes_used_up' } });
  t.match(spent.body.title, '到社区服务站办理');
  t.ok(Number(spent.headers['retry-after']) > 3600, 'not before midnight');
});

t.test('five wrong tries, and also the right code opens nothing', async (t) => {
  const town = await testTown(t, { worker: false });
  const visitor = town.stranger();
  await visitor.call('POST', '/v1/sign-in-codes', { phone });
  const mail = await visitor.call('GET', `/v1/development-messages?phone=${phone}`);
  const right: string = mail.body.items[0].code;
  const wrong = String((Number(right) + 1) % 1e6).padStart(6, '0');
  const enter = (code: string) => visitor.call('POST', '/v1/sessions', { phone, code });
  for (let tries = 1; tries <= 5; tries++)
    t.match(await enter(wrong), { status: 401, body: { code: 'sign_in_code_wrong' } }, `${tries}`);
  t.match(await enter(right), { status: 429, body: { code: 'sign_in_locked' } });
});

t.test('without a provider of messages no code is sent, and the answer says so', async (t) => {
  const town = await testTown(t, { worker: false });
  const { DATABASE_URL, MASTER_KEY, CHECKPOINT_DIR } = town.environment;
  const config = readConfig({ DATABASE_URL, MASTER_KEY, CHECKPOINT_DIR, LOG_LEVEL: 'silent' });
  const deps = await openDeps(config, { databaseUrl: DATABASE_URL, masterKey: MASTER_KEY });
  t.teardown(() => deps.close());
  const app = await createApp(deps, { busyAfterMs: 0 });
  for (const time of ['first', 'second']) {
    const asked = { method: 'POST', url: '/v1/sign-in-codes', payload: { phone } } as const;
    t.match((await app.inject(asked)).json(), { status: 503, code: 'messages_unavailable' }, time);
  }
  const sent = await town.stranger().call('GET', `/v1/development-messages?phone=${phone}`);
  t.same(sent.body.items, []);
  await app.close();
});
