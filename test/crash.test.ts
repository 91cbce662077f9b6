import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { activityWithAttendance } from './support/attendance.ts';
import { type TestTown, testTown, until } from './support/town.ts';

const lines = 5000;

/** A worker as in production: a process of its own. */
function startWorkerProcess(t: Test, town: TestTown, redisUrl: string | undefined) {
  const child = spawn(process.execPath, ['--import=tsx', 'src/main.ts', 'worker'], {
    env: {
      ...process.env,
      ...town.environment,
      DEMO_TOWN: 'no',
      ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  t.teardown(() => child.kill('SIGKILL'));
  return {
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
}

async function settlesThroughKills(t: Test, redisUrl: string | undefined) {
  const town = await testTown(t, {
    worker: false,
    volunteers: lines,
    ...(redisUrl ? { redisUrl } : {}),
  });
  const { activityId, station } = await activityWithAttendance(town, lines);
  const posted = async () => {
    const rows = await town.deps.db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM settlement.line WHERE settlement_id = ${activityId} AND state = 'posted'`,
    );
    return rows[0]!.n;
  };
  let worker = startWorkerProcess(t, town, redisUrl);
  const settling = await station.call(
    'POST',
    '/v1/settlements',
    { activityId },
    { 'idempotency-key': randomUUID() },
  );
  t.match(settling, { status: 201, body: { lines: { total: lines } } });
  await until(posted, (count) => count > 0);
  await worker.kill();
  const atTheKill = await posted();
  t.ok(atTheKill > 0 && atTheKill < lines, `killed in the middle, at ${atTheKill} of ${lines}`);
  t.equal(atTheKill % 500, 0, 'whole batches only');

  worker = startWorkerProcess(t, town, redisUrl);
  const done = await until(
    () => station.call('GET', `/v1/settlements/${activityId}`),
    ({ body }) => body.state === 'settled',
    120,
  );
  t.match(done.body, {
    lines: { posted: lines, held: 0, waiting: 0 },
    minutes: lines * 120,
    centipoints: lines * 200,
  });
  t.equal(await worker.stop(), 0, 'a worker that is asked to stop ends in order');
  const twice = await town.deps.db.execute(sql`
    SELECT subject FROM ledger.transfer WHERE code = 1 GROUP BY subject HAVING count(*) <> 1`);
  t.same([...twice], [], 'every line was posted once');
}

t.test(
  'a worker killed in the middle of 5,000 lines and started again posts every line once: PostgreSQL',
  (t) => settlesThroughKills(t, undefined),
);

const redis = process.env.TEST_REDIS_URL;
if (redis) {
  t.test(
    'a worker killed in the middle of 5,000 lines and started again posts every line once: Redis',
    (t) => settlesThroughKills(t, `${redis}/7`),
  );
}
