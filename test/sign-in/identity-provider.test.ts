import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { type Accounts, client, startIdentityProvider } from '../support/identity-provider.ts';
import { setRules } from '../support/staff.ts';
import { phones } from '../support/steps.ts';
import { type TestTown, testTown } from '../support/town.ts';

const publicUrl = 'http://127.0.0.1:3999';
const start = '/v1/identity-provider-sign-ins';
const callback = `${publicUrl}${start}/callback`;
const verified = { phone_number: `+86${phones.streetOffice}`, phone_number_verified: true };

const accounts: Accounts = {
  officer: { ...verified, amr: ['pwd', 'mfa'] },
  oneFactor: { ...verified, amr: ['pwd'] },
  unverified: { ...verified, phone_number_verified: false, amr: ['mfa'] },
  unverifiedText: { ...verified, phone_number_verified: 'true', amr: ['mfa'] },
  volunteer: { ...verified, phone_number: phones.volunteer(1), amr: ['mfa'] },
  nobody: { ...verified, phone_number: '13899999999', amr: ['mfa'] },
  foreign: { ...verified, phone_number: '+1 555 0100', amr: ['mfa'] },
  phoneless: { amr: ['mfa'] },
};

/** The service of a town with an identity provider. */
async function serviceWith(t: Test, town: TestTown, issuer: string) {
  const { DATABASE_URL: databaseUrl, MASTER_KEY: masterKey } = town.environment;
  const config = readConfig({
    ...town.environment,
    ...{ DEMO_TOWN: 'yes', LOG_LEVEL: 'silent', OIDC_ISSUER: issuer, PUBLIC_URL: publicUrl },
    // Others may keep the machine busy: what is tested is who gets in, not how fast the provider is.
    OIDC_TIMEOUT_S: '60',
    ...{ OIDC_CLIENT_ID: client.id, OIDC_CLIENT_SECRET: client.secret },
  });
  const deps = await openDeps(config, { databaseUrl, masterKey });
  const app = await createApp(deps, { busyAfterMs: 0 });
  t.teardown(async () => {
    await app.close();
    await deps.close();
  });
  return app;
}

type App = Awaited<ReturnType<typeof serviceWith>>;

