import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { transactOn } from '../../src/kit/db.ts';
import { errorInLog } from '../../src/kit/log.ts';
import { phones, registration } from '../support/steps.ts';
import { type TestTown, testTown, until } from '../support/town.ts';

/** The service of the town as a process of its own, which logs all that it can. */
async function loggingService(t: Test, town: TestTown) {
  const child = spawn(process.execPath, ['--import=tsx', 'src/main.ts', 'api'], {
    env: { ...process.env, ...town.environment, DEMO_TOWN: 'yes', LOG_LEVEL: 'debug', PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill());
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ready = () => /Linli → (http:\S+)/.exec(output)?.[1];
  await until(async () => ready(), Boolean, 120);
  return {
    address: ready()!,
    async logged() {
      child.kill();
      await once(child, 'close');
      // What it says of itself at the start is for whoever starts it: the demonstration's logins.
      return output.split('\n').filter((line) => line.startsWith('{'));
    },
  };
}

t.test('what is logged of a driven town names nobody, also of its faults', async (t) => {
  const town = await testTown(t, { worker: false });
  const { ownerDb } = town.database;
  const { address, logged } = await loggingService(t, town);
  const cookies: string[] = [];
  let token = '';
  const tokens: string[] = [];
  const send = async (method: string, path: string, body?: object) => {
    for (;;) {
      const answer = await fetch(address + path, {
        method,
        headers: {
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(cookies.length > 0 ? { cookie: cookies.at(-1)! } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      const json = text.startsWith('{') ? JSON.parse(text) : {};
      if (json.code === 'overloaded') continue;
      const set = answer.headers.get('set-cookie');
      if (set) cookies.push(set.split(';')[0]!);
      if (json.accessToken) {
        token = json.accessToken;
        tokens.push(token);
      }
      return { status: answer.status, body: json };
    }
  };
  const phone = '13912348000';
  const name = '欧阳海燕';
  const idNumber = '120103194802290020';
  t.equal((await send('POST', '/v1/sign-in-codes', { phone })).status, 202);
  const mail = await send('GET', `/v1/development-messages?phone=${phone}`);
  const { code } = mail.body.items[0];
  const wrongCode = code === '318264' ? '318265' : '318264';
  t.equal((await send('POST', '/v1/sessions', { phone, code: wrongCode })).status, 401);
  t.equal((await send('POST', '/v1/sessions', { phone, code })).status, 201);
  t.equal((await send('POST', '/v1/access-tokens')).status, 201);
  const password = 'Falsch-aber-lang-1';
  await send('POST', '/v1/staff-sessions', { phone: phones.station(1), password, code: '918273' });
  // A fault in the middle of a registration: a table is missing for a moment.
  await ownerDb.execute(sql`ALTER TABLE people.volunteer RENAME TO hidden`);
  const faulty = await send('POST', '/v1/volunteers', registration({ name, idNumber }));
  await ownerDb.execute(sql`ALTER TABLE people.hidden RENAME TO volunteer`);
  t.equal(faulty.status, 500);
  t.equal((await send('POST', '/v1/volunteers', registration({ name, idNumber }))).status, 201);
  // And one while signing in.
  await ownerDb.execute(sql`ALTER TABLE people.sign_in_code RENAME TO hidden`);
  t.equal((await send('POST', '/v1/sessions', { phone, code })).status, 500);
  await ownerDb.execute(sql`ALTER TABLE people.hidden RENAME TO sign_in_code`);

  const lines = await logged();
  t.ok(lines.length > 8, `${lines.length} lines`);
  t.ok(
    lines.some((line) => line.includes('"fault"')),
    'faults are there',
  );
  const text = lines.join('\n');
  const phoneIndex = town.deps.vault.index('phone', phone);
  const secrets = [
    ...[phone, phones.station(1), name, idNumber, code, wrongCode, password, '918273'],
    ...[...cookies, ...tokens].map((one) => one.split('=').at(-1)!),
    ...['hex', 'base64'].map((form) => phoneIndex.toString(form as BufferEncoding)),
    JSON.stringify([...phoneIndex]).slice(1, -1),
  ];
  for (const secret of secrets) t.notOk(text.includes(secret), `${secret} is not logged`);
});

t.test('an error is logged with what it is about, and without values', async (t) => {
  const { deps } = await testTown(t, { worker: false });
  const errorOf = async (work: Promise<unknown>) => errorInLog(await work.catch((error) => error));
  const phone = '13912348001';
  const invalid = await errorOf(deps.db.execute(sql`SELECT ${phone}::uuid`));
  const twice = await errorOf(
    transactOn(deps.db)(async (tx) => {
      for (const _ of [1, 2])
        await tx.execute(sql`
          INSERT INTO kit.strike (subject, window_ends_at, count) VALUES (${`names ${phone} 欧阳海燕`}, now(), 1)`);
    }),
  );
  t.match(invalid, { cause: { code: '22P02' } });
  t.match(twice, { message: /^Failed query:/, cause: { code: '23505', table: 'strike' } });
  for (const error of [invalid, twice]) {
    t.notMatch(JSON.stringify(error), phone);
    t.notMatch(JSON.stringify(error), '欧阳海燕');
    t.match((error as { stack: string[] }).stack[0], /^\s+at /, 'and where');
  }
});
