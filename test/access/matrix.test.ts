import { randomBytes, randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import t, { type Test } from 'tap';
import { roleNames } from '../../src/access/index.ts';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { plusSeconds, stopwatch } from '../../src/kit/clock.ts';
import type { App } from '../../src/kit/http.ts';
import { setRules } from '../registration/desks.ts';
import { enrol } from '../support/staff.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';
import { furtherAskers, matrix, type Row, type Who } from './matrix.ts';
import { type Made, raiseWorld, type Where, type World, wheres } from './world.ts';

// The file as a whole, too: on a busy machine its cases take longer than one test usually may.
t.setTimeout(900_000);

/** Two communities of a street, and one of another district. */
const communities = { own: '120101004002', same: '120101004003', other: '120102001001' };
const everybody: Who[] = ['anonymous', 'person', ...roleNames];
/** Tokens live five minutes. */
const renewSeconds = 120;

interface Session {
  token: string;
  cookie: string;
}

/** Every route of the service as it is with an identity provider, from the router itself. */
async function routesOf(town: TestTown): Promise<string[]> {
  const routes: string[] = [];
  const listen = (message: unknown) =>
    (message as { fastify: App }).fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.push(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
  subscribe('fastify.initialization', listen);
  const app = await appWithProvider(town);
  unsubscribe('fastify.initialization', listen);
  await app.close();
  // HEAD answers as GET does; the reference page is a library's, for everybody, and only shows /openapi.json.
  return routes.filter((route) => !/^(HEAD|OPTIONS) | \/docs(\/|$)/.test(route));
}

const appWithProvider = ({ deps }: TestTown) => {
  const nobody = 'http://127.0.0.1:9';
  const { identityProvider } = readConfig({
    ...{ OIDC_ISSUER: nobody, OIDC_CLIENT_ID: 'linli', OIDC_CLIENT_SECRET: 'of the tests' },
    ...{ PUBLIC_URL: nobody, MASTER_KEY: randomBytes(32).toString('base64'), DEMO_TOWN: 'yes' },
  });
  return createApp({ ...deps, identityProvider }, { busyAfterMs: 0 });
};

t.test('the matrix names every route that the service has', async (t) => {
  const town = await testTown(t, { worker: false });
  const real = await routesOf(town);
  t.ok(real.includes('GET /v1/identity-provider-sign-ins') && real.includes('GET /livez'));
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
  { timeout: 900_000 },
  async (t) => {
    const town = await testTown(t, { worker: false });
    const world = await raiseWorld(town, communities);
    // Each row of an application has one of its own, and few are withdrawn.
    await setRules(town, { 'filing.open_per_person': 100 });
    const app = await appWithProvider(town);
    t.teardown(() => app.close());
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    let sessions = await signEverybodyIn(world, address);
    const enrolling = clientOf(address, sessions.get('officer with a password')!);
    await enrol(town, enrolling as unknown as Client);
    const expired = await expiredToken(town, sessions.get('street_office')!);
    let cases = 0;
    let sinceRenewal = stopwatch();
    for (const row of matrix) {
      if (sinceRenewal() > renewSeconds * 1000) {
        await renewEverybody(sessions, address);
        sinceRenewal = stopwatch();
      }
      await refusesExpired(t, world, row, expired, address);
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

const clientOf = (address: string, { token }: Session) => ({
  async call(method: string, url: string, body: unknown) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const sent = { method, headers, body: JSON.stringify(body) };
    const answer = await patiently(address + url, sent);
    return { status: answer.status, body: await answer.json() };
  },
});

/** A token that was good once. */
async function expiredToken({ deps }: TestTown, { token }: Session): Promise<string> {
  const claims = await deps.tokens.verify(token);
  return deps.tokens.sign(claims!, -60);
}

/** Who comes for a token may bring one that is worn out. */
const getsToken = [
  ...['POST /v1/sign-in-codes', 'POST /v1/sessions', 'POST /v1/staff-sessions'],
  'POST /v1/access-tokens',
  ...['GET /v1/identity-provider-sign-ins', 'GET /v1/identity-provider-sign-ins/callback'],
];

/** With an expired token nothing is answered, not even what is for everybody: the page renews it and asks again. */
async function refusesExpired(t: Test, world: World, row: Row, token: string, address: string) {
  if (getsToken.includes(row.route)) return;
  const answer = await ask(world, row, undefined, { token, cookie: '' }, address);
  if (answer.status !== 401 || answer.code !== 'session_ended')
    t.fail(`${row.route} takes an expired token: ${answer.status} ${answer.code}`);
}

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
  for (const who of [...everybody, ...furtherAskers.filter((each) => cells[each])]) {
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
      const letter = letterOf(row, who, answer);
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
  const answer = await patiently(address + url.replace(/\{\w+\}/, made?.id ?? randomUUID()), {
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

const letters: Record<number, '-' | '0' | '!'> = { 403: '-', 404: '0', 409: '!' };
const usualCodes = { '-': /^not_allowed$/, '0': /_unknown$/, '!': /^$/ };

/** Routes for registered volunteers alone say so to everybody else. */
const isOfVolunteers = ({ anonymous, volunteer, rest, ...others }: Row['cells']) =>
  volunteer?.includes('+') &&
  Object.keys(others).every((who) => furtherAskers.includes(who as never));

/** Whoever is let in, gets what was asked for, or is told what is wrong with it; all others by the code that they are to hear. */
function letterOf({ letIn, codes, cells }: Row, who: Who, { status, code }: Answer): string {
  if (letIn ? status === letIn.status && code === letIn.code : status < 300) return '+';
  if (status === 401 && code === 'not_signed_in') return 'x';
  const letter = letters[status];
  if (!letter) return '?';
  const named = codes?.[who] ?? codes?.[letter];
  const usual = letter === '-' && isOfVolunteers(cells) ? /^not_a_volunteer$/ : usualCodes[letter];
  const right = named === undefined ? usual.test(code) : named === code;
  return right ? letter : `${letter}?`;
}

async function signEverybodyIn(world: World, address: string): Promise<Map<Who, Session>> {
  const sessions = new Map<Who, Session>();
  for (const [who, phone] of Object.entries(world.phones) as [Who, string][]) {
    const sent = await post(`${address}/v1/sign-in-codes`, { phone });
    if (sent.status !== 202) throw new Error(`no code for ${who}: ${await sent.text()}`);
    const mail = await patiently(`${address}/v1/development-messages?phone=${phone}`, {});
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

const busyTriesMax = 60;

/** On a busy machine the service asks to come back, before it has done anything; a good client does. */
async function patiently(url: string, init: RequestInit): Promise<Response> {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(url, init);
    const isBusy = answer.status === 503 && /"overloaded"/.test(await answer.clone().text());
    if (!isBusy || tries === busyTriesMax) return answer;
    await new Promise((resume) => setTimeout(resume, 250));
  }
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  patiently(url, {
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
