/** Carries out one import in a process of its own, and says how long it took and how much memory it ever had. */
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
const before = process.resourceUsage().maxRSS / 1024;
const elapsed = stopwatch();
await runImport(deps, { book: Number(book), id });
const seconds = elapsed() / 1000;
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ seconds, megabytes, before })}\n`);
await deps.close();
process.exit();
