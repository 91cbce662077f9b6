import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { planTown } from '../../src/demo/index.ts';
import { settleTown } from '../../src/demo/people.ts';
import { openDeps } from '../../src/deps.ts';
import { type Db, openDb } from '../../src/kit/db.ts';
import type { App } from '../../src/kit/http.ts';
import { migrate } from '../../src/kit/migrate.ts';
import { readDivisions } from '../../src/regions/index.ts';
import { startServer } from './server.ts';

export interface BenchTown {
  url: string;
  masterKey: string;
  app: App;
  /** Past the rules of the service. */
  ownerDb: Db;
}

/** A small town on a server of its own, which is gone when the work is done. */
export async function withTown(
  name: string,
  work: (town: BenchTown) => Promise<void>,
  settings?: Record<string, string>,
): Promise<void> {
  const masterKey = Buffer.alloc(32, 7).toString('base64');
  const server = await startServer(settings);
  const url = await server.create(name);
  await migrate(url);
  const owner = openDb(url, { connectionsMax: 1 });
  const config = readConfig({ DATABASE_URL: url, MASTER_KEY: masterKey, DEMO_TOWN: 'yes' });
  const deps = await openDeps(config, { databaseUrl: url, masterKey });
  try {
    const divisions = await readDivisions('120000');
    const plan = planTown(120000, divisions, { volunteers: 12, days: 0 });
    await settleTown(deps, divisions, plan, await deps.clock.now(deps.db));
    const app = await createApp(deps);
    await work({ url, masterKey, app, ownerDb: owner.db });
    await app.close();
  } finally {
    await deps.close();
    await owner.close();
    await server.stop();
  }
}
