import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { compactVerify, createLocalJWKSet } from 'jose';
import t from 'tap';
import { changeAccount, post } from '../../src/ledger/index.ts';
import { givePoints } from '../support/points.ts';
import { testTown, until } from '../support/town.ts';
import { book, give, said, testBank } from './bank.ts';

t.test('each checkpoint names the one before, and nothing new makes no new one', async (t) => {
  const bank = await testBank(t);
  const { issue, wang, shop } = bank;
  await bank.checkpoint();
  t.same(await bank.rows(), [], 'nothing has moved yet');
  for (const amount of [100, 200, 300]) {
    await bank.post(book, [give(issue, wang, amount)]);
    await bank.checkpoint();
    await bank.checkpoint();
    t.same(await bank.brokenInside(), []);
  }
  await bank.post(book, [give(wang, shop, 50)]);
  await bank.checkpoint();
  const lines = await bank.lines();
  t.same(lines, await bank.rows(), 'the file says what the database says');
  t.match(lines.map(said), [
    { book, number: 1, previous: '0'.repeat(64), accounts: 2, lanes: [{ lane: 0, block: 1 }] },
    { number: 2, accounts: 2, lanes: [{ lane: 0, block: 2 }] },
    { number: 3, accounts: 2 },
    { number: 4, accounts: 3 },
  ]);
  t.equal(new Set(lines.map((line) => said(line).root)).size, 4);
  t.ok(await bank.check(), bank.said.join('\n'));
});

t.test('what commits late is in the next checkpoint, whatever its time says', async (t) => {
  const bank = await testBank(t);
  const { issue, wang, li } = bank;
  await bank.transact(async (tx) => {
    await post(tx, book, [give(issue, wang, 100)]);
    // In another lane, and committed before.
    await bank.post(book, [give(await bank.open(book, 'points_issue'), li, 7)]);
    await bank.checkpoint();
    t.same(await bank.brokenInside(), []);
    t.match(said((await bank.rows())[0]!), { accounts: 2, lanes: [{ lane: 1, block: 1 }] });
  });
  await bank.checkpoint();
  t.same(await bank.brokenInside(), []);
  t.match(said((await bank.rows())[1]!), { accounts: 4, lanes: [{ lane: 0 }, { lane: 1 }] });
  t.equal((await bank.rows()).length, 2);
});

t.test('a changed limit is signed too, also one that commits meanwhile', async (t) => {
  const bank = await testBank(t);
  const { issue, wang, shop } = bank;
  await bank.post(book, [give(issue, wang, 100)]);
  await bank.checkpoint();
  const limit = (ceiling: number) => ({ floor: 0, ceiling, closed: false });
  await bank.transact((tx) => changeAccount(tx, book, wang, limit(1000)));
  t.same(await bank.brokenInside(), [], 'until then it is no breach');
  await bank.transact(async (tx) => {
    await changeAccount(tx, book, shop, limit(2000));
    await changeAccount(tx, book, wang, limit(3000));
    await bank.checkpoint();
  });
  t.same(await bank.brokenInside(), []);
  await bank.checkpoint();
  t.same(await bank.brokenInside(), []);
  const kept = await bank.db.execute(sql`
    SELECT account, ceiling::int FROM proofs.balance_leaf WHERE account IN (${wang}, ${shop}) ORDER BY ceiling`);
  t.same(
    [...kept],
    [
      { account: shop, ceiling: 2000 },
      { account: wang, ceiling: 3000 },
    ],
  );
  t.equal((await bank.rows()).length, 3);
});

t.test('many workers and many callers at once make one chain', async (t) => {
  const bank = await testBank(t);
  const accounts = [bank.wang, bank.li, bank.issue, await bank.open(book, 'points_issue')];
  const caller = async (n: number) => {
    for (let round = 0; round < 15; round++) {
      const [from, to] = [accounts[2 + (n % 2)]!, accounts[(n >> 1) % 2]!];
      await bank.post(book, [give(from, to, 1 + round)]);
    }
  };
  const worker = async () => {
    for (let round = 0; round < 8; round++) await bank.checkpoint();
  };
  await Promise.all([...[0, 1, 2, 3].map(caller), ...[1, 2, 3].map(worker)]);
  await bank.checkpoint();
  const lines = await bank.lines();
  t.same(lines, await bank.rows());
  t.same(
    lines.map((line) => said(line).number),
    lines.map((_, index) => index + 1),
  );
  t.ok(await bank.check(), bank.said.join('\n'));
});

