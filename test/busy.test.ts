import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { createApp } from '../src/app.ts';
import { testTown } from './support/town.ts';

t.test('a busy service sends requests away, and never the page that asks again', async (t) => {
  const town = await testTown(t, { worker: false });
  const webDirectory = await mkdtemp(join(tmpdir(), 'linli-busy-'));
  t.teardown(() => rm(webDirectory, { recursive: true }));
  await writeFile(join(webDirectory, 'index.html'), '<title>邻里</title>');
  // Any delay that can be measured is too long.
  const app = await createApp(town.deps, { webDirectory, busyAfterMs: 0.000_001 });
  t.teardown(() => app.close());

  let refused = await app.inject('/v1/stations');
  while (refused.statusCode !== 503) {
    await sleep(50);
    refused = await app.inject('/v1/stations');
  }
  t.match(refused.json(), { code: 'overloaded' });
  t.ok(Number(refused.headers['retry-after']) > 0);
  for (const url of ['/', '/livez', '/readyz', '/openapi.json'])
    t.equal((await app.inject(url)).statusCode, 200, url);
});
