import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { roleNames } from '../../src/access/index.ts';
import { plusSeconds, stopwatch } from '../../src/kit/clock.ts';
import { testTown } from '../support/town.ts';
import { matrix, type Row, type Who } from './matrix.ts';
import { type Made, raiseWorld, type Where, type World, wheres } from './world.ts';

/** Two communities of a street, and one of another district. */
const communities = { own: '120101004002', same: '120101004003', other: '120102001001' };
const everybody: Who[] = ['anonymous', 'person', ...roleNames];
/** Tokens live five minutes. */
const renewSeconds = 120;

interface Session {
  token: string;
  cookie: string;
}

t.test('the matrix names every route that the service has', async (t) => {
  const town = await testTown(t, { worker: false });
  const { body } = await town.stranger().call('GET', '/openapi.json');
  const real = Object.entries<Record<string, unknown>>(body.paths).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`),
  );
  const told = new Set(matrix.map(({ route }) => route.split('?')[0]!));
  t.same(
    real.filter((route) => !told.has(route)),
    [],
    'no route is without a row',
  );
  t.same(
    [...told].filter((route) => !real.includes(route)),
    [],
    'no row is without a route',
  );
});

t.test(
  'everybody is let in where the matrix says so, and nowhere else',
  { timeout: 600_000 },
  async (t) => {
    const town = await testTown(t, { worker: false });
    const world = await raiseWorld(town, communities);
    const address = await town.app.listen({ port: 0, host: '127.0.0.1' });
    let sessions = await signEverybodyIn(world, address);
    let cases = 0;
    let sinceRenewal = stopwatch();
    for (const row of matrix) {
      if (sinceRenewal() > renewSeconds * 1000) {
        await renewEverybody(sessions, address);
        sinceRenewal = stopwatch();
      }
      cases += await askForRow(t, world, row, sessions, address);
      if (row.endsSessions) {
        // A phone gets one code a minute.
        await town.moveTo(plusSeconds(await town.now(), 61));
        sessions = await signEverybodyIn(world, address);
      }
    }
    t.comment(`${cases} cases, ${matrix.length} rows, ${everybody.length} kinds of people`);
    t.ok(cases > 1800, `${cases} cases`);
  },
);

async function askForRow(
  t: Test,
  world: World,
  row: Row,
  sessions: Map<Who, Session>,
  address: string,
): Promise<number> {
  const { route, thing, cells } = row;
  const name = thing ? `${route} of a thing: ${thing}` : route;
  const places: Where[] = thing ? [...wheres] : ['own'];
  const wrong: string[] = [];
  // Who is refused changes nothing, so all who are share a thing; each who is let in has one of their own.
  const shared = new Map<Where, Made>();
  let cases = 0;
  for (const who of everybody) {
    const expected = cells[who] ?? cells.rest;
    if (expected.length !== places.length) throw new Error(`${name}: ${who} has ${expected}`);
    for (const [n, where] of places.entries()) {
      let made: Made | undefined;
      if (thing && expected[n] === '+') made = await world.make(thing, where);
      else if (thing) {
        made = shared.get(where) ?? (await world.make(thing, where));
        shared.set(where, made);
      }
      const answer = await ask(world, row, made, sessions.get(who), address);
      const letter = letterOf(row, answer);
      cases++;
      if (letter !== expected[n])
        wrong.push(
          `${who}, ${where}: ${letter} instead of ${expected[n]} (${answer.status} ${answer.code})`,
        );
    }
  }
  t.same(wrong, [], `${name}: ${cases} cases`);
  return cases;
}

interface Answer {
  status: number;
  code: string;
}

async function ask(
  world: World,
  { route, body, withThing }: Row,
  made: Made | undefined,
  session: Session | undefined,
  address: string,
): Promise<Answer> {
  const [method, url] = route.split(' ') as [string, string];
  const sent: Record<string, unknown> = { ...body, ...(withThing ? made?.body : {}) };
  if (body?.phone === 'new') sent.phone = world.newPhone();
  if (body?.residenceRegion === 'here') sent.residenceRegion = communities.own;
  const hasBody = Object.keys(sent).length > 0;
  const answer = await fetch(address + url.replace(/\{\w+\}/, made?.id ?? randomUUID()), {
    method,
    headers: {
      'idempotency-key': randomUUID(),
      ...(session ? { authorization: `Bearer ${session.token}` } : {}),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body: JSON.stringify(sent) } : {}),
  });
  const text = await answer.text();
  const code = /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text).code : '';
  return { status: answer.status, code: code ?? '' };
}

/** Whoever is let in, gets what was asked for, or is told what is wrong with it. */
function letterOf({ letIn }: Row, { status, code }: Answer): string {
  if (letIn ? status === letIn.status && code === letIn.code : status < 300) return '+';
  if (status === 401 && code === 'not_signed_in') return 'x';
  if (status === 403) return '-';
  if (status === 404) return '0';
  if (status === 409) return '!';
  return '?';
}

async function signEverybodyIn(world: World, address: string): Promise<Map<Who, Session>> {
  const sessions = new Map<Who, Session>();
  for (const [who, phone] of Object.entries(world.phones) as [Who, string][]) {
    await post(`${address}/v1/sign-in-codes`, { phone });
    const mail = await fetch(`${address}/v1/development-messages?phone=${phone}`);
    const { items } = (await mail.json()) as { items: { code: string }[] };
    const opened = await post(`${address}/v1/sessions`, { phone, code: items[0]!.code });
    sessions.set(who, await sessionOf(opened));
  }
  return sessions;
}

async function renewEverybody(sessions: Map<Who, Session>, address: string): Promise<void> {
  for (const [who, { cookie }] of sessions)
    sessions.set(who, await sessionOf(await post(`${address}/v1/access-tokens`, {}, { cookie })));
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

async function sessionOf(answer: Response): Promise<Session> {
  if (answer.status !== 201) throw new Error(`no session: ${await answer.text()}`);
  const { accessToken } = (await answer.json()) as { accessToken: string };
  const cookie = answer.headers.getSetCookie().map((set) => set.split(';')[0]!);
  return { token: accessToken, cookie: cookie.join('; ') };
}
