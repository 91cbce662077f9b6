import postgres from 'postgres';
import { claim } from './embedded-postgres-claim.ts';
import {
  type Cluster,
  explainDenied,
  lastLines,
  prepareCluster,
  prepareDirectory,
} from './embedded-postgres-cluster.ts';
import { findPrograms, type Programs } from './embedded-postgres-programs.ts';
import {
  adoptOrLaunch,
  type Postmaster,
  readLog,
  shutDown,
  signal,
} from './embedded-postgres-server.ts';

export interface EmbeddedPostgres {
  /** postgres://linli:PASSWORD@127.0.0.1:PORT/DATABASE, superuser of the private cluster. */
  readonly url: string;
  /** Same address with another database. */
  urlOf(database: string): string;
  /** Fast shutdown, waits for the postmaster to be gone; safe to call twice. */
  stop(): Promise<void>;
  /** Calls back, at most once, if the postmaster dies without stop() having been called. */
  onUnexpectedExit(listener: (reason: string) => void): void;
}

export interface EmbeddedPostgresOptions {
  /** Holds everything, e.g. <project>/.data/postgres; created if missing. */
  directory: string;
  /** Created if missing. */
  database: string;
  /** false trades all crash safety for speed: throw-away test clusters only. */
  durable?: boolean;
  /** Extra server settings; address, sockets and port stay the launcher's own. */
  settings?: Record<string, string>;
  log?: (line: string) => void;
  /** Instead of those that npm installed: of a version that the system has. */
  programs?: Programs;
}

/**
 * Starts the private PostgreSQL cluster in `options.directory`, creating it at the first start
 * and adopting the server of an earlier run that was killed. The server listens on 127.0.0.1
 * only, asks for a password that only the owner of the directory can read, and ends with this
 * process unless this process is killed.
 * Refuses: Linli is already running; no account here may run PostgreSQL; directory not writable.
 * Every failure is an Error that carries the last lines of the server's log.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const directory = await prepareDirectory(options.directory);
  try {
    const release = await claim(directory);
    try {
      const log = options.log ?? (() => {});
      const programs = options.programs ?? (await findPrograms());
      const cluster = await prepareCluster(directory, programs, options.durable ?? true, log);
      const postmaster = await adoptOrLaunch(cluster, options.settings ?? {});
      return await manage(cluster, postmaster, options.database, release);
    } catch (error) {
      release();
      throw error;
    }
  } catch (error) {
    return explainDenied(error, directory);
  }
}

async function manage(
  cluster: Cluster,
  postmaster: Postmaster,
  database: string,
  release: () => void,
): Promise<EmbeddedPostgres> {
  const { pid, port, ended } = postmaster;
  const urlOf = (name: string) =>
    `postgres://linli:${cluster.password}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
  const listeners: ((reason: string) => void)[] = [];
  let stopped: Promise<void> | undefined;
  let death: string | undefined;

  const atProcessExit = () => {
    signal(pid, 'SIGINT');
    release();
  };
  const letGo = () => {
    process.off('exit', atProcessExit);
    release();
  };
  process.once('exit', atProcessExit);
  ended.then((reason) => {
    if (stopped) return;
    death = reason;
    letGo();
    for (const listener of listeners) listener(reason);
  });
  const stop = () => {
    stopped ??=
      death === undefined ? shutDown(pid, cluster.data).finally(letGo) : Promise.resolve();
    return stopped;
  };

  try {
    await ensureDatabase(urlOf('postgres'), database);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${lastLines(readLog(cluster))}`, {
      cause: error,
    });
  }
  return {
    url: urlOf(database),
    urlOf,
    stop,
    onUnexpectedExit(listener) {
      if (death === undefined) listeners.push(listener);
      else queueMicrotask(() => listener(death ?? ''));
    },
  };
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {} });
  try {
    const found = await sql`select from pg_database where datname = ${database}`;
    if (found.length === 0) await sql`create database ${sql(database)}`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
