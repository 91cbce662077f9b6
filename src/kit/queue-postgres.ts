import { setTimeout as sleep } from 'node:timers/promises';
import {
  type PgPool,
  type PgPoolClient,
  PostgresConnection,
  PostgresQueueBackend,
  runMigrations,
  withBackend,
} from 'bullmq';
import pg from 'pg';
import { appRole } from './db.ts';
import type { QueueStore } from './queue-store.ts';

const schema = 'bullmq';
/** One of them listens for all workers of the process, the others ask. */
const connectionsMax = 5;
const failurePauseMilliseconds = 500;

/** Brings the queue's own schema up to date and opens it to `appRole`; safe to call from many processes at once. */
export async function migrateQueues(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'linli' });
  // A lost connection fails the query as well; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    await runMigrations(client, schema);
    // BullMQ makes a sequence for each queue when it is first used, hence CREATE.
    await client.query(`
      GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${appRole};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${appRole};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${appRole};`);
  } finally {
    await client.end();
  }
}

export async function openPostgresStore(databaseUrl: string): Promise<QueueStore> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'linli-queue',
    options: `-c search_path=${schema} -c role=${appRole}`,
    max: connectionsMax,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    keepAlive: true,
  });
  // Every worker puts its own ear on the one connection that listens.
  pool.on('connect', (client) => client.setMaxListeners(0));
  const connection = new PostgresConnection(unhurried(pool));
  connection.setMaxListeners(0);
  connection.on('error', () => {});
  const close = async () => {
    await connection.close();
    await pool.end();
  };
  try {
    await connection.waitUntilReady();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    bullmq: withBackend((name, options) => new SharingBackend(connection, name, options)),
    options: { connection: {}, prefix: '' },
    idleSeconds: 15,
    reachable: () => true,
    close,
  };
}

/**
 * BullMQ gives each queue and each worker a connection of its own to listen on. All of ours share one:
 * a city has dozens of jobs, and PostgreSQL's connections are few.
 */
class SharingBackend extends PostgresQueueBackend {
  constructor(connection: PostgresConnection, name: string, options: { connection: object }) {
    super(connection, name, options as ConstructorParameters<typeof PostgresQueueBackend>[2]);
  }

  override async close(): Promise<void> {
    this.closing ??= Promise.resolve();
    await this.disconnectBlocking();
  }

  override disconnect(): Promise<void> {
    return this.close();
  }
}

/** A worker asks again at once when PostgreSQL is starting or full; this makes it take its time. */
function unhurried(pool: pg.Pool): PgPool {
  const slowly = async (error: unknown): Promise<never> => {
    await sleep(failurePauseMilliseconds);
    throw error;
  };
  const patient: PgPool = {
    query: (text, values) => pool.query(text, values && [...values]).catch(slowly),
    connect: () => pool.connect().then(inTurn, slowly),
    end: () => pool.end(),
    on: (event: 'error' | 'connect', listener: (subject: never) => void) => {
      pool.on(event as 'error', listener as (error: Error) => void);
      return patient;
    },
    removeAllListeners: (event) => {
      pool.removeAllListeners(event);
      return patient;
    },
  };
  return patient;
}

/** Workers that share a connection speak to it at the same time; pg wants one query after the other. */
function inTurn(client: pg.PoolClient): PgPoolClient {
  let before: Promise<unknown> = Promise.resolve();
  const query: PgPoolClient['query'] = (text, values) => {
    const answer = before.then(() => client.query(text, values && [...values]));
    before = answer.catch(() => {});
    return answer;
  };
  return new Proxy(client, {
    get: (target, name) => (name === 'query' ? query : Reflect.get(target, name, target)),
    // The two libraries describe the same listeners in different words.
  }) as unknown as PgPoolClient;
}
