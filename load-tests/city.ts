import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { checkAllBooks } from '../src/check-books.ts';
import { readConfig } from '../src/config.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { type OpenDeps, openDeps } from '../src/deps.ts';
import { type Db, openDb } from '../src/kit/db.ts';
import { migrate } from '../src/kit/migrate.ts';

/** What the seed tells the other programs about the city it prepared. */
export interface LoadCity {
  book: number;
  /** Base64 of what tokens of this city are signed with: k6's callers are not signed in one by one. */
  rootKey: string;
  /** Ids of those who pay. */
  payers: string[];
  merchants: { id: string; clerkId: string }[];
  station: { id: string; clerkId: string };
  /** Ended, attended, not settled. */
  activityId: string;
  attendees: number;
  /** Database time of the end of the seed: what is younger is the load's. */
  since: string;
}

export const outDirectory = new URL('./.out/', import.meta.url);
const cityFile = new URL('city.json', outDirectory);

export const say = (line: string) => void process.stdout.write(`${line}\n`);

/** The settings of every program of a load run: a database of its own, and no public logins. */
export function loadEnvironment(): NodeJS.ProcessEnv {
  return {
    DATA_DIR: '.data/load',
    LOG_LEVEL: 'error',
    ...process.env,
    DEMO_TOWN: 'no',
    HOST: '127.0.0.1',
  };
}

export async function writeCity(city: LoadCity): Promise<void> {
  await mkdir(outDirectory, { recursive: true });
  await writeFile(cityFile, JSON.stringify(city), { mode: 0o600 });
}

export async function readCity(): Promise<LoadCity> {
  return JSON.parse(await readFile(cityFile, 'utf8'));
}

export interface OpenCity {
  deps: OpenDeps;
  /** Reads and writes everything, as the owner of the database. */
  ownerDb: Db;
  booksInOrder(): Promise<boolean>;
}

/** Runs `work` on the load city's database, migrated, and closes everything afterwards, also after a failure. */
export async function withCity<T>(work: (city: OpenCity) => Promise<T>): Promise<T> {
  const config = readConfig(loadEnvironment());
  const database: Database = await openDatabase(config, say);
  const close: (() => Promise<void>)[] = [() => database.stop()];
  try {
    await migrate(database.adminUrl);
    const owner = openDb(database.adminUrl, { connectionsMax: 2 });
    close.push(() => owner.close());
    const deps = await openDeps(config, {
      databaseUrl: database.url,
      masterKey: database.masterKey,
    });
    close.push(() => deps.close());
    return await work({
      deps,
      ownerDb: owner.db,
      booksInOrder: () => checkAllBooks(owner.db, say),
    });
  } finally {
    while (close.length > 0) await close.pop()!();
  }
}
