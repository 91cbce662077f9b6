import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { exportJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import t from 'tap';
import { machineTime } from '../../src/kit/clock.ts';
import { newId } from '../../src/kit/id.ts';
import { openVault } from '../../src/kit/seal.ts';
import { openSignatures, privateKeyFor } from '../../src/kit/signatures.ts';
import { openTokens } from '../../src/kit/tokens.ts';
import { atOnce, rotateTokenKeys } from '../../src/sign-in/index.ts';
import { phones } from '../support/steps.ts';
import { testTown, until } from '../support/town.ts';

const seconds = () => Math.floor(machineTime() / 1000);
const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const goodHeader: JWTHeaderParameters = { alg: 'EdDSA', typ: 'at+jwt', kid: 'token-1' };

interface Change {
  header?: Record<string, unknown>;
  payload?: JWTPayload;
}

/** Makes tokens that differ from a good one in one thing only, with the service's own key where none is named. */
function forger(own: KeyObject, claims: JWTPayload) {
  const good = () => ({
    ...claims,
    ...{ iss: 'linli', aud: 'linli-api', iat: seconds(), exp: seconds() + 300 },
  });
  const forge = (change: Change = {}, key: Parameters<SignJWT['sign']>[0] = own) =>
    new SignJWT({ ...good(), ...change.payload })
      .setProtectedHeader({ ...goodHeader, ...change.header } as JWTHeaderParameters)
      .sign(key);
  return { good, forge };
}

t.test('no forged, worn out or borrowed token is taken', { timeout: 120_000 }, async (t) => {
  const town = await testTown(t, { worker: false });
  const { deps } = town;
  const address = await town.app.listen({ port: 0, host: '127.0.0.1' });
  const victim = await town.signIn(phones.streetOffice);
  const token: string = (await victim.renew()).body.accessToken;
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const claims: JWTPayload = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const own = privateKeyFor(deps.vault, 'token/1');
  const publicKey = createPublicKey(own);
  const { good, forge } = forger(own, claims);
  const other = generateKeyPairSync('ed25519').privateKey;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const jwk = await exportJWK(createPublicKey(other));
  const pem = Buffer.from(publicKey.export({ format: 'pem', type: 'spki' }));
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const hs = { alg: 'HS256' };
  const away = 'http://127.0.0.1:9/keys.json';
  const raw = (head: unknown, body: unknown = good(), sign = signature) =>
    `${encode(head)}.${encode(body)}.${sign}`;
  const twice = (claim: string, value: string) =>
    JSON.stringify(good()).replace('{', `{"${claim}":${value},`);
  const checkpoints = { use: 'checkpoint/1', kid: 'token-1', type: 'at+jwt' };
  const endedClient = await town.signIn(phones.volunteer(2));
  const endedToken: string = (await endedClient.renew()).body.accessToken;
  await endedClient.call('DELETE', '/v1/sessions/current');

  const attacks: Record<string, string> = {
    'alg none, no signature': `${encode({ alg: 'none', typ: 'at+jwt', kid: 'token-1' })}.${payload}.`,
    'alg None': `${encode({ ...goodHeader, alg: 'None' })}.${payload}.`,
    'alg NONE with the old signature': `${encode({ ...goodHeader, alg: 'NONE' })}.${payload}.${signature}`,
    'alg left out': raw({ typ: 'at+jwt', kid: 'token-1' }),
    'HS256 keyed with the public key as PEM': await forge({ header: hs }, pem),
    'HS256 keyed with the public key as DER': await forge({ header: hs }, der),
    'HS256 keyed with the bare public key': await forge({ header: hs }, der.subarray(-32)),
    'HS256 keyed with nothing much': await forge({ header: hs }, Buffer.alloc(32)),
    'RS256 with a key of one’s own': await forge({ header: { alg: 'RS256' } }, rsa),
    'ES256 with a key of one’s own': await forge({ header: { alg: 'ES256' } }, ec),
    'another issuer': await forge({ payload: { iss: 'linli2' } }),
    'no issuer': await forge({ payload: { iss: undefined as unknown as string } }),
    'another audience': await forge({ payload: { aud: 'linli-web' } }),
    'no audience': await forge({ payload: { aud: undefined as unknown as string } }),
    'another type': await forge({ header: { typ: 'JWT' } }),
    'no type': await forge({ header: { typ: undefined } }),
    'a checkpoint’s key and type': await openSignatures(deps.vault, checkpoints).sign(
      JSON.stringify(good()),
    ),
    expired: await forge({ payload: { iat: seconds() - 301, exp: seconds() - 1 } }),
    'expired long ago': await forge({ payload: { iat: 1, exp: 301 } }),
    'not valid yet': await forge({ payload: { nbf: seconds() + 60 } }),
    'never expiring': await forge({ payload: { exp: undefined as unknown as number } }),
    'expiring as text': await forge({ payload: { exp: '9999999999' as unknown as number } }),
    'for no session': await forge({ payload: { sid: undefined } }),
    'for no person': await forge({ payload: { sub: undefined as unknown as string } }),
    'without roles': await forge({ payload: { roles: undefined } }),
    'of another book': await forge({ payload: { book: 110000 } }),
    'of a book as text': await forge({ payload: { book: '120000' } }),
    'signed with another key': await forge({}, other),
    'of a city with another master key': await openTokens(openVault(randomBytes(32))).sign(
      good() as never,
    ),
    'a payload of one’s own': raw(goodHeader, { ...good(), sub: newId() }),
    'the issuer twice, changed after signing': `${header}.${encode(twice('iss', '"evil"'))}.${signature}`,
    'roles twice, changed after signing': `${header}.${encode(twice('roles', '[]'))}.${signature}`,
    'the signature stripped': `${header}.${payload}.`,
    'the signature left out': `${header}.${payload}`,
    'the signature cut short': `${header}.${payload}.${signature.slice(0, 43)}`,
    'the signature too long': `${header}.${payload}.${signature}AAAA`,
    'the signature of zeros': `${header}.${payload}.${'A'.repeat(86)}`,
    'the signature changed': `${header}.${payload}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
    'the signature of another token': `${header}.${payload}.${(await forge({ payload: { sub: newId() } })).split('.')[2]}`,
    'a key brought along (jwk)': await forge({ header: { jwk } }, other),
    'a key to be fetched (jku)': await forge({ header: { jku: away } }, other),
    'a certificate to be fetched (x5u)': await forge({ header: { x5u: away } }, other),
    'a certificate brought along (x5c)': await forge({ header: { x5c: ['AAAA'] } }, other),
    'a kid that is no key': await forge({ header: { kid: 'token-99' } }),
    'a kid of a key to come': await forge(
      { header: { kid: 'token-2' } },
      privateKeyFor(deps.vault, 'token/2'),
    ),
    'no kid': await forge({ header: { kid: undefined } }),
    'a kid that points at a file': await forge({ header: { kid: '../../../../dev/null' } }, other),
    'a kid that is SQL': await forge({ header: { kid: "x' OR '1'='1" } }, other),
    'a kid of the prototype': await forge({ header: { kid: '__proto__' } }, other),
    'a kid that is a number': raw({ ...goodHeader, kid: 1 }),
    'a critical extension': raw({ ...goodHeader, crit: ['b64'], b64: false }),
    'the header twice': `${header}.${header}.${payload}.${signature}`,
    'a header that is no object': `${encode('[]')}.${payload}.${signature}`,
    'a payload that is no object': `${header}.${encode('"x"')}.${signature}`,
    'a token of five parts (JWE)': `${header}.a.b.c.d`,
    'only dots': '..',
    'no base64': '%%%.%%%.%%%',
    'another encoding of base64': token.replaceAll('-', '+').replaceAll('_', '/').concat('=='),
    'a token of one megabyte': await forge({ payload: { filler: 'x'.repeat(1_000_000) } }),
    'of a session that has ended': endedToken,
    'a refresh token as an access token': `${deps.book}.${claims.sid}.${'a'.repeat(43)}`,
  };
  t.ok(Object.keys(attacks).length >= 40, `${Object.keys(attacks).length} attacks`);
  const ask = (bearer: string) =>
    fetch(`${address}/v1/me`, { headers: { authorization: `Bearer ${bearer}` } });
  t.equal((await ask(token)).status, 200, 'the good token');
  t.equal((await ask(await forge())).status, 200, 'the forger of this test makes good ones');
  // Told to every process within five seconds.
  await until(
    async () => (await ask(endedToken)).status,
    (status) => status === 401,
    10,
  );
  for (const [attack, forged] of Object.entries(attacks)) {
    const { status } = await ask(forged);
    // Too long for a header: Node's own answer.
    t.ok(status === 401 || (status === 431 && forged.length > 16_384), `${attack}: ${status}`);
  }

  t.equal(await rotateTokenKeys(deps, deps.book, atOnce), 2);
  const status = await until(
    async () => (await ask(await forge())).status,
    (status) => status !== 200,
    10,
  );
  t.equal(status, 401, 'a new token of a retired key');
});

t.test('no forged, worn out or borrowed refresh token is taken', async (t) => {
  const town = await testTown(t, { worker: false });
  const address = await town.app.listen({ port: 0, host: '127.0.0.1' });
  const renew = (cookie?: string) =>
    fetch(`${address}/v1/access-tokens`, {
      method: 'POST',
      ...(cookie === undefined ? {} : { headers: { cookie: `linli_refresh=${cookie}` } }),
    });
  const cookieOf = (answer: { headers: Record<string, unknown> }) =>
    /linli_refresh=([^;]+)/.exec(String(answer.headers['set-cookie']))![1]!;
  const holder = await town.signIn(phones.volunteer(1));
  const rotated = cookieOf(await holder.renew());
  await holder.renew();
  const current = cookieOf(await holder.renew());
  const [book, session, secret] = current.split('.') as [string, string, string];
  const ended = await town.signIn(phones.volunteer(2));
  const endedCookie = cookieOf(await ended.renew());
  await ended.call('DELETE', '/v1/sessions/current');
  const stranger = await town.signIn(phones.volunteer(3));
  const [, otherSession] = cookieOf(await stranger.renew()).split('.') as [string, string];
  const attacks: Record<string, string | undefined> = {
    nothing: undefined,
    empty: '',
    'of another city': `110000.${session}.${secret}`,
    'with something before it': `x${current}`,
    'another session’s id': `${book}.${newId()}.${secret}`,
    'an id that is SQL': `${book}.' OR 1=1 --.${secret}`,
    'an id in capitals': `${book}.${session.toUpperCase()}.${secret}`,
    'dashes for an id': `${book}.${'-'.repeat(36)}.${secret}`,
    'no secret': `${book}.${session}.`,
    'of a session that has ended': endedCookie,
    'an access token': (await stranger.renew()).body.accessToken,
    'one megabyte': 'x'.repeat(1_000_000),
  };
  for (const [attack, cookie] of Object.entries(attacks)) {
    const { status } = await renew(cookie);
    t.ok(status === 401 || (status === 431 && cookie!.length > 16_384), `${attack}: ${status}`);
  }
  t.equal((await renew(`${book}.${otherSession}.${secret}`)).status, 401, 'a wrong secret');
  t.equal((await stranger.renew()).status, 401, 'ends the session that it was tried on');
  t.equal((await renew(rotated)).status, 401, 'one that was replaced twice');
  t.equal((await renew(current)).status, 401, 'ends its family');
});