t.test('a crash between row and file, or in the middle of a line, is made good', async (t) => {
  const bank = await testBank(t);
  const path = await (async () => {
    for (const amount of [1, 2, 3]) {
      await bank.post(book, [give(bank.issue, bank.wang, amount)]);
      await bank.checkpoint();
    }
    return bank.dayFile();
  })();
  const whole = await readFile(path, 'utf8');
  const last = whole.trimEnd().split('\n')[2]!;
  for (const missing of [1, 2, 40, last.length, last.length + 1, last.length + 30, whole.length]) {
    await truncate(path, whole.length - missing);
    await bank.checkpoint();
    t.equal(await readFile(path, 'utf8'), whole, `${missing} bytes were missing`);
  }
  await rm(path);
  await bank.post(book, [give(bank.issue, bank.wang, 4)]);
  await bank.checkpoint();
  t.ok((await readFile(path, 'utf8')).startsWith(whole), 'a new folder gets all of them');
  t.equal((await bank.lines()).length, 4);
});

t.test('nothing is signed that contradicts the file or the checkpoint before', async (t) => {
  const bank = await testBank(t);
  const { issue, wang } = bank;
  await bank.post(book, [give(issue, wang, 100)]);
  await bank.checkpoint();
  const path = await bank.dayFile();
  const whole = await readFile(path, 'utf8');
  await bank.post(book, [give(issue, wang, 100)]);
  // Another letter than the one that stands there, which is any of 64.
  await writeFile(path, whole.slice(0, -10).concat(whole.at(-10) === 'x' ? 'y' : 'x'));
  await t.rejects(bank.checkpoint(), /broken line/);
  await writeFile(path, `${whole}${whole.replace(/^./, 'x')}`);
  await t.rejects(bank.checkpoint(), /not ours/);
  await writeFile(path, whole);
  await bank.does(`UPDATE ledger.block SET hash = sha256('x') WHERE number = 1`);
  await t.rejects(bank.checkpoint(), {
    cause: {
      message: 'the books contradict checkpoint 1: block 1 of lane 0 is not what was signed',
    },
  });
  t.equal((await bank.rows()).length, 1);
});

t.test('checkpoints are for everybody, with the key to verify them', async (t) => {
  const town = await testTown(t, { worker: false });
  const { book } = town.plan;
  const { makeCheckpoint } = await import('../../src/proofs/index.ts');
  for (let n = 1; n <= 3; n++) {
    await givePoints(town, [town.plan.volunteers[n]!.id], 100);
    await makeCheckpoint(town.deps, book);
  }
  const anybody = town.stranger();
  const { body: jwks } = await anybody.call('GET', '/.well-known/jwks.json');
  t.strictSame(Object.keys(jwks.keys[0]).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  const first = await anybody.call('GET', '/v1/checkpoints?limit=2');
  t.match(first.body.items, [{ number: 3 }, { number: 2 }]);
  const rest = await anybody.call('GET', `/v1/checkpoints?cursor=${first.body.nextCursor}`);
  t.match(rest.body, { items: [{ number: 1 }], nextCursor: null });
  for (const { number, at, jws } of [...first.body.items, ...rest.body.items]) {
    const { payload, protectedHeader } = await compactVerify(jws, createLocalJWKSet(jwks));
    t.match(protectedHeader, { alg: 'EdDSA', kid: 'checkpoint-1', typ: 'linli-checkpoint+jws' });
    t.match(JSON.parse(Buffer.from(payload).toString()), { book, number, at });
  }
  t.match(await anybody.call('GET', '/v1/checkpoints?cursor=abc'), {
    status: 400,
    body: { code: 'bad_cursor' },
  });
  const session = await town.signIn('13801000001');
  const token = await town.deps.tokens.sign({ sub: session.personId, book, roles: [], sid: 'x' });
  const ofCheckpoints = jwks.keys.filter(({ kid }: { kid: string }) =>
    kid.startsWith('checkpoint'),
  );
  t.equal(ofCheckpoints.length, 1);
  await t.rejects(
    compactVerify(token, createLocalJWKSet({ keys: ofCheckpoints })),
    'sessions are signed with another key',
  );
});

t.test('a worker makes them by itself, and a last one when it is stopped', async (t) => {
  const town = await testTown(t);
  const made = async () => {
    const rows = await town.deps.db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM proofs.checkpoint`,
    );
    return rows[0]!.n;
  };
  await givePoints(town, [town.plan.volunteers[1]!.id], 100);
  await until(made, (count) => count === 1);
  await givePoints(town, [town.plan.volunteers[2]!.id], 100);
  const worker = spawn(process.execPath, ['--import=tsx', 'src/main.ts', 'worker'], {
    env: { ...process.env, ...town.environment, DEMO_TOWN: 'no' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => worker.kill('SIGKILL'));
  await once(worker.stdout, 'data');
  worker.kill('SIGTERM');
  const [code] = await once(worker, 'exit');
  t.equal(code, 0);
  t.equal(await made(), 2, 'before the minute is over');
});
