import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { createApp } from '../../src/app.ts';
import { writeCheckpoints } from '../../src/audit/index.ts';
import { checkAllBooks } from '../../src/check-books.ts';
import { readConfig } from '../../src/config.ts';
import { planTown, type TownPlan } from '../../src/demo/index.ts';
import { settleTown } from '../../src/demo/people.ts';
import { type OpenDeps, openDeps } from '../../src/deps.ts';
import {
  createClock,
  dateInChina,
  type Instant,
  instant,
  plusMinutes,
  secondsBetween,
} from '../../src/kit/clock.ts';
import type { App } from '../../src/kit/http.ts';
import { readDivisions } from '../../src/regions/index.ts';
import { startWorker } from '../../src/worker.ts';
import { type TestDatabase, testDatabase } from './database.ts';

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: the tests read what the answer really holds
  body: any;
  /** As it was sent. */
  bytes: Buffer;
}

/** Somebody at the API: remembers the token and the cookie like a browser. */
export interface Client {
  personId: string;
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  renew(): Promise<Answer>;
}

export interface TestTown {
  deps: OpenDeps;
  /** For programs that are to work in this town. */
  environment: { DATABASE_URL: string; MASTER_KEY: string; CHECKPOINT_DIR: string };
  app: App;
  plan: TownPlan;
  database: TestDatabase;
  /** Moves the town's clock; the database's own stays. */
  moveTo(at: Instant): Promise<void>;
  /** Signs in as whoever has this phone, through the API and the mailbox. */
  signIn(phone: string): Promise<Client>;
  /** Nobody in particular. */
  stranger(): Client;
  now(): Promise<Instant>;
}

let divisions: ReturnType<typeof readDivisions> | undefined;

/**
 * A small town of made-up people on a database of its own, with the API and the worker running as in
 * production. Every town ends with all its books checked.
 */
export async function testTown(
  t: Test,
  options: { volunteers?: number; worker?: boolean; redisUrl?: string } = {},
): Promise<TestTown> {
  const database = await testDatabase(t);
  const masterKey = randomBytes(32).toString('base64');
  const checkpointFolder = await mkdtemp(join(tmpdir(), 'linli-checkpoints-'));
  t.teardown(() => rm(checkpointFolder, { recursive: true }));
  const environment = {
    DATABASE_URL: database.url,
    MASTER_KEY: masterKey,
    CHECKPOINT_DIR: checkpointFolder,
  };
  const config = readConfig({
    ...environment,
    DEMO_TOWN: 'yes',
    LOG_LEVEL: process.env.TEST_LOG ?? 'error',
    ...(options.redisUrl ? { REDIS_URL: options.redisUrl } : {}),
  });
  let shift = 0;
  const clock = createClock(() => shift);
  const deps = await openDeps(config, { databaseUrl: database.url, masterKey, clock });
  shift = millisecondsToDaylight(await clock.now(deps.db));
  divisions ??= readDivisions('120000');
  const plan = planTown(120000, await divisions, { volunteers: options.volunteers ?? 12, days: 0 });
  await settleTown(deps, await divisions, plan, await clock.now(deps.db));
  const app = await createApp(deps, { busyAfterMs: 0 });
  if (options.worker !== false) await startWorker(deps);
  t.teardown(async () => {
    await app.close();
    await writeCheckpoints(deps);
    await deps.close();
    const complaints: string[] = [];
    const kept = await checkAllBooks(database.ownerDb, (line) => complaints.push(line), deps);
    if (!kept) throw new Error(`the books are not in order:\n${complaints.join('\n')}`);
    await database.close();
  });
  return {
    deps,
    environment,
    app,
    plan,
    database,
    now: () => clock.now(deps.db),
    async moveTo(at) {
      shift = 0;
      shift = at.getTime() - (await clock.now(deps.db)).getTime();
    },
    stranger: () => client(app),
    async signIn(phone) {
      const visitor = client(app);
      const sent = await visitor.call('POST', '/v1/sign-in-codes', { phone });
      if (sent.status !== 202)
        throw new Error(`no code for ${phone}: ${JSON.stringify(sent.body)}`);
      const mail = await visitor.call('GET', `/v1/development-messages?phone=${phone}`);
      const opened = await visitor.call('POST', '/v1/sessions', {
        phone,
        code: mail.body.items[0].code,
      });
      if (opened.status !== 201)
        throw new Error(`no session for ${phone}: ${JSON.stringify(opened.body)}`);
      return visitor;
    },
  };
}

const daylight = { fromMinute: 7 * 60, toMinute: 15 * 60 };

/** How far on the next morning is, or 0 by day: what a test does in a few hours must not see two dates. */
function millisecondsToDaylight(now: Instant): number {
  const today = instant(`${dateInChina(now)}T00:00:00+08:00`);
  const minute = secondsBetween(today, now) / 60;
  if (minute >= daylight.fromMinute && minute < daylight.toMinute) return 0;
  const days = minute < daylight.fromMinute ? 0 : 1;
  return secondsBetween(now, plusMinutes(today, days * 24 * 60 + daylight.fromMinute)) * 1000;
}

const busyTriesMax = 40;

export function client(app: App): Client {
  let token: string | undefined;
  let cookie: string | undefined;
  const self: Client = {
    personId: '',
    async call(method, url, body, headers = {}) {
      const send = () =>
        app.inject({
          method,
          url,
          headers: {
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            ...(cookie ? { cookie } : {}),
            ...headers,
          },
          ...(body === undefined
            ? {}
            : {
                payload:
                  typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
              }),
        });
      let answer = await send();
      // On a busy machine the service asks to come back, before it has done anything; a good client does.
      for (let tries = 0; answer.statusCode === 503 && tries < busyTriesMax; tries++) {
        await new Promise((resume) => setTimeout(resume, 250));
        answer = await send();
      }
      const json = /json/.test(String(answer.headers['content-type']));
      const parsed = json && answer.payload ? JSON.parse(answer.payload) : answer.payload;
      const set = answer.cookies.find(({ name }) => name === 'linli_refresh');
      if (set) cookie = `${set.name}=${set.value}`;
      if (parsed?.accessToken) {
        token = parsed.accessToken;
        self.personId = parsed.person.id;
      }
      return {
        ...{ status: answer.statusCode, headers: answer.headers, body: parsed },
        bytes: answer.rawPayload,
      };
    },
    renew: () => self.call('POST', '/v1/access-tokens'),
  };
  return self;
}

/** Asks until `done` says yes; the limit only ends a test that would hang. */
export async function until<T>(
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  seconds = 60,
): Promise<T> {
  for (let tries = 0; tries < seconds * 20; tries++) {
    const answer = await ask();
    if (done(answer)) return answer;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  throw new Error('what the test waits for did not happen');
}
