import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { Type } from 'typebox';
import { defineJob, type Nudge, openQueues, type Queues } from '../../src/kit/queue.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { hasRedisServer, startRedis } from '../support/redis.ts';

const redisUrl = process.env.TEST_REDIS_URL;
const lineId = Type.Object({ line: Type.Integer({ minimum: 0 }) });

interface Ran {
  lines: number[];
  work(line: number): Promise<void>;
  lost: Nudge<{ line: number }>[];
}

/** A job that notes what it ran for; its queue's name is new each time, so that tests on one Redis do not meet. */
function notingJob(options: { everySeconds?: number; concurrency?: number } = {}) {
  const ran: Ran = { lines: [], work: async () => {}, lost: [] };
  const job = defineJob({
    name: `test-${randomUUID()}`,
    payload: lineId,
    concurrency: options.concurrency ?? 1,
    run: async (deps: Ran, { line }) => {
      deps.lines.push(line);
      await deps.work(line);
    },
    ...(options.everySeconds
      ? { sweep: { everySeconds: options.everySeconds, find: async (deps: Ran) => deps.lost } }
      : {}),
  });
  return { job, ran };
}

interface Where {
  url: string;
  redisUrl: string | undefined;
  book?: number;
}

async function open(test: Test, where: Where) {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const start = async (): Promise<Queues> => {
    const queues = await openQueues({
      databaseUrl: where.url,
      redisUrl: where.redisUrl,
      ...(where.book === undefined ? {} : { book: where.book }),
      log: pino(sink),
    });
    test.teardown(() => queues.close());
    return queues;
  };
  return {
    queues: await start(),
    start,
    logged: (text: string) => lines.filter((line) => line.includes(text)),
  };
}

async function eventually(condition: () => boolean, milliseconds = 15_000): Promise<void> {
  for (const end = performance.now() + milliseconds; !condition(); ) {
    if (performance.now() > end) throw new Error(`not so after ${milliseconds} ms: ${condition}`);
    await sleep(20);
  }
}

