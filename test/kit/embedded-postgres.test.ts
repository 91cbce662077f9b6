import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import t, { type Test } from 'tap';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/kit/embedded-postgres.ts';
import { isPostmaster } from '../../src/kit/embedded-postgres-claim.ts';
import { restoreLinks } from '../../src/kit/embedded-postgres-programs.ts';

// Every test builds real clusters, on a machine that may be busy.
t.setTimeout(180_000);

const launcher = new URL('../../src/kit/embedded-postgres.ts', import.meta.url).href;
const rootOnly = process.getuid?.() === 0 ? t.test : undefined;

/** A path in a new folder with `mode`; servers and files left there go when the test ends. */
async function place(test: Test, mode: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linli-postgres-'));
  await chmod(folder, mode);
  test.teardown(async () => {
    const directory = join(folder, 'postgres');
    const left = await postmasterPid(directory).catch(() => 0);
    if (left && isPostmaster(left, join(directory, 'data')) === 'yes')
      process.kill(left, 'SIGQUIT');
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  return join(folder, 'postgres');
}

async function start(test: Test, directory: string, durable = false) {
  const lines: string[] = [];
  const server = await startEmbeddedPostgres({
    directory,
    database: 'books',
    durable,
    log: (line) => lines.push(line),
  });
  test.teardown(() => server.stop());
  return Object.assign(server, { lines });
}

async function query(server: EmbeddedPostgres | string, text: string): Promise<string[]> {
  const url = typeof server === 'string' ? server : server.url;
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return (await sql.unsafe(text)).map((row) => String(Object.values(row)[0]));
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Another Node process that has started the cluster; it prints the address, or the refusal. */
async function startElsewhere(test: Test, directory: string, durable = false) {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(launcher)});
    const options = { directory: ${JSON.stringify(directory)}, database: 'books', durable: ${durable} };
    await startEmbeddedPostgres(options).then((server) => {
      console.log(server.url);
      setInterval(() => {}, 1000);
    }, (error) => console.log(error.message));`;
  const child = spawn(process.execPath, ['--import=tsx', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  test.teardown(() => kill(child));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, line };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The reason of the server's death. The launcher itself keeps no process waiting for one. */
async function report(server: EmbeddedPostgres): Promise<string> {
  const waiting = setInterval(() => {}, 1000);
  const reason = await new Promise<string>((resolve) => server.onUnexpectedExit(resolve));
  clearInterval(waiting);
  return reason;
}

async function postmasterPid(directory: string): Promise<number> {
  return Number.parseInt(await readFile(join(directory, 'data/postmaster.pid'), 'utf8'), 10);
}

t.test('the first start gives a durable, checked database behind a password', async (t) => {
  const directory = await place(t, 0o755);
  const server = await start(t, directory, true);
  t.same(await query(server, 'select current_database()'), ['books']);
  t.same(await query(server, 'show data_checksums'), ['on']);
  t.same(await query(server, 'show fsync'), ['on']);
  t.same(await query(server, 'show listen_addresses'), ['127.0.0.1']);
  t.same(await query(server, 'show server_encoding'), ['UTF8']);
  t.same(await query(server, `select lower('ÄÉ') || length('邻里')`), ['äé2']);
  t.same(await query(server.urlOf('postgres'), 'select current_database()'), ['postgres']);
  const noPassword = server.url.replace(/:[^:@/]+@/, ':wrong@');
  await t.rejects(query(noPassword, 'select 1'), /password authentication failed/);
  t.equal((await stat(join(directory, 'password'))).mode & 0o777, 0o600);
});

t.test('a warm restart keeps the data, and stopping twice is harmless', async (t) => {
  const directory = await place(t, 0o755);
  const first = await start(t, directory, true);
  await query(first, 'create table hours as select 7 as n');
  await Promise.all([first.stop(), first.stop()]);
  await t.rejects(query(first, 'select 1'), /ECONNREFUSED/);
  const second = await start(t, directory, true);
  t.same(await query(second, 'select n from hours'), ['7']);
  t.match(await readFile(join(directory, 'postgres.log'), 'utf8'), /was shut down at/);
});

t.test('a throw-away cluster does not wait for the disk', async (t) => {
  const server = await start(t, await place(t, 0o755));
  t.same(await query(server, 'show fsync'), ['off']);
  t.same(await query(server, 'show full_page_writes'), ['off']);
});

t.test('the server of a killed process is adopted, and stopped by its adopter', async (t) => {
  const directory = await place(t, 0o755);
  const { child, line } = await startElsewhere(t, directory);
  const pid = await postmasterPid(directory);
  await kill(child);
  const server = await start(t, directory);
  t.equal(server.url, line);
  t.equal(await postmasterPid(directory), pid);
  t.match(server.lines.join(), /adopted/);
  t.same(await query(server, 'select 1'), ['1']);
  await server.stop();
  t.notOk(existsSync(join(directory, 'data/postmaster.pid')));
  await t.rejects(query(server, 'select 1'), /ECONNREFUSED/);
});

t.test('a left-over server with other settings is replaced, not adopted', async (t) => {
  const directory = await place(t, 0o755);
  const { child } = await startElsewhere(t, directory);
  await kill(child);
  const server = await start(t, directory, true);
  t.match(server.lines.join(), /stopping/);
  t.same(await query(server, 'show fsync'), ['on']);
});

t.test('a second start while Linli is running is refused by name', async (t) => {
  const directory = await place(t, 0o755);
  const { child, line } = await startElsewhere(t, directory);
  await t.rejects(
    startEmbeddedPostgres({ directory, database: 'books' }),
    new Error(`Linli is already running (pid ${child.pid})`),
  );
  t.same(await query(line, 'select 1'), ['1'], 'and the first one keeps its database');
});

t.test('of several first starts at the same moment exactly one wins', async (t) => {
  const directory = await place(t, 0o755);
  const starts = await Promise.all([1, 2, 3].map(() => startElsewhere(t, directory)));
  const won = starts.filter(({ line }) => line.startsWith('postgres://'));
  t.equal(won.length, 1);
  t.equal(starts.filter(({ line }) => /already running/.test(line)).length, 2);
  for (const { child } of starts) await kill(child);
  await (await start(t, directory)).stop();
});

t.test(
  'a stale pid file, naming another program or empty, does not keep the server down',
  async (t) => {
    const directory = await place(t, 0o755);
    await (await start(t, directory)).stop();
    const { uid, gid } = await stat(join(directory, 'data'));
    // The same user, because PostgreSQL itself ignores the processes of others.
    const bystander = spawn('sleep', ['60'], { uid, gid, cwd: '/' });
    t.teardown(() => kill(bystander));
    const file = `${bystander.pid}\n${directory}/data\n1\n5999\n\n127.0.0.1\n\nready   \n`;
    await writeFile(join(directory, 'data/postmaster.pid'), file);
    const server = await start(t, directory);
    t.same(await query(server, 'select 1'), ['1']);
    t.equal(bystander.signalCode, null);
    await server.stop();
    // So a power cut leaves it.
    await writeFile(join(directory, 'data/postmaster.pid'), '');
    t.same(await query(await start(t, directory), 'select 1'), ['1']);
  },
);

t.test('a first start that was killed half-way is begun again', async (t) => {
  const directory = await place(t, 0o755);
  const begun = startElsewhere(t, directory);
  begun.catch(() => {});
  const draft = async () =>
    existsSync(directory) && (await readdir(directory)).find((name) => name.startsWith('data.new'));
  let name = await draft();
  for (let i = 0; i < 2000 && !name; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    name = await draft();
  }
  t.ok(name, 'initdb was at work');
  const owner = (await readdir(directory)).find((file) => file.startsWith('owner.'));
  process.kill(Number(owner?.split('.')[1]), 'SIGKILL');
  const server = await start(t, directory);
  t.same(await query(server, 'select 1'), ['1']);
  t.notOk((await readdir(directory)).includes(String(name)), 'and the draft is gone');
});

t.test('a killed server is reported, and the next start recovers what was committed', async (t) => {
  const directory = await place(t, 0o755);
  const first = await start(t, directory, true);
  await query(first, 'create table hours as select 7 as n');
  const reported = report(first);
  process.kill(await postmasterPid(directory), 'SIGKILL');
  t.match(await reported, /ended with SIGKILL/);
  t.equal(await report(first), await reported, 'also to one who asks late');
  const second = await start(t, directory, true);
  t.same(await query(second, 'select n from hours'), ['7']);
  await first.stop();
  t.same(await query(second, 'select 1'), ['1'], 'stopping the dead one leaves the new one alone');
});

t.test('the death of an adopted server is reported too, and an ordered stop is not', async (t) => {
  const directory = await place(t, 0o755);
  const { child } = await startElsewhere(t, directory);
  await kill(child);
  const adopted = await start(t, directory);
  const reported = report(adopted);
  process.kill(await postmasterPid(directory), 'SIGKILL');
  t.match(await reported, /is gone/);
  const next = await start(t, directory);
  next.onUnexpectedExit((reason) => t.fail(reason));
  await next.stop();
});

t.test('a start that fails says what the server said', async (t) => {
  const directory = await place(t, 0o755);
  const options = { directory, database: 'books', settings: { shared_buffers: 'plenty' } };
  await t.rejects(startEmbeddedPostgres(options), /did not start.*\n.*"shared_buffers": "plenty"/s);
  await rm(join(directory, 'password'));
  await t.rejects(start(t, directory), /password is missing: restore it/);
  t.notOk((await readdir(directory)).some((name) => name.startsWith('owner.')));
});

t.test('library links that were not installed are restored, twice without harm', async (t) => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const installed = join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  const root = dirname(await place(t, 0o755));
  await mkdir(join(root, 'native/lib'), { recursive: true });
  const list = 'native/pg-symlinks.json';
  await cp(join(installed, list), join(root, list));
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(root, list), 'utf8'),
  );
  for (const { source } of links) await writeFile(join(root, source), '');
  await Promise.all([restoreLinks(root), restoreLinks(root)]);
  await restoreLinks(root);
  for (const { source, target } of links) {
    t.equal(join('native/lib', await readlink(join(root, target))), source);
  }
});

rootOnly?.('root starts it in a folder that only root may enter', async (t) => {
  const directory = await place(t, 0o700);
  const first = await start(t, directory);
  await query(first, 'create table hours as select 7 as n');
  t.match(first.lines.join(), /dac_override|namespace/);
  await first.stop();
  t.same(await query(await start(t, directory), 'select n from hours'), ['7']);
});

rootOnly?.('root keeps working when the files were copied and lost their owner', async (t) => {
  const directory = await place(t, 0o755);
  await (await start(t, directory)).stop();
  const copy = `${directory}-copy`;
  await cp(directory, copy, { recursive: true });
  await chmod(join(copy, 'data'), 0o700);
  t.same(await query(await start(t, copy), 'select 1'), ['1']);
});
