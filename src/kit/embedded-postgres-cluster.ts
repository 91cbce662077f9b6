import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  chooseRunner,
  cleanEnvironment,
  handOver,
  handOverTree,
  type Programs,
  type Runner,
} from './embedded-postgres-programs.ts';

const run = promisify(execFile);

export interface Cluster {
  readonly directory: string;
  readonly data: string;
  readonly programs: Programs;
  readonly runner: Runner;
  readonly password: string;
  /** false trades all crash safety for speed. */
  readonly durable: boolean;
  readonly log: (line: string) => void;
}

/**
 * Makes sure that `directory`, which the caller has claimed, holds a finished cluster and its
 * password. A first start that was interrupted is begun again.
 * Refuses: no account here may run PostgreSQL; a cluster without its password.
 */
export async function prepareCluster(
  directory: string,
  programs: Programs,
  durable: boolean,
  log: (line: string) => void,
): Promise<Cluster> {
  const data = join(directory, 'data');
  const finished = existsSync(data);
  const runner = await chooseRunner(programs, directory, finished ? data : undefined);
  await handOver(directory, runner);
  const password = await readOrMakePassword(directory, finished, runner);
  const cluster = { directory, data, programs, runner, password, durable, log };
  await removeDrafts(directory);
  if (finished) await handOverTree(data, runner);
  else await createCluster(cluster);
  return cluster;
}

/** Creates `wanted`, for its owner only, if it is missing; the answer has no symbolic links. */
export async function prepareDirectory(wanted: string): Promise<string> {
  const directory = resolve(wanted);
  try {
    await mkdir(dirname(directory), { recursive: true });
    await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    return await realpath(directory);
  } catch (error) {
    return explainDenied(error, directory);
  }
}

/** Throws `error` again, in words if the reason is that this user may not use `directory`. */
export async function explainDenied(error: unknown, directory: string): Promise<never> {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error;
  const owner = await stat(directory).then(
    ({ uid }) => ` (it belongs to uid ${uid})`,
    () => '',
  );
  throw new Error(
    `The database folder ${directory} is closed to this user${owner}: start Linli as its owner, or move the folder away (${(error as Error).message})`,
  );
}

async function readOrMakePassword(
  directory: string,
  clusterExists: boolean,
  runner: Runner,
): Promise<string> {
  const path = join(directory, 'password');
  if (existsSync(path)) {
    await handOver(path, runner);
    return (await readFile(path, 'utf8')).trim();
  }
  if (clusterExists) {
    throw new Error(`${path} is missing: restore it, or move ${directory} away to start afresh`);
  }
  const password = randomBytes(24).toString('base64url');
  const draft = await open(`${path}.new`, 'w', 0o600);
  await draft.writeFile(`${password}\n`);
  await draft.sync();
  await draft.close();
  await handOver(`${path}.new`, runner);
  await rename(`${path}.new`, path);
  return password;
}

/** What an interrupted first start left behind; its initdb may still be writing for a moment. */
async function removeDrafts(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith('data.new-')) continue;
    await rm(join(directory, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Builds the cluster beside its final place: only a finished one is ever called `data`. */
async function createCluster(cluster: Cluster): Promise<void> {
  const { directory, data, programs, runner, durable, log } = cluster;
  log(`creating the database cluster in ${directory} ${runner.description}`);
  const draft = join(directory, `data.new-${randomBytes(4).toString('hex')}`);
  const [command = '', ...args] = [
    ...runner.prefix,
    programs.initdb,
    `--pgdata=${draft}`,
    '--username=linli',
    `--pwfile=${join(directory, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    ...programs.locale,
    '--data-checksums',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  try {
    await run(command, args, { ...runner.as, cwd: '/', env: cleanEnvironment });
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const { stdout = '', stderr = '', message } = error as Error & Record<string, string>;
    throw new Error(`initdb failed:\n${lastLines(`${stdout}\n${stderr}`) || message}`);
  }
  await rename(draft, data);
  if (durable) await syncDirectory(directory);
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY);
  await handle.sync();
  await handle.close();
}

/** The end of a log, long enough to hold the reason of a failure. */
export function lastLines(text: string): string {
  return text.trim().split('\n').slice(-8).join('\n');
}