for (const backend of ['PostgreSQL', 'Redis'] as const) {
  const left = backend === 'Redis' && !redisUrl ? { skip: 'there is no Redis here' } : {};
  t.test(`queues on ${backend}`, left, async (t) => {
    const database = await testDatabase(t);
    const where = { url: database.url, redisUrl: backend === 'Redis' ? redisUrl : undefined };

    t.test('a nudge runs the job, whatever its id looks like', async (t) => {
      const { queues } = await open(t, where);
      const { job, ran } = notingJob();
      await queues.work([job], ran);
      await queues.nudge(job, [
        { id: '7', payload: { line: 1 } },
        { id: 'voucher:7/二', payload: { line: 2 } },
        { id: randomUUID(), payload: { line: 3 } },
      ]);
      await eventually(() => ran.lines.length === 3);
      t.same(ran.lines.toSorted(), [1, 2, 3]);
    });

    t.test(
      'an id that is nudged again while it waits runs once, and again once it has run',
      async (t) => {
        const { queues } = await open(t, where);
        const { job, ran } = notingJob();
        for (const line of [1, 2]) await queues.nudge(job, [{ id: 'same', payload: { line } }]);
        await queues.nudge(job, [
          { id: 'same', payload: { line: 3 } },
          { id: 'other', payload: { line: 4 } },
        ]);
        await queues.work([job], ran);
        await eventually(() => ran.lines.length === 2);
        t.same(ran.lines, [1, 4]);
        await eventually(() => {
          if (ran.lines.length === 2)
            void queues.nudge(job, [{ id: 'same', payload: { line: 5 } }]);
          return ran.lines.includes(5);
        });
      },
    );

    t.test('more nudges than one call carries all run', async (t) => {
      const { queues } = await open(t, where);
      const { job, ran } = notingJob({ concurrency: 16 });
      await queues.nudge(
        job,
        Array.from({ length: 1_200 }, (_, line) => ({ id: String(line), payload: { line } })),
      );
      await queues.work([job], ran);
      await eventually(() => new Set(ran.lines).size === 1_200, 60_000);
    });

    t.test('the sweep finds a row whose nudge was lost, at the start and later', async (t) => {
      const { queues } = await open(t, where);
      const { job, ran } = notingJob({ everySeconds: 1 });
      ran.lost = [{ id: 'first', payload: { line: 1 } }];
      ran.work = async () => {
        ran.lost = [];
      };
      await queues.work([job], ran);
      await eventually(() => ran.lines.includes(1));
      ran.lost = [{ id: 'second', payload: { line: 2 } }];
      await eventually(() => ran.lines.includes(2));
    });

    t.test('a job that fails is tried again', async (t) => {
      const { queues, logged } = await open(t, where);
      const { job, ran } = notingJob();
      ran.work = async () => {
        if (ran.lines.length === 1) throw new Error('the bank is closed');
      };
      await queues.work([job], ran);
      await queues.nudge(job, [{ id: 'retry', payload: { line: 9 } }]);
      await eventually(() => ran.lines.length === 2);
      t.same(ran.lines, [9, 9]);
      t.match(logged('the bank is closed')[0], '"attemptsLeft":4');
    });

    t.test(
      'a payload that does not fit is logged without its content and not tried again',
      async (t) => {
        const { queues, logged } = await open(t, where);
        const { job, ran } = notingJob();
        await queues.work([job], ran);
        await queues.nudge(job, [{ id: 'bad', payload: { line: 'secret' } as never }]);
        await eventually(() => logged('"attemptsLeft":0').length === 1);
        await sleep(1_500);
        t.equal(logged('a job came with a bad payload').length, 1);
        t.match(logged('a job came with a bad payload')[0], '/line');
        t.equal(logged('secret').length, 0);
        t.same(ran.lines, []);
      },
    );

    t.test('close waits for the job that runs and takes no other', async (t) => {
      const { queues, start } = await open(t, where);
      const { job, ran } = notingJob();
      let done = false;
      ran.work = async () => {
        await sleep(800);
        done = true;
      };
      await queues.work([job], ran);
      await queues.nudge(job, [
        { id: 'a', payload: { line: 1 } },
        { id: 'b', payload: { line: 2 } },
      ]);
      await eventually(() => ran.lines.length === 1);
      await queues.close();
      t.ok(done);
      t.same(ran.lines, [1]);
      ran.work = async () => {};
      await (await start()).work([job], ran);
      await eventually(() => ran.lines.length === 2);
      t.same(ran.lines, [1, 2], 'the other one waits for the next worker');
    });

    t.test('a nudge at closed queues is logged, not thrown', async (t) => {
      const { queues, logged } = await open(t, where);
      const { job } = notingJob();
      await queues.close();
      await queues.nudge(job, [{ id: 'late', payload: { line: 1 } }]);
      t.equal(logged('1 nudges may be lost').length, 1);
    });
  });
}

t.test('workers on PostgreSQL go on after all their connections were cut', async (t) => {
  const database = await testDatabase(t);
  const { queues } = await open(t, { url: database.url, redisUrl: undefined });
  const { job, ran } = notingJob();
  await queues.work([job], ran);
  await queues.nudge(job, [{ id: 'before', payload: { line: 1 } }]);
  await eventually(() => ran.lines.includes(1));
  t.ok((await cutQueueConnections(database)) > 0);
  await eventually(() => {
    void queues.nudge(job, [{ id: 'after', payload: { line: 2 } }]);
    return ran.lines.includes(2);
  });
  // Woken, not found by looking every so often: the listening connection was made anew.
  await sleep(1_000);
  const began = performance.now();
  await queues.nudge(job, [{ id: 'woken', payload: { line: 3 } }]);
  await eventually(() => ran.lines.includes(3));
  t.ok(performance.now() - began < 5_000);
});

