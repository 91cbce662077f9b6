import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, existsSync, readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPostmaster } from './embedded-postgres-claim.ts';
import { type Cluster, lastLines } from './embedded-postgres-cluster.ts';
import { cleanEnvironment, handOver } from './embedded-postgres-programs.ts';

const launchTriesMax = 20;
/** Crash recovery of a busy cluster is the slow case. */
const readySecondsMax = 120;
const fastShutdownSecondsMax = 15;
const immediateShutdownSecondsMax = 10;

const passingTroubles = [
  /could not create any TCP\/IP sockets/,
  /lock file .* already exists/,
  /shared memory block .* still in use/,
];

type Settings = Readonly<Record<string, string>>;

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves with the reason when the process is gone. */
  readonly ended: Promise<string>;
}

/** A ready server on `cluster`: the one that an earlier run left behind, or a new one. */
export async function adoptOrLaunch(cluster: Cluster, settings: Settings): Promise<Postmaster> {
  for (let tried = 0; tried < launchTriesMax; tried++) {
    const postmaster = (await adopt(cluster, settings)) ?? (await launch(cluster, settings));
    if (postmaster) return postmaster;
    await sleep(250);
  }
  throw new Error(`PostgreSQL did not start:\n${lastLines(readLog(cluster))}`);
}

/**
 * The server that an earlier run left behind, if it is alive and runs as we would start it. One
 * with other settings is stopped, and the pid file of a dead one removed, because PostgreSQL
 * takes any process with that number for a postmaster.
 */
async function adopt(cluster: Cluster, settings: Settings): Promise<Postmaster | undefined> {
  const { data, log } = cluster;
  let left = readPidFile(data);
  // The file is empty while it is being written, and after a power cut.
  if (left && !left.pid) {
    await sleep(500);
    left = readPidFile(data);
  }
  if (!left) return undefined;
  const { pid } = left;
  // A negative number is a single-user session: PostgreSQL itself says so when it refuses to start.
  if (pid < 0) return undefined;
  if (!pid || isPostmaster(pid, data) === 'no') {
    await rm(join(data, 'postmaster.pid'), { force: true });
    return undefined;
  }
  if (isPostmaster(pid, data) === 'unknown') return undefined;
  const ready = await until(readySecondsMax, () => {
    const state = readPidFile(data)?.state;
    return state !== 'starting' && state !== undefined ? state : isGone(pid, data) && 'gone';
  });
  if (ready === 'gone') return undefined;
  const port = readPidFile(data)?.port;
  if (ready !== 'ready' || !port || !runsAsWanted(cluster, settings)) {
    log(`stopping the PostgreSQL server of an earlier run (pid ${pid})`);
    await shutDown(pid, data);
    return undefined;
  }
  log(`adopted the running PostgreSQL server (pid ${pid}) on port ${port}`);
  return { pid, port, ended: watch(pid, data) };
}

function runsAsWanted(cluster: Cluster, settings: Settings): boolean {
  const options = readFileSync(join(cluster.data, 'postmaster.opts'), 'utf8').trim();
  const wanted = serverArguments(cluster, settings).map((argument) => ` "${argument}"`);
  return options.replace(/ "-p" "\d+"$/, '') === cluster.programs.postgres + wanted.join('');
}

async function watch(pid: number, data: string): Promise<string> {
  while (!isGone(pid, data)) await sleep(500, undefined, { ref: false });
  return `PostgreSQL (pid ${pid}) is gone`;
}

/** One try; undefined when another may succeed: port taken, old backends or postmaster leaving. */
async function launch(cluster: Cluster, settings: Settings): Promise<Postmaster | undefined> {
  const { directory, data, programs, runner, log } = cluster;
  const port = await freePort();
  const { O_WRONLY, O_CREAT, O_TRUNC, O_APPEND, O_NOFOLLOW } = constants;
  const flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW;
  const output = await open(join(directory, 'postgres.log'), flags, 0o600);
  await handOver(join(directory, 'postgres.log'), runner);
  const [command = '', ...args] = [
    ...runner.prefix,
    programs.postgres,
    ...serverArguments(cluster, settings),
    '-p',
    String(port),
  ];
  // Its own process group: Ctrl-C must reach us first, so that work ends before the database does.
  const child = spawn(command, args, {
    ...runner.as,
    cwd: '/',
    env: cleanEnvironment,
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  });
  child.unref();
  let over = false;
  const ended = once(child, 'exit').then(
    ([code, signal]) => `PostgreSQL (pid ${child.pid}) ended with ${signal ?? `code ${code}`}`,
    (error: Error) => `PostgreSQL could not be run: ${error.message}`,
  );
  ended.then(() => {
    over = true;
  });
  await once(child, 'spawn').catch(() => {});
  await output.close();
  const { pid } = child;

  const ready = await until(readySecondsMax, () => {
    if (over || pid === undefined) return 'over';
    const found = readPidFile(data);
    return found?.pid === pid && found.state === 'ready' && 'ready';
  });
  if (ready === 'ready' && pid !== undefined) {
    log(`PostgreSQL (pid ${pid}) is ready on port ${port} ${runner.description}`);
    return { pid, port, ended };
  }
  if (!over && pid !== undefined) await shutDown(pid, data);
  const written = readLog(cluster);
  if (passingTroubles.some((trouble) => trouble.test(written))) return undefined;
  throw new Error(`PostgreSQL did not start: ${await ended}\n${lastLines(written)}`);
}

function serverArguments({ data, durable }: Cluster, settings: Settings): string[] {
  const all: Record<string, string> = {
    shared_buffers: '128MB',
    max_connections: '100',
    jit: 'off',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
    logging_collector: 'off',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  const pairs = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', data, ...pairs];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (!address || typeof address === 'string') throw new Error('No free port on 127.0.0.1');
  return address.port;
}

/** Fast shutdown, then an immediate one; resolves when the process is gone, else throws. */
export async function shutDown(pid: number, data: string): Promise<void> {
  const gone = () => isGone(pid, data);
  signal(pid, 'SIGINT');
  if (await until(fastShutdownSecondsMax, gone)) return;
  signal(pid, 'SIGQUIT');
  if (await until(immediateShutdownSecondsMax, gone)) return;
  throw new Error(`PostgreSQL (pid ${pid}) does not stop: end that process by hand`);
}

/** A process that is gone already is no error. */
export function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isGone(pid: number, data: string): boolean {
  return isPostmaster(pid, data) === 'no';
}

/** Line 1 is the pid, 4 the port, 8 the state; missing while the server is not that far. */
function readPidFile(data: string) {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), state: lines[7]?.trim() || undefined };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function until<T>(secondsMax: number, check: () => T | false): Promise<T | undefined> {
  const deadline = performance.now() + secondsMax * 1000;
  while (performance.now() < deadline) {
    const result = check();
    if (result) return result;
    await sleep(10);
  }
  return undefined;
}

/** What the server wrote since its last start. */
export function readLog({ directory }: Cluster): string {
  const path = join(directory, 'postgres.log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
