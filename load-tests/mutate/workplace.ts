import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import postgres from 'postgres';
import { startEmbeddedPostgres } from '../../src/kit/embedded-postgres.ts';
import { migrate } from '../../src/kit/migrate.ts';
import { say } from '../city.ts';
import type { Mutant } from './mutants.ts';

const atOnce = 2;
const original = 'mutate_original';
/** They know nothing of the mutated database. */
const startsServers = ['crash.test.ts'];
/** A mutant may go round in circles. */
const fileSeconds = 300;
/** The model finds what it finds in its first runs, and making that small would only cost time. */
const testEnv = { RUNS: '300', SHRINK: 'no', TAP_TIMEOUT: '280' };

export interface Verdict {
  /** The first test that failed. */
  killedBy?: string;
  seconds: number;
}

interface TestFile {
  path: string;
  seconds: number;
  kills: number;
}

export type Workplaces = Awaited<ReturnType<typeof openWorkplaces>>;

/** A server, and for each of those who work at once a copy of the source; all of it is gone after `close`. */
export async function openWorkplaces(tests: string) {
  const scratch = await mkdtemp(join(tmpdir(), 'linli-mutate-'));
  // The server may have to run under another account.
  await chmod(scratch, 0o755);
  const directory = join(scratch, 'postgres');
  const server = await startEmbeddedPostgres({ directory, database: original, durable: false });
  const sql = postgres(server.urlOf('postgres'), { max: atOnce, onnotice: () => {} });
  const close = async () => {
    for (const child of running) killGroup(child);
    await sql.end({ timeout: 5 });
    await server.stop();
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    await migrate(server.url);
    const names = (await readdir(tests)).filter(
      (name) => name.endsWith('.test.ts') && !startsServers.includes(name),
    );
    const files = names.map(
      (name): TestFile => ({ path: join(tests, name), seconds: 1, kills: 0 }),
    );
    const copies = Array.from({ length: atOnce }, (_, n) => join(scratch, `copy-${n}`));
    for (const copy of copies) await copyProject(copy);
    const places = copies.map((copy, n) =>
      openWorkplace({ copy, files, sql, urlOf: server.urlOf, database: `mutant_${n}` }),
    );
    await places[0]!.judgeOriginal();
    return { places, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function copyProject(copy: string): Promise<void> {
  await mkdir(copy);
  for (const name of ['src', 'test', 'load-tests', 'migrations', 'package.json', 'tsconfig.json'])
    await cp(name, join(copy, name), { recursive: true });
  await symlink(resolve('node_modules'), join(copy, 'node_modules'));
}

interface Means {
  copy: string;
  files: TestFile[];
  sql: postgres.Sql;
  urlOf(database: string): string;
  database: string;
}

function openWorkplace({ copy, files, sql, urlOf, database }: Means) {
  const run = (path: string) =>
    firstFailure(path, copy, { TEST_POSTGRES_URL: urlOf('postgres'), TEST_TEMPLATE: database });

  async function withMutant<T>(mutant: Mutant | undefined, work: () => Promise<T>): Promise<T> {
    await sql`CREATE DATABASE ${sql(database)} TEMPLATE ${sql(original)}`;
    const path = mutant && join(copy, mutant.file);
    const source = path && (await readFile(path));
    try {
      if (mutant?.statement) await execute(urlOf(database), mutant.statement);
      if (path) await writeFile(path, mutant.text);
      return await work();
    } finally {
      if (path) await writeFile(path, source!);
      // With those that tests have made of it and left behind when they were ended.
      const made =
        await sql`SELECT datname FROM pg_database WHERE starts_with(datname, ${database})`;
      for (const { datname } of made) await sql`DROP DATABASE ${sql(datname)} WITH (FORCE)`;
    }
  }

  return {
    judge: (mutant: Mutant): Promise<Verdict> =>
      withMutant(mutant, async () => {
        const began = performance.now();
        const seconds = () => (performance.now() - began) / 1000;
        // Whoever killed often and fast comes first.
        files.sort((a, b) => (b.kills + 1) / b.seconds - (a.kills + 1) / a.seconds);
        for (const file of [...files]) {
          const failure = await run(file.path);
          if (failure === undefined) continue;
          file.kills++;
          return { killedBy: `${file.path.split('/').at(-1)}: ${failure}`, seconds: seconds() };
        }
        return { seconds: seconds() };
      }),
    /** What fails without a mutant kills none. */
    judgeOriginal: () =>
      withMutant(undefined, async () => {
        for (const file of files) {
          const began = performance.now();
          const failure = await run(file.path);
          file.seconds = (performance.now() - began) / 1000;
          if (failure !== undefined) throw new Error(`${file.path} fails anyway: ${failure}`);
          say(`passes   ${file.path} (${file.seconds.toFixed(0)} s)`);
        }
      }),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const running = new Set<ChildProcess>();

/** Runs a test file up to its first failed assertion, and says which; undefined when it passes. */
async function firstFailure(
  path: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const child = spawn(process.execPath, ['--import=tsx', path], {
    cwd,
    env: { ...process.env, ...testEnv, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    // A process group of its own, so that what a test leaves running can be ended with it.
    detached: true,
  });
  running.add(child);
  let failure: string | undefined;
  let test = '';
  let line = '';
  const end = (reason: string) => {
    failure ??= reason;
    killGroup(child);
  };
  const timer = setTimeout(() => end(`not done in ${fileSeconds} s`), fileSeconds * 1000);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (line + text).split('\n');
    line = lines.pop()!;
    for (const each of lines) {
      test = /^\s*# Subtest: (.*)/.exec(each)?.[1] ?? test;
      const said = /^\s*not ok \d+ - (.*)/.exec(each)?.[1];
      if (said !== undefined) end(`${test}: ${said.slice(0, 100)}`);
    }
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  clearTimeout(timer);
  killGroup(child);
  running.delete(child);
  return failure ?? (code === 0 ? undefined : `ended with code ${code}`);
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