t.test('many workers on PostgreSQL share few connections', async (t) => {
  const database = await testDatabase(t);
  const { queues, logged } = await open(t, { url: database.url, redisUrl: undefined });
  const jobs = Array.from({ length: 20 }, () => notingJob());
  for (const { job, ran } of jobs) await queues.work([job], ran);
  for (const { job } of jobs) await queues.nudge(job, [{ id: 'x', payload: { line: 1 } }]);
  await eventually(() => jobs.every(({ ran }) => ran.lines.length === 1));
  const rows = await database.ownerDb.execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'linli-queue'`);
  t.ok(rows[0]!.count <= 5);
  t.same(logged('a queue has trouble'), []);
});

t.test('cities that share a database do not take each other’s work', async (t) => {
  const { url } = await testDatabase(t);
  const [tianjin, beijing] = [
    await open(t, { url, redisUrl, book: 120000 }),
    await open(t, { url, redisUrl, book: 110000 }),
  ];
  const { job, ran } = notingJob();
  await beijing.queues.work([job], ran);
  await tianjin.queues.nudge(job, [{ id: 'a', payload: { line: 1 } }]);
  await beijing.queues.nudge(job, [{ id: 'b', payload: { line: 2 } }]);
  await eventually(() => ran.lines.includes(2));
  await sleep(500);
  t.same(ran.lines, [2]);
  await tianjin.queues.work([job], ran);
  await eventually(() => ran.lines.includes(1));
});

t.test('queues without their schema are refused', async (t) => {
  const database = await testDatabase(t);
  await database.ownerDb.execute(sql`DROP SCHEMA bullmq CASCADE`);
  await t.rejects(openQueues({ databaseUrl: database.url, log: pino({ level: 'silent' }) }));
});

const noServer = hasRedisServer() ? {} : { skip: 'there is no redis-server here' };

t.test('a Redis that forgets or evicts is refused by name of the setting', noServer, async (t) => {
  const log = pino({ level: 'silent' });
  const ask = async (settings: string[]) => {
    const redis = await privateRedis(t, settings);
    return openQueues({ databaseUrl: '', redisUrl: redis.url, log });
  };
  await t.rejects(ask([]), { message: /set appendonly to "yes" \(it is "no"\)/ });
  const evicting = ['--appendonly', 'yes', '--maxmemory-policy', 'allkeys-lru'];
  await t.rejects(ask(evicting), { message: /set maxmemory-policy to "noeviction"/ });
});

t.test('a Redis that hides its settings is taken with a loud warning', noServer, async (t) => {
  const redis = await privateRedis(t, ['--appendonly', 'yes', '--rename-command', 'CONFIG', '']);
  const { logged } = await open(t, { url: '', redisUrl: redis.url });
  t.equal(logged('REDIS MAY LOSE WORK').length, 2);
});

t.test(
  'a nudge while Redis is away returns soon, and workers go on when it is back',
  noServer,
  async (t) => {
    const directory = await scratch(t);
    const settings = ['--appendonly', 'yes', '--appendfsync', 'always'];
    const redis = await startRedis(directory, settings);
    const { queues, logged } = await open(t, { url: '', redisUrl: redis.url });
    const { job, ran } = notingJob();
    await queues.work([job], ran);
    await queues.nudge(job, [{ id: 'before', payload: { line: 1 } }]);
    await eventually(() => ran.lines.includes(1));
    await redis.stop();

    const began = performance.now();
    await queues.nudge(job, [{ id: 'away', payload: { line: 2 } }]);
    t.ok(performance.now() - began < 2_500);
    t.equal(logged('1 nudges may be lost').length, 1);

    const back = await startRedis(directory, settings, Number(new URL(redis.url).port));
    t.teardown(back.stop);
    for (let tries = 0; tries < 60 && !ran.lines.includes(3); tries++) {
      await queues.nudge(job, [{ id: 'after', payload: { line: 3 } }]);
      await sleep(250);
    }
    t.ok(ran.lines.includes(3));
  },
);

async function cutQueueConnections(database: TestDatabase): Promise<number> {
  const rows = await database.ownerDb.execute(sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'linli-queue'`);
  return rows.length;
}

async function scratch(t: Test): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'linli-redis-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function privateRedis(t: Test, settings: string[]) {
  const redis = await startRedis(await scratch(t), settings);
  t.teardown(redis.stop);
  return redis;
}
