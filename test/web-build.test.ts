import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';

/** Builds the pages into a folder, and answers where they are. */
async function buildInto(folder: string): Promise<string> {
  const code = `import { ensureWebBuilt } from './src/web/build.ts';
    process.stdout.write(await ensureWebBuilt(() => {}, ${JSON.stringify(folder)}));`;
  const args = ['--import=tsx', '--input-type=module', '--eval', code];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  await once(child, 'close');
  return Buffer.concat(pieces).toString();
}

/** What the page asks for that is not there. */
async function missingIn(folder: string): Promise<string[]> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
  if (page === undefined) return ['index.html'];
  const files = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file]) => file!);
  return files.filter((file) => !existsSync(join(folder, file)));
}

t.test('starts at the same time never serve half of the pages', { timeout: 120_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'linli-web-'));
  t.teardown(() => rm(folder, { recursive: true }));
  let running = 3;
  const starts = Array.from({ length: running }, () =>
    buildInto(folder).finally(() => {
      running--;
    }),
  );
  const first = await Promise.race(starts);
  const missing = new Set<string>();
  for (; running > 0; await sleep(5)) for (const file of await missingIn(first)) missing.add(file);
  t.same([...missing], []);
  t.same(new Set(await Promise.all(starts)), new Set([first]));
  t.equal((await readdir(folder)).length, 1, 'and nothing is left beside them');
  t.equal(await buildInto(folder), first, 'built once');
});
