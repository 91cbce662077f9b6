import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('.', import.meta.url));
const project = fileURLToPath(new URL('../..', import.meta.url));
const usualFolder = join(project, 'dist', 'web');

/**
 * Answers the folder of the built web app, building it first only when its source has changed since the last build. It
 * is named by its source and comes into its place whole: who starts at the same time builds beside it, and serves no
 * half of it. A production image is prebuilt and may lack vite, so vite is loaded only when there is something to build.
 */
export async function ensureWebBuilt(
  log: (line: string) => void,
  folder = usualFolder,
): Promise<string> {
  const output = join(folder, sourceHash().slice(0, 16));
  if (existsSync(output)) return output;

  log('web: building the pages, this happens once after each change');
  const { build } = await import('vite');
  const { default: config } = await import('./vite.config.ts');
  const outDir = `${output}.${process.pid}`;
  const options = { ...config.build, outDir, emptyOutDir: true };
  await build({ ...config, build: options, configFile: false, logLevel: 'warn' });
  const before = readdirSync(folder).filter((name) => !name.includes('.'));
  try {
    renameSync(outDir, output);
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(output)) throw error;
    rmSync(outDir, { recursive: true });
    return output;
  }
  for (const name of before) rmSync(join(folder, name), { recursive: true, force: true });
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
