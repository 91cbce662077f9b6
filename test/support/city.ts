import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { createApp } from '../../src/app.ts';
import { checkAllBooks } from '../../src/check-books.ts';
import { readConfig } from '../../src/config.ts';
import { type OpenDeps, openDeps } from '../../src/deps.ts';
import type { Instant } from '../../src/kit/clock.ts';
import { handOutSignInCode } from '../../src/sign-in/index.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { enrol } from './staff.ts';
import { type Client, client } from './town.ts';

export interface TestCity {
  deps: OpenDeps;
  database: TestDatabase;
  /** For programs that are to work in this city. */
  environment: Record<string, string>;
  now(): Promise<Instant>;
  stranger(): Client;
  /** With a code from the console: nobody can be sent one. */
  signIn(phone: string): Promise<Client>;
  /** Signs in and sets up both factors; the roles are in the token. */
  signInOfficer(phone: string): Promise<Client>;
}

/** A real deployment on its first day: no demonstration, no divisions, nobody in it. Ends with its books checked. */
export async function testCity(t: Test, book: number): Promise<TestCity> {
  const database = await testDatabase(t, book);
  const masterKey = randomBytes(32).toString('base64');
  const checkpointFolder = await mkdtemp(join(tmpdir(), 'linli-checkpoints-'));
  t.teardown(() => rm(checkpointFolder, { recursive: true }));
  const environment = {
    ...{ DATABASE_URL: database.url, MASTER_KEY: masterKey, CHECKPOINT_DIR: checkpointFolder },
    ...{ BOOK: String(book), DEMO_TOWN: 'no', LOG_LEVEL: process.env.TEST_LOG ?? 'error' },
  };
  const deps = await openDeps(readConfig(environment), { databaseUrl: database.url, masterKey });
  const app = await createApp(deps);
  t.teardown(async () => {
    await app.close();
    await deps.close();
    const complaints: string[] = [];
    const kept = await checkAllBooks(database.ownerDb, (line) => complaints.push(line));
    if (!kept) throw new Error(`the books are not in order:\n${complaints.join('\n')}`);
    await database.close();
  });
  const now = () => deps.clock.now(deps.db);
  const signIn = async (phone: string) => {
    const visitor = client(app);
    const { code } = await deps.transact((tx) => handOutSignInCode(deps, tx, { book, phone }));
    const opened = await visitor.call('POST', '/v1/sessions', { phone, code });
    if (opened.status !== 201) throw new Error(JSON.stringify(opened.body));
    return visitor;
  };
  return {
    ...{ deps, database, environment, now, signIn },
    stranger: () => client(app),
    async signInOfficer(phone) {
      const officer = await signIn(phone);
      await enrol({ now }, officer);
      await officer.renew();
      return officer;
    },
  };
}
