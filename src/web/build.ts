import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('.', import.meta.url));
const project = fileURLToPath(new URL('../..', import.meta.url));
const output = join(project, 'dist', 'web');
const hashFile = join(output, '.source-hash');

/**
 * Answers the folder of the built web app, building it first only when its source has changed
 * since the last build. A production image is prebuilt and may lack vite, so vite is loaded only
 * when there is something to build.
 */
export async function ensureWebBuilt(log: (line: string) => void): Promise<string> {
  const hash = sourceHash();
  if (existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) return output;

  log('web: building the pages, this happens once after each change');
  const { build } = await import('vite');
  const { default: config } = await import('./vite.config.ts');
  await build({ ...config, configFile: false, logLevel: 'warn' });
  // Written last: a build that was cut off has no hash, so the next start builds again.
  writeFileSync(hashFile, hash);
  log('web: pages built');
  return output;
}

function sourceHash(): string {
  const hash = createHash('sha256');
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...files, join(project, 'package-lock.json')]) {
    const name = file.slice(project.length).split(sep).join('/');
    hash.update(`${name}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}
