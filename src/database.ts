import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from './config.ts';
import { startEmbeddedPostgres } from './kit/embedded-postgres.ts';

export interface Database {
  url: string;
  adminUrl: string;
  masterKey: string;
  /** Puts another key in the place of the one that is kept in DATA_DIR; absent where the key is a setting. */
  replaceMasterKey?(masterKey: string): Promise<void>;
  /** True when the server is the embedded one, which this process stops. */
  embedded: boolean;
  onUnexpectedExit(listener: (reason: string) => void): void;
  stop(): Promise<void>;
}

/** The outside database, or the embedded one, started. Its master key is made at the first start and kept beside it. */
export async function openDatabase(config: Config, say: (line: string) => void): Promise<Database> {
  if (config.DATABASE_URL && config.MASTER_KEY) {
    return {
      url: config.DATABASE_URL,
      adminUrl: config.DATABASE_ADMIN_URL ?? config.DATABASE_URL,
      masterKey: config.MASTER_KEY,
      embedded: false,
      onUnexpectedExit: () => {},
      stop: async () => {},
    };
  }
  const directory = resolve(config.DATA_DIR);
  await mkdir(directory, { recursive: true });
  const server = await startEmbeddedPostgres({
    directory: join(directory, 'postgres'),
    database: 'linli',
    log: say,
  });
  const path = join(directory, 'master-key');
  return {
    url: server.url,
    adminUrl: server.url,
    masterKey: config.MASTER_KEY ?? (await keptMasterKey(path)),
    ...(config.MASTER_KEY ? {} : { replaceMasterKey: (key: string) => replaceKept(path, key) }),
    embedded: true,
    onUnexpectedExit: (listener) => server.onUnexpectedExit(listener),
    stop: () => server.stop(),
  };
}

async function keptMasterKey(path: string): Promise<string> {
  try {
    await writeFile(path, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}

/** The old one stays beside it: copies of the database from its time need it. */
async function replaceKept(path: string, masterKey: string): Promise<void> {
  await writeFile(`${path}.new`, `${masterKey}\n`, { mode: 0o600 });
  await copyFile(path, `${path}.old`);
  await rename(`${path}.new`, path);
}
