import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runDrizzleMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { migrateQueues } from './queue.ts';

const folder = fileURLToPath(new URL('../../migrations', import.meta.url));
/** Any constant will do; it only has to be ours, so that two starting processes migrate one after the other. */
const migrationLock = 7_206_415_001;

/**
 * Brings the database at `url` up to date: the service's own schemas in one transaction, then the queue's.
 * Needs a user who may create schemas and the role `linli_app`. Safe to call from many processes at once.
 */
export async function migrate(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await client`SELECT pg_advisory_lock(${migrationLock})`;
    await runDrizzleMigrations(drizzle(client), {
      migrationsFolder: folder,
      migrationsSchema: 'kit',
      migrationsTable: 'migration',
    });
    await migrateQueues(url);
  } finally {
    await client.end({ timeout: 5 });
  }
}