/** A browser: keeps cookies by host and follows redirects until it comes back to us. */
async function signInAt(url: string, name: string): Promise<string> {
  const jar = new Map<string, string>();
  const visit = async (to: string, body?: URLSearchParams): Promise<Response> => {
    const cookie = [...jar].map(([key, value]) => `${key}=${value}`).join('; ');
    const answer = await fetch(to, {
      ...{ redirect: 'manual', headers: { cookie }, ...(body ? { method: 'POST', body } : {}) },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, key, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      jar.set(key!, value!);
    }
    return answer;
  };
  let at = url;
  for (let hops = 0; hops < 12; hops++) {
    const answer = await visit(at);
    const next = answer.headers.get('location');
    if (next !== null) {
      at = new URL(next, at).href;
      if (at.startsWith(callback)) return at;
      continue;
    }
    const page = await answer.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (!prompt) throw new Error(page);
    const form = { prompt, ...(prompt === 'login' ? { login: name, password: 'x' } : {}) };
    const sent = await visit(at, new URLSearchParams(form));
    at = new URL(sent.headers.get('location')!, at).href;
  }
  throw new Error('it never came back');
}

async function begin(app: App) {
  const answer = await app.inject(start);
  const cookie = `linli_errand=${answer.cookies.find(({ name }) => name === 'linli_errand')?.value}`;
  return { answer, url: String(answer.headers.location), cookie };
}

const comeBack = (app: App, address: string, cookie: string) =>
  app.inject({ url: address.slice(publicUrl.length), headers: { cookie } });

const refusedInLog = async ({ database }: TestTown, reason: string) => {
  const rows = await database.ownerDb.execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM audit.entry
    WHERE action = 'session.refuse' AND object_kind = 'identity_provider' AND changes->'reason'->>1 = ${reason}`);
  return rows[0]!.count;
};

async function meAfter(app: App, answer: Awaited<ReturnType<typeof comeBack>>) {
  const refresh = answer.cookies.find(({ name }) => name === 'linli_refresh');
  const headers = { cookie: `linli_refresh=${refresh?.value}` };
  return (await app.inject({ method: 'POST', url: '/v1/access-tokens', headers })).json();
}

t.test(
  'staff sign in with the identity provider of their city',
  { timeout: 120_000 },
  async (t) => {
    const town = await testTown(t, { worker: false });
    const issuer = await startIdentityProvider(t, callback, accounts);
    const app = await serviceWith(t, town, issuer);

    const { answer, url, cookie } = await begin(app);
    t.equal(answer.statusCode, 302);
    t.match(answer.headers['set-cookie'], /HttpOnly; SameSite=Lax/);
    t.match(Object.fromEntries(new URL(url).searchParams), {
      ...{ response_type: 'code', client_id: 'linli', code_challenge_method: 'S256' },
      ...{ code_challenge: /^[\w-]{43}$/, state: /^[\w-]{43}$/, nonce: /^[\w-]{43}$/ },
    });
    const back = await signInAt(url, 'officer');
    const opened = await comeBack(app, back, cookie);
    t.match([opened.statusCode, opened.headers.location], [302, '/#signed-in']);
    t.match((await meAfter(app, opened)).person.roles, [{ role: 'street_office' }]);

    await t.test('nothing that is replayed or put together signs in', async (t) => {
      const wrong = { statusCode: 401, code: 'provider_sign_in_failed' };
      const refused = async (address: string, errand: string, what: string) => {
        const answer = await comeBack(app, address, errand);
        t.match({ statusCode: answer.statusCode, code: answer.json().code }, wrong, what);
        t.notOk(answer.cookies.some(({ name }) => name === 'linli_refresh'));
      };
      await refused(back, cookie, 'the same code again');
      const other = await begin(app);
      const fresh = await signInAt(other.url, 'officer');
      await refused(fresh, cookie, 'the errand of another sign-in');
      await refused(fresh, '', 'no errand');
      await refused(fresh, `${other.cookie}x`, 'a changed errand');
      const changed = (key: string, value: string) => {
        const address = new URL(fresh);
        address.searchParams.set(key, value);
        return address.href;
      };
      await refused(changed('state', 'x'.repeat(43)), other.cookie, 'another state');
      await refused(changed('code', 'x'.repeat(43)), other.cookie, 'another code');
      await refused(changed('iss', 'http://127.0.0.1:9'), other.cookie, 'another issuer');
      await refused(`${callback}?error=access_denied&state=x`, other.cookie, 'a refusal');
      t.equal(
        (await comeBack(app, fresh, other.cookie)).statusCode,
        302,
        'the right one still does',
      );
      t.equal(await refusedInLog(town, 'provider_sign_in_failed'), 8, 'each is in the log');
    });

    await t.test(
      'only a verified phone of staff, and roles only with a second factor',
      async (t) => {
        for (const name of Object.keys(accounts).filter(
          (each) => !/officer|oneFactor/.test(each),
        )) {
          const errand = await begin(app);
          const answer = await comeBack(app, await signInAt(errand.url, name), errand.cookie);
          t.match([answer.statusCode, answer.json().code], [403, 'provider_person_unknown'], name);
        }
        t.equal(await refusedInLog(town, 'provider_person_unknown'), 6, 'each is in the log');
        // From the first day, as in real cities.
        await setRules(town, { 'sign_in.second_factor_from_first_day': true });
        const errand = await begin(app);
        const answer = await comeBack(app, await signInAt(errand.url, 'oneFactor'), errand.cookie);
        const { person } = await meAfter(app, answer);
        t.match([person.roles, person.staff.withheld], [[], [{ role: 'street_office' }]]);
      },
    );
  },
);

t.test('a provider that does not answer is said to be away', async (t) => {
  const town = await testTown(t, { worker: false });
  const app = await serviceWith(t, town, 'http://127.0.0.1:9');
  const answer = await app.inject(start);
  t.match([answer.statusCode, answer.json().code], [503, 'provider_unavailable']);
  const accept = 'text/html,application/xhtml+xml;q=0.9';
  const inBrowser = await app.inject({ url: start, headers: { accept } });
  t.match(
    [inBrowser.statusCode, inBrowser.headers.location],
    [302, '/#/sign-in-refused/provider_unavailable'],
    'a browser is brought to the page that says it in words',
  );
  const back = await app.inject({ url: `${start}/callback?code=x`, headers: { accept } });
  t.match(
    [back.statusCode, back.headers.location],
    [302, '/#/sign-in-refused/provider_sign_in_failed'],
  );
  t.equal((await town.stranger().call('GET', start)).status, 404, 'absent where none is set up');
  t.throws(() => readConfig({ OIDC_ISSUER: 'https://id.example' }), /OIDC_CLIENT_SECRET/);
});
