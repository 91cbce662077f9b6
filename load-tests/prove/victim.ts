/** The database that is killed: an embedded PostgreSQL of its own, as durable as in production. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/kit/embedded-postgres.ts';
import { migrate } from '../../src/kit/migrate.ts';
import type { Random } from './random.ts';

export interface Victim {
  /** Changes with every start. */
  url(): string;
  /** Ends the postmaster with SIGKILL, then starts it again on the same data. */
  killPostmaster(): Promise<void>;
  /** Ends one of its children with SIGKILL and answers what it was; the postmaster then starts anew by itself. */
  killBackend(random: Random): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it on an empty, migrated database; what `directory` held is removed. Refuses (throws): fsync is off. */
export async function startVictim(directory: string): Promise<Victim> {
  await rm(directory, { recursive: true, force: true });
  const start = () => startEmbeddedPostgres({ directory, database: 'linli' });
  let server = await start();
  try {
    await migrate(server.url);
    await refuseUnsafe(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url: () => server.url,
    async killPostmaster() {
      const gone = new Promise<string>((resolve) => server.onUnexpectedExit(resolve));
      process.kill(postmasterPid(directory), 'SIGKILL');
      await gone;
      server = await start();
    },
    killBackend: (random) => killBackend(server, random),
    stop: () => server.stop(),
  };
}

/** Otherwise the proof would be of something that nobody runs. */
async function refuseUnsafe(url: string): Promise<void> {
  const rows = await ask(
    url,
    `SELECT name, setting FROM pg_settings
     WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting <> 'on'`,
  );
  if (rows.length > 0) throw new Error(`not durable: ${JSON.stringify(rows)}`);
}

function postmasterPid(directory: string): number {
  const pid = Number(
    readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
  // Zero and negative numbers would mean whole groups of processes.
  if (!(pid > 1)) throw new Error(`there is no postmaster in ${directory}`);
  return pid;
}

const sessionProbability = 0.75;
const askTriesMax = 100;

/** Mostly a session, at times one of those that write for all of them. */
async function killBackend(server: EmbeddedPostgres, random: Random): Promise<string> {
  const all = await ask<{ pid: number; what: string }>(
    server.url,
    'SELECT pid, backend_type AS what FROM pg_stat_activity WHERE pid <> pg_backend_pid() ORDER BY pid',
  );
  const sessions = all.filter(({ what }) => what === 'client backend');
  const { pid, what } = random.of(
    sessions.length > 0 && random.chance(sessionProbability) ? sessions : all,
  );
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself in between.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return killBackend(server, random);
    throw error;
  }
  return what;
}

/** Asks again while the server is recovering. */
async function ask<T extends object>(url: string, text: string): Promise<T[]> {
  for (let tried = 1; ; tried++) {
    const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
    try {
      return await sql.unsafe<T[]>(text);
    } catch (error) {
      if (tried === askTriesMax) throw error;
      await sleep(200);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}
