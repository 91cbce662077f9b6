import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { TOTP } from 'otpauth';
import { stopwatch } from '../../src/kit/clock.ts';
import type { Db } from '../../src/kit/db.ts';
import type { App } from '../../src/kit/http.ts';
import { say } from '../city.ts';
import { median } from './rounds.ts';
import { printTable, type Row, verdict } from './table.ts';
import { withTown } from './town.ts';

const known = '13804000001';
const password = 'Kranich-fliegt-07';
/** reliability.md 4d: the difference of the medians, in milliseconds. */
const differenceMax = 5;

interface Question {
  ask: (phone: string) => { url: string; payload: Record<string, unknown> };
  /** A code was sent to the phone before, so that the wrong one is compared with it. */
  afterCode?: true;
}

const wrongCode = (phone: string) => ({ url: '/v1/sessions', payload: { phone, code: '000000' } });

/** What somebody could ask to find out who has an account: for a code, with a wrong one, with a wrong password of staff. */
const questions: Record<string, Question> = {
  code: { ask: (phone) => ({ url: '/v1/sign-in-codes', payload: { phone } }) },
  'wrong-code': { ask: wrongCode },
  'wrong-code-sent': { ask: wrongCode, afterCode: true },
  staff: {
    ask: (phone) => ({
      url: '/v1/staff-sessions',
      payload: { phone, password: 'Falsch-1-2', code: '000000' },
    }),
  },
};

/** Whether answers take as long for phones that are known as for others, over `samples` of each. */
export async function benchSignIn({
  samples,
  only,
}: {
  samples: number;
  only: string[] | undefined;
}): Promise<void> {
  await withTown('sign_in', async ({ app, ownerDb }) => {
    await enrol(app);
    const rows: Row[] = [];
    for (const [name, question] of Object.entries(questions)) {
      if (only && !only.includes(name)) continue;
      rows.push(await compare(name, question, app, ownerDb, samples));
    }
    printTable(rows);
  });
}

async function post(app: App, url: string, payload: object, token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return app.inject({ method: 'POST', url, payload, headers });
}

async function enrol(app: App): Promise<void> {
  // Raising the town has kept this process busy, and it says so for a moment.
  while ((await post(app, '/v1/sign-in-codes', { phone: known })).statusCode !== 202)
    await sleep(200);
  const mail = await app.inject(`/v1/development-messages?phone=${known}`);
  const { code } = mail.json().items[0];
  const token = (await post(app, '/v1/sessions', { phone: known, code })).json().accessToken;
  const { secret } = (await post(app, '/v1/staff-enrolments', { password }, token)).json();
  const shown = new TOTP({ secret }).generate();
  const confirmed = await post(app, '/v1/staff-enrolment-confirmations', { code: shown }, token);
  if (confirmed.statusCode !== 201) throw new Error(confirmed.payload);
}

/** Known and unknown in random order; what a try leaves behind is removed before the next, so that none is refused for it. */
async function compare(
  name: string,
  { ask, afterCode }: Question,
  app: App,
  db: Db,
  samples: number,
): Promise<Row> {
  const times = { known: [] as number[], unknown: [] as number[] };
  const bodies = new Set<string>();
  while (times.known.length < samples || times.unknown.length < samples) {
    const who = randomInt(2) === 0 ? 'known' : 'unknown';
    if (times[who].length >= samples) continue;
    const phone = who === 'known' ? known : `139${String(randomInt(1e8)).padStart(8, '0')}`;
    const { url, payload } = ask(phone);
    await db.execute(sql`TRUNCATE people.sign_in_code, sign_in.failure, kit.strike`);
    if (afterCode) await post(app, '/v1/sign-in-codes', { phone });
    const elapsed = stopwatch();
    const answer = await post(app, url, payload);
    times[who].push(elapsed());
    const { requestId, ...body } = answer.json();
    bodies.add(JSON.stringify([answer.statusCode, body]));
  }
  if (bodies.size > 1) say(`${name}: bodies differ: ${[...bodies].join(' ')}`);
  const difference = Math.abs(median(times.known) - median(times.unknown));
  const text = (values: number[]) => `${median(values).toFixed(2)} ms`;
  return {
    name,
    ours: `known ${text(times.known)}`,
    reference: `unknown ${text(times.unknown)}`,
    ratio: `differ by ${difference.toFixed(2)} ms`,
    bar: `≤ ${differenceMax} ms`,
    reached: verdict(difference <= differenceMax && bodies.size === 1),
  };
}
