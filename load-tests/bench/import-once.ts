/** Carries out one import in a process of its own, and says how long it took and how much memory it ever had. */
import { readFileSync } from 'node:fs';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { runImport } from '../../src/imports/run-import.ts';
import { stopwatch } from '../../src/kit/clock.ts';

const [databaseUrl, masterKey, book, id] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const config = readConfig({ DATABASE_URL: databaseUrl, MASTER_KEY: masterKey, DEMO_TOWN: 'yes' });
const deps = await openDeps(config, { databaseUrl, masterKey });
const before = peakMegabytes();
const cpu = process.cpuUsage();
const elapsed = stopwatch();
await runImport(deps, { book: Number(book), id });
const seconds = elapsed() / 1000;
const { user, system } = process.cpuUsage(cpu);
const cpuSeconds = (user + system) / 1e6;
const megabytes = peakMegabytes();
process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds, megabytes, before })}\n`);
await deps.close();
process.exit();

/** Of this program: what getrusage tells outlives an exec, and is then that of the program that started this one. */
function peakMegabytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
    return Number(kilobytes) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
