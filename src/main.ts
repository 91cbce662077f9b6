import closeWithGrace from 'close-with-grace';
import { createApp } from './app.ts';
import { serveBooksDesk } from './books-desk.ts';
import { checkAllBooks, checkBooksHelp, checkBooksSince, readCheckOptions } from './check-books.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { type Database, openDatabase } from './database.ts';
import { demoLoginsOf, demoWelcome, raiseDemoTown, readTownSize } from './demo/index.ts';
import { type OpenDeps, openDeps } from './deps.ts';
import { serveKeysDesk } from './keys-desk.ts';
import { stopwatch } from './kit/clock.ts';
import { errorInLog } from './kit/log.ts';
import { migrate } from './kit/migrate.ts';
import { serveOfficersDesk } from './officers-desk.ts';
import { findDivision } from './regions/index.ts';
import { serveRegionsDesk } from './regions-desk.ts';
import { serveSealingDesk } from './sealing-desk.ts';
import { ensureWebBuilt } from './web/build.ts';
import { startWorker, stopWorker } from './worker.ts';

const roles = [
  'all',
  'api',
  'worker',
  'migrate',
  'demo',
  'check-books',
  'books',
  'sealing',
  'keys',
  'regions',
  'officers',
] as const;
type Role = (typeof roles)[number];

const say = (line: string) => void process.stdout.write(`${line}\n`);
const warn = (line: string) => void process.stderr.write(`${line}\n`);

/** Closed in the opposite order of opening, also when a later step of the start fails. */
const opened: (() => Promise<unknown>)[] = [];

async function closeAll() {
  while (opened.length > 0) await opened.pop()!();
}

async function main() {
  const role = (process.argv[2] ?? 'all') as Role;
  if (!roles.includes(role))
    throw new ConfigError(`No such role: ${role}. One of: ${roles.join(', ')}.`);
  const checks = readCheckOptions(role === 'check-books' ? process.argv.slice(3) : []);
  if (checks.help) return say(checkBooksHelp);
  const config = readConfig();
  closeWithGrace({ delay: 20_000, logger: false }, async ({ err }) => {
    if (err) process.stderr.write(`${JSON.stringify(errorInLog(err), null, 2)}\n`);
    await closeAll();
  });
  const sinceStart = stopwatch();
  const web = role === 'all' || role === 'api' ? ensureWebBuilt(say) : Promise.resolve(undefined);
  web.catch(() => {}); // awaited later, when it is needed; until then a failure must not look unhandled
  // The desk's output is the books, to be read by programs.
  const database = await openDatabase(config, role === 'books' || role === 'keys' ? warn : say);
  opened.push(() => database.stop());
  if (role !== 'worker' && role !== 'api') await migrate(database.adminUrl);
  if (role === 'migrate') return finish();

  const deps = await openDeps(config, { databaseUrl: database.url, masterKey: database.masterKey });
  opened.push(() => deps.close());
  warnOfDemo(config, database);
  if (role === 'check-books') {
    const { db } = deps;
    const kept = checks.since
      ? checkBooksSince(db, say, deps, checks.time)
      : checkAllBooks(db, say, deps);
    return finish((await kept) ? 0 : 1);
  }
  if (role === 'books') {
    const done = await serveBooksDesk(deps, process.argv.slice(3), database.adminUrl);
    return finish(done ? 0 : 1);
  }
  if (role === 'sealing')
    return finish((await serveSealingDesk(deps, process.argv.slice(3), say)) ? 0 : 1);
  if (role === 'keys')
    return finish(
      (await serveKeysDesk(deps, process.argv.slice(3), {
        ...database,
        nextMasterKey: config.NEXT_MASTER_KEY,
      }))
        ? 0
        : 1,
    );
  if (role === 'regions')
    return finish((await serveRegionsDesk(deps, process.argv.slice(3), say)) ? 0 : 1);
  if (role === 'officers')
    return finish((await serveOfficersDesk(deps, process.argv.slice(3), say)) ? 0 : 1);
  if (role === 'worker' || role === 'all' || role === 'demo') await work(deps);
  if (role === 'demo' || (role === 'all' && config.demo))
    await raiseDemoTown(deps, readTownSize(process.argv.slice(3)), say);
  if (role === 'demo') return finish();
  if (role === 'api' || role === 'all') await listen(config, deps, await web, sinceStart);
  else say('Linli worker is running.');
  database.onUnexpectedExit((reason) => {
    process.stderr.write(`The embedded database stopped: ${reason}\n`);
    closeAll().finally(() => process.exit(1));
  });
}

async function work(deps: OpenDeps) {
  opened.push(() => stopWorker(deps));
  await startWorker(deps);
}

async function listen(
  config: Config,
  deps: OpenDeps,
  webDirectory: string | undefined,
  sinceStart: () => number,
) {
  const app = await createApp(deps, {
    ...(webDirectory ? { webDirectory } : {}),
    trustProxy: config.TRUST_PROXY,
  });
  opened.push(() => app.close());
  const address = await app.listen({ port: config.PORT, host: config.HOST });
  say(`\n邻里 Linli → ${address}   (${(sinceStart() / 1000).toFixed(1)} s)`);
  if (config.demo) say(demoWelcome(address, await demoLoginsOf(deps)));
  else if (!(await findDivision(deps.db, deps.book, String(deps.book))))
    warn(
      '尚未载入行政区划，无法办理登记。/ No divisions yet, so nobody can register: npm start -- regions load',
    );
  say('按 Ctrl-C 停止 / press Ctrl-C to stop.');
}

function warnOfDemo(config: Config, { embedded }: Database) {
  if (config.demo && !embedded) {
    process.stderr.write(
      'WARNING: DEMO_TOWN=yes on an outside database: anybody can sign in with the public demo logins. 警告：演示登录对所有人公开，切勿用于真实数据。\n',
    );
  }
}

async function finish(code = 0): Promise<void> {
  await closeAll();
  process.exit(code);
}

main().catch(async (error) => {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : (error.stack ?? error)}\n`,
  );
  await closeAll().catch(() => {});
  process.exit(1);
});
