import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { startEmbeddedPostgres } from '../../src/kit/embedded-postgres.ts';
import type { Programs } from '../../src/kit/embedded-postgres-programs.ts';
import { migrate } from '../../src/kit/migrate.ts';
import { templateDatabase } from './database.ts';
import { findOlderPostgres } from './older-postgres.ts';
import { hasRedisServer, startRedis } from './redis.ts';
import { readTap } from './tap-output.ts';

/**
 * Runs the tests against one throw-away PostgreSQL and, where there is one, a private Redis.
 * Every test file is a program that speaks TAP; tap's own runner is left aside because its reporters load
 * the React of the pages and break on it.
 */

const project = fileURLToPath(new URL('../../', import.meta.url));
const filesAtOnce = 2;
const testSeconds = 300;
/** For a file that never ends; a single test ends at `testSeconds`. */
const fileSeconds = 900;
const stderrLinesMax = 40;
/** Of the tests by chance: they have had their full number of runs by then. */
const briefly = { RUNS: '300' };

const cleanups: (() => Promise<void> | void)[] = [];
const children = new Set<ChildProcess>();
const say = (line: string) => process.stdout.write(`${line}\n`);

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Not once: the terminal and npm both send it, and a second one would end us before we cleaned up.
  process.on(signal, () => {
    interrupted = true;
    cleanUp().finally(() => process.exit(1));
  });
}
main()
  .catch((error: unknown) => {
    console.error(error);
    return false;
  })
  .then(async (passed) => {
    await cleanUp();
    process.exit(passed ? 0 : 1);
  });

async function main(): Promise<boolean> {
  const files = process.argv.length > 2 ? process.argv.slice(2) : await allTests();
  const scratch = await mkdtemp(join(tmpdir(), 'linli-test-'));
  // The server may have to run under another account.
  await chmod(scratch, 0o755);
  const removeScratch = () => rmSync(scratch, { recursive: true, force: true });
  cleanups.push(removeScratch);
  process.once('exit', removeScratch);
  const env = {
    ...process.env,
    TAP_TIMEOUT: process.env.TAP_TIMEOUT ?? String(testSeconds),
    TEST_POSTGRES_URL: await preparePostgres(join(scratch, 'postgres')),
    ...(await prepareRedis(join(scratch, 'redis'))),
  };

  const sum = { passed: 0, failed: 0, skipped: 0 };
  await runFiles(files, env, sum);
  await runOnOlderPostgres(files, join(scratch, 'older'), env, sum);
  const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
  // Cleaned up first, so that the count is the last line whatever happens.
  await cleanUp();
  say(`${sum.passed} passed, ${sum.failed} failed${skipped}`);
  return sum.failed === 0 && sum.passed > 0;
}

type Sum = Record<'passed' | 'failed' | 'skipped', number>;

async function runFiles(files: string[], env: NodeJS.ProcessEnv, sum: Sum): Promise<void> {
  const waiting = [...files];
  const runner = async () => {
    for (let file = waiting.shift(); file && !interrupted; file = waiting.shift()) {
      const counts = await runFile(file, env);
      for (const key of ['passed', 'failed', 'skipped'] as const) sum[key] += counts[key];
    }
  };
  await Promise.all(Array.from({ length: filesAtOnce }, runner));
}

/** The books once more, where the planner knows less and functions are run differently. */
async function runOnOlderPostgres(
  files: string[],
  directory: string,
  env: NodeJS.ProcessEnv,
  sum: Sum,
): Promise<void> {
  const ofBooks = files.filter((file) => /^test[/](ledger|proofs)[/]/.test(file));
  if (ofBooks.length === 0 || process.env.TEST_DATABASE_URL) return;
  const older = findOlderPostgres();
  if (!older) {
    say('There is no older PostgreSQL here: the books are seen on the built-in one only.');
    return;
  }
  say(`The books on PostgreSQL ${older.version}:`);
  const url = await preparePostgres(directory, older.programs);
  await runFiles(ofBooks, { ...env, ...briefly, TEST_POSTGRES_URL: url }, sum);
}

async function allTests(): Promise<string[]> {
  const found = await readdir(join(project, 'test'), { recursive: true });
  return found
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name))
    .sort();
}

/** Answers the address of a server that holds the migrated template, which each test database is copied from. */
async function preparePostgres(directory: string, programs?: Programs): Promise<string> {
  const own = process.env.TEST_DATABASE_URL;
  const server = own
    ? undefined
    : await startEmbeddedPostgres({
        ...{ directory, database: 'postgres', durable: false },
        ...(programs && { programs }),
      });
  if (server) cleanups.push(() => server.stop());
  const url = own ?? server!.url;
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`DROP DATABASE IF EXISTS ${sql(templateDatabase)} WITH (FORCE)`;
    await sql`CREATE DATABASE ${sql(templateDatabase)}`;
    const template = new URL(url);
    template.pathname = `/${templateDatabase}`;
    await migrate(template.href);
    await sql`ALTER DATABASE ${sql(templateDatabase)} WITH ALLOW_CONNECTIONS false`;
  } finally {
    await sql.end({ timeout: 5 });
  }
  return url;
}

async function prepareRedis(directory: string): Promise<{ TEST_REDIS_URL?: string }> {
  if (process.env.TEST_REDIS_URL) return { TEST_REDIS_URL: process.env.TEST_REDIS_URL };
  if (!hasRedisServer()) {
    say('There is no redis-server here: what runs on Redis is left out.');
    return {};
  }
  const redis = await startRedis(directory, [
    ...['--appendonly', 'yes'],
    ...['--maxmemory-policy', 'noeviction'],
  ]);
  cleanups.push(redis.stop);
  return { TEST_REDIS_URL: redis.url };
}

async function runFile(file: string, env: NodeJS.ProcessEnv) {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import=tsx', file], {
    cwd: project,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that what a test leaves running can be ended with it.
    detached: true,
  });
  children.add(child);
  let tap = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    tap += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const timer = setTimeout(() => killGroup(child), fileSeconds * 1000);
  child.once('exit', () => killGroup(child));
  const end = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      resolve(code === 0 ? undefined : signal ? `ended by ${signal}` : `ended with code ${code}`);
    });
  });
  clearTimeout(timer);
  children.delete(child);

  if (interrupted) return { passed: 0, failed: 0, skipped: 0 };
  const { passed, failed, skipped, failures } = readTap(tap);
  const fault =
    failed === 0 ? (end ?? (passed + skipped === 0 ? 'no test ran' : undefined)) : undefined;
  const counts = { passed, failed: failed + (fault ? 1 : 0), skipped };
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(
    `${counts.failed > 0 ? 'FAIL' : 'ok  '} ${relative(project, join(project, file))}  ` +
      `${passed} passed${counts.failed ? `, ${counts.failed} failed` : ''}` +
      `${skipped ? `, ${skipped} skipped` : ''} (${seconds} s)`,
  );
  if (counts.failed > 0) {
    const output = stderr.trimEnd().split('\n').slice(-stderrLinesMax);
    for (const line of [...(fault ? [fault] : []), ...failures, ...output]) say(`     ${line}`);
  }
  return counts;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

let cleaned: Promise<void> | undefined;

/** The same promise each time: whoever comes second must not end the process before the first is done. */
function cleanUp(): Promise<void> {
  cleaned ??= (async () => {
    for (const child of children) killGroup(child);
    for (const step of cleanups.reverse()) {
      try {
        await step();
      } catch (error) {
        console.error(error);
      }
    }
  })();
  return cleaned;
}
