import { randomBytes } from 'node:crypto';
import { relative } from 'node:path';
import postgres from 'postgres';
import type { Test } from 'tap';
import { appRole, type Db, openDb } from '../../src/kit/db.ts';

/** Migrated once by the runner, or mutated by load-tests/mutate.ts; copying it takes a fraction of migrating anew. */
export const templateDatabase = process.env.TEST_TEMPLATE ?? 'linli_template';

export interface TestDatabase {
  url: string;
  /** With the service's own rights, in the book. */
  db: Db;
  /** With all rights, for arranging what the service may not write. */
  ownerDb: Db;
  close(): Promise<void>;
}

/** A database of its own for `t`, migrated and empty; dropped when `t` ends. */
export async function testDatabase(t: Test, book = 120000): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) {
    const file = relative(process.cwd(), process.argv[1] ?? '');
    throw new Error(`There is no test database. Run this file with: npm test -- ${file}`);
  }
  const name = `${templateDatabase}_${randomBytes(6).toString('hex')}`;
  await onServer(server, async (sql) => {
    await sql`CREATE DATABASE ${sql(name)} TEMPLATE ${sql(templateDatabase)}`;
  });
  const address = new URL(server);
  address.pathname = `/${name}`;
  const app = openDb(address.href, { connectionsMax: 8, role: appRole, book });
  const owner = openDb(address.href, { connectionsMax: 4 });
  const close = async () => {
    await Promise.all([app.close(), owner.close()]);
  };
  t.teardown(async () => {
    await close();
    await onServer(server, async (sql) => {
      await sql`DROP DATABASE IF EXISTS ${sql(name)} WITH (FORCE)`;
    });
  });
  return { url: address.href, db: app.db, ownerDb: owner.db, close };
}

async function onServer(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
