import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { configTable, readConfig } from '../src/config.ts';
import { testTown } from './support/town.ts';

const readme = await readFile('README.md', 'utf8');

t.test('the example of the README runs as it is printed', async (t) => {
  const town = await testTown(t, { worker: false });
  const address = await town.app.listen({ port: 0, host: '127.0.0.1' });
  // Raising the town has kept this process busy, and for a moment the service says so.
  while ((await fetch(`${address}/v1/town`)).status === 503) await sleep(200);
  const example = /## Use the API[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme)?.[1];
  t.ok(example, 'there is an example');
  const shell = spawn('sh', [
    '-ec',
    example!.replaceAll('localhost:3000', address.replace('http://', '')),
  ]);
  const output: Buffer[] = [];
  shell.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const [code] = await once(shell, 'close');
  t.equal(code, 0);
  const last = Buffer.concat(output).toString().split('}').at(-2);
  t.match(JSON.parse(`${last}}`), {
    minutes: 0,
    centipoints: 0,
    words: '您累计服务 0 小时，可用积分 0.00 分。',
  });
});

t.test('the README lists every setting, and nothing but what config.ts says', async (t) => {
  t.ok(readme.includes(configTable()), `the table should read:\n${configTable()}`);
});

t.test('a wrong setting stops the start with one clear line', async (t) => {
  const MASTER_KEY = randomBytes(32).toString('base64');
  t.throws(() => readConfig({ PORT: 'x' }), { message: /^Setting not valid .*PORT/ });
  t.throws(() => readConfig({ DATABASE_URL: 'mysql://x', MASTER_KEY }), {
    message: /DATABASE_URL/,
  });
  t.throws(() => readConfig({ DATABASE_URL: 'postgres://x' }), { message: /MASTER_KEY/ });
  // A part of a municipality, a heading, a province, a district.
  for (const BOOK of ['120100', '429000', '130000', '120101'])
    t.throws(() => readConfig({ BOOK }), { message: /BOOK must be the code of a city/ }, BOOK);
  for (const BOOK of ['120000', '500000', '320100', '441900', '429004', '659012'])
    t.equal(readConfig({ BOOK }).BOOK, Number(BOOK));
  t.throws(() => readConfig({ MASTER_KEY: 'short' }), { message: /MASTER_KEY/ });
  t.equal(readConfig({}).demo, true, 'the demonstration comes with the embedded database');
  t.equal(
    readConfig({ DATABASE_URL: 'postgres://x', MASTER_KEY }).demo,
    false,
    'and never with an outside one',
  );
  t.equal(
    readConfig({ DATABASE_URL: 'postgres://x', MASTER_KEY, DEMO_TOWN: 'yes' }).demo,
    true,
    'unless asked for',
  );
  const zeros = `${'A'.repeat(43)}=`;
  for (const name of ['MASTER_KEY', 'NEXT_MASTER_KEY'])
    t.throws(() => readConfig({ MASTER_KEY, [name]: zeros }), { message: /zeros/ }, name);
  const oidc = {
    ...{ OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'x' },
    PUBLIC_URL: 'https://linli.example',
  };
  t.ok(readConfig(oidc).identityProvider);
  for (const name of ['OIDC_ISSUER', 'PUBLIC_URL']) {
    for (const host of ['id.example', '127.0.0.1.example', '10.0.0.5'])
      t.throws(() => readConfig({ ...oidc, [name]: `http://${host}` }), { message: /https/ }, host);
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:1'])
      t.ok(readConfig({ ...oidc, [name]: `http://${host}` }), `${name} on this machine: ${host}`);
  }
  const sms = { SMS_PROVIDER: 'http', SMS_WEBHOOK_URL: 'https://sms.example/send' };
  t.throws(() => readConfig(sms), { message: /SMS_WEBHOOK_SECRET/ });
  const SMS_WEBHOOK_SECRET = 'x'.repeat(32);
  t.match(readConfig({ ...sms, SMS_WEBHOOK_SECRET }).messages, { url: sms.SMS_WEBHOOK_URL });
  t.throws(
    () => readConfig({ ...sms, SMS_WEBHOOK_SECRET, SMS_WEBHOOK_URL: 'http://sms.example' }),
    { message: /https/ },
  );
  t.throws(() => readConfig({ SMS_PROVIDER: 'mailbox', DEMO_TOWN: 'no' }), {
    message: /public|公开/,
  });
  t.equal(readConfig({}).messages, 'mailbox');
  t.equal(readConfig({ DEMO_TOWN: 'no' }).messages, undefined, 'nobody sends anything');
  const child = spawn(process.execPath, ['--import=tsx', 'src/main.ts'], {
    env: { ...process.env, PORT: 'x' },
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = await once(child, 'close');
  t.equal(code, 1);
  t.equal(
    Buffer.concat(said).toString().trim().split('\n').length,
    1,
    Buffer.concat(said).toString(),
  );
});
