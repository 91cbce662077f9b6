import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
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
 * Refuses (throws): the database was made by migrations that read differently since.
 */
export async function migrate(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await client`SELECT pg_advisory_lock(${migrationLock})`;
    await requireSameHistory(client);
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

/** drizzle looks at dates only, and would go on with tables that are not what the code expects. */
async function requireSameHistory(client: postgres.Sql): Promise<void> {
  const db = drizzle(client);
  const [there] = await db.execute(sql`SELECT to_regclass('kit.migration') AS name`);
  if (!there!.name) return;
  const applied = await db.execute<{ hash: string; created_at: string }>(
    sql`SELECT hash, created_at FROM kit.migration`,
  );
  const known = new Map(
    readMigrationFiles({ migrationsFolder: folder }).map((file) => [file.folderMillis, file.hash]),
  );
  if (applied.some(({ hash, created_at }) => known.get(Number(created_at)) !== hash)) {
    throw new Error(
      'This database was made by an earlier, unreleased state of the migrations and cannot be carried over. ' +
        'Use a new database; for the embedded one remove the data folder (DATA_DIR).',
    );
  }
}
