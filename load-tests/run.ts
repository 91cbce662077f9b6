/**
 * Puts the load city under load and then checks its books: `npm run load`.
 * Needs k6 on the PATH: `go install go.k6.io/k6@latest`, or a package from https://grafana.com/docs/k6/.
 *
 * Flags: those of seed.ts, e.g. `npm run load -- --volunteers 100000`.
 * Environment:
 *   RATE                  redemptions a second, 60; several, as 60,120,240, run one after the other
 *   DURATION              of each, 20s (tokens live five minutes, so 240s at most)
 *   LINES_PER_SECOND_MIN  what the settlement has to reach, 300
 *   DATA_DIR              of the embedded database, .data/load; remove it for a new city
 *   DATABASE_URL, MASTER_KEY and the other settings of the service: another database, as in production
 *
 * One after the other, since the embedded database belongs to one process: the seed, the service (API and
 * workers) with k6 on the loopback, then verify. Exit code 1 when a threshold is missed or the books differ.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openVault } from '../src/kit/seal.ts';
import { openTokens, type Tokens } from '../src/kit/tokens.ts';
import { type LoadCity, loadEnvironment, outDirectory, readCity, say } from './city.ts';
import { busyShare, cpuTimes, printSummary } from './report.ts';

const secondsMax = 240;
const startSecondsMax = 120;
/** Of the thirty pay codes that a volunteer may ask for in a minute. */
const codesPerMinuteMax = 20;
const root = fileURLToPath(new URL('..', import.meta.url));
const env = loadEnvironment();

if (spawnSync('k6', ['version']).error) {
  say(
    'k6 is not on the PATH, so nothing was put under load. Get it with `go install go.k6.io/k6@latest`',
  );
  say(
    '(and add "$(go env GOPATH)/bin" to the PATH), or as a package: https://grafana.com/docs/k6/latest/set-up/install-k6/',
  );
} else {
  process.exitCode = (await run()) ? 0 : 1;
}

async function run(): Promise<boolean> {
  const rates = (process.env.RATE ?? '60').split(',').map(Number);
  const duration = process.env.DURATION ?? '20s';
  if (!/^\d+s$/.test(duration) || Number.parseInt(duration, 10) > secondsMax)
    throw new Error(`DURATION is in seconds, ${secondsMax}s at most`);
  await rm(outDirectory, { recursive: true, force: true });
  await mkdir(outDirectory, { recursive: true });
  await program('load-tests/seed.ts', process.argv.slice(2));
  const city = await readCity();
  const perMinute = Math.max(...rates) * (60 / city.payers.length);
  if (!(perMinute <= codesPerMinuteMax))
    throw new Error(
      `too few volunteers for this rate: each would ask for ${perMinute.toFixed(0)} codes a minute`,
    );

  const results: boolean[] = [];
  const { server, address } = await startService();
  try {
    const tokens = openTokens(openVault(Buffer.from(city.rootKey, 'base64')));
    await writeFile(new URL('k6-address.json', outDirectory), JSON.stringify({ baseUrl: address }));
    for (const rate of rates)
      results.push(
        await scenario('redeem', { RATE: String(rate), DURATION: duration }, city, tokens),
      );
    results.push(await scenario('settle', {}, city, tokens));
  } finally {
    await stop(server);
  }
  results.push(
    await program('load-tests/verify.ts', []).then(
      () => true,
      () => false,
    ),
  );
  const passed = results.every(Boolean);
  say(passed ? 'LOAD TEST PASSED' : 'LOAD TEST FAILED');
  return passed;
}

/** Runs one k6 script with fresh tokens and prints what it measured; true when it kept its thresholds. */
async function scenario(
  name: string,
  settings: Record<string, string>,
  city: LoadCity,
  tokens: Tokens,
): Promise<boolean> {
  await writeFile(new URL('k6.json', outDirectory), JSON.stringify(await signedIn(city, tokens)));
  const label = [name, settings.RATE].filter(Boolean).join('-');
  const out = (ending: string) => join('load-tests/.out', `${label}.${ending}`);
  const before = cpuTimes();
  const child = spawn(
    'k6',
    [
      'run',
      '--quiet',
      '--no-usage-report',
      '--log-format=raw',
      `--console-output=${out('log')}`,
      `load-tests/${name}.js`,
    ],
    {
      cwd: root,
      env: { ...env, ...settings, OUT: out('json') },
      stdio: 'inherit',
    },
  );
  const [code] = await once(child, 'exit');
  say(
    `\n${label}: ${code === 0 ? 'thresholds kept' : `k6 exit code ${code}`}; machine busy ${busyShare(before)} %, load ${loadavg()
      .map((n) => n.toFixed(1))
      .join(' ')}`,
  );
  await printSummary(join(root, out('json')));
  return code === 0;
}

/** Access tokens as the service would sign them: k6 has five minutes from here. */
async function signedIn(city: LoadCity, tokens: Tokens) {
  const token = (sub: string, role: string, scope: string) =>
    tokens.sign({ sub, book: city.book, sid: '', roles: [{ grant: sub, role, scope }] });
  return {
    payers: await Promise.all(city.payers.map((id) => token(id, 'volunteer', id))),
    merchants: await Promise.all(
      city.merchants.map(async ({ id, clerkId }) => ({
        id,
        token: await token(clerkId, 'merchant', id),
      })),
    ),
    station: await token(city.station.clerkId, 'station_manager', city.station.id),
    activityId: city.activityId,
    attendees: city.attendees,
  };
}

async function startService(): Promise<{ server: ChildProcess; address: string }> {
  const server = spawn(process.execPath, ['--import=tsx', 'src/main.ts'], {
    cwd: root,
    env: { ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const patience = setTimeout(() => server.kill(), startSecondsMax * 1000);
  let heard = '';
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
    heard += chunk;
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(heard)?.[0];
    if (!address) continue;
    clearTimeout(patience);
    server.stdout.resume();
    return { server, address };
  }
  throw new Error(`the service did not start:\n${heard}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null)
    throw new Error('the service ended under load');
  server.kill('SIGTERM');
  await once(server, 'exit');
}

/** Runs one of our own programs to its end. Refuses (throws): its exit code is not 0. */
async function program(path: string, args: string[]): Promise<void> {
  const child = spawn(process.execPath, ['--import=tsx', path, ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${path} ended with ${code}`);
}
