import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { decodeJwt, exportJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import t from 'tap';
import { machineTime } from '../../src/kit/clock.ts';
import { openVault } from '../../src/kit/seal.ts';
import { type AccessClaims, openTokens } from '../../src/kit/tokens.ts';

const vault = openVault(randomBytes(32));
const tokens = openTokens(vault);
const claims: AccessClaims = {
  sub: '019ab0c4-7a5e-7c1d-9b7e-2f6d3c5b1a00',
  book: 120000,
  roles: [
    {
      grant: '019ab0c4-7a5e-7c1d-9b7e-2f6d3c5b1a02',
      role: 'volunteer',
      scope: '019ab0c4-7a5e-7c1d-9b7e-2f6d3c5b1a00',
    },
  ],
  sid: '019ab0c4-7a5e-7c1d-9b7e-2f6d3c5b1a01',
};
/** The service's own key, so that an attack differs from a good token in one thing only. */
const ownKey = createPrivateKey({
  key: Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    vault.derive('token/1'),
  ]),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey(ownKey);
const other = generateKeyPairSync('ed25519');
const seconds = () => Math.floor(machineTime() / 1000);
const goodHeader: JWTHeaderParameters = { alg: 'EdDSA', typ: 'at+jwt', kid: 'token-1' };
const goodPayload = (): JWTPayload => ({
  ...claims,
  ...{ iss: 'linli', aud: 'linli-api', iat: seconds(), exp: seconds() + 300 },
});

function forge(
  change: { header?: Partial<JWTHeaderParameters>; payload?: JWTPayload } = {},
  key: Parameters<SignJWT['sign']>[0] = ownKey,
): Promise<string> {
  return new SignJWT({ ...goodPayload(), ...change.payload })
    .setProtectedHeader({ ...goodHeader, ...change.header } as JWTHeaderParameters)
    .sign(key);
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const without = (claim: string) => forge({ payload: { [claim]: undefined } });

t.test('a token says who it was made for, to every process with the same key', async (t) => {
  const token = await tokens.sign(claims);
  t.same(await tokens.verify(token), claims);
  t.same(await openTokens(vault).verify(token), claims);
  t.same(await tokens.verify(await forge()), claims, 'the forge of these tests makes good tokens');
});

t.test('a token lives five minutes and carries no more than it has to', async (t) => {
  const [header, payload] = (await tokens.sign(claims))
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  t.same(header, goodHeader);
  t.equal(payload.exp - payload.iat, tokens.lifeSeconds);
  const brief = decodeJwt(await tokens.sign(claims, 40));
  t.equal(brief.exp! - brief.iat!, 40, 'or for a shorter time that was asked for');
  t.same(Object.keys(payload).sort(), 'aud book exp iat iss roles sid sub'.split(' '));
});

t.test('no attack makes a token that is taken', async (t) => {
  const token = await tokens.sign(claims);
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const pem = Buffer.from(publicKey.export({ format: 'pem', type: 'spki' }));
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const jwk = await exportJWK(other.publicKey);
  const tampered = encode({
    ...goodPayload(),
    roles: [{ role: 'system_administrator', scope: '120000' }],
  });
  const hmacHeader = { alg: 'HS256' };
  const attacks: Record<string, string> = {
    'alg none without a signature': `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    'alg NONE with the old signature': `${encode({ alg: 'NONE', typ: 'at+jwt' })}.${payload}.${signature}`,
    'HS256 keyed with the public key as PEM': await forge({ header: hmacHeader }, pem),
    'HS256 keyed with the public key as DER': await forge({ header: hmacHeader }, der),
    'HS256 keyed with the bare public key': await forge({ header: hmacHeader }, der.subarray(-32)),
    'another issuer': await forge({ payload: { iss: 'linli2' } }),
    'another audience': await forge({ payload: { aud: 'linli-web' } }),
    'another type': await forge({ header: { typ: 'JWT' } }),
    'no type': await forge({ header: { typ: undefined } as unknown as JWTHeaderParameters }),
    expired: await forge({ payload: { iat: seconds() - 301, exp: seconds() - 1 } }),
    'not valid yet': await forge({ payload: { nbf: seconds() + 60 } }),
    'without exp': await without('exp'),
    'without sub': await without('sub'),
    'without book': await without('book'),
    'without roles': await without('roles'),
    'without sid': await without('sid'),
    'without iss': await without('iss'),
    'without aud': await without('aud'),
    'exp as text': await forge({ payload: { exp: '9999999999' as unknown as number } }),
    'signed with another key': await forge({}, other.privateKey),
    'signed with another key, under a master key of another town': await openTokens(
      openVault(randomBytes(32)),
    ).sign(claims),
    'a payload of one’s own': `${header}.${tampered}.${signature}`,
    'the signature stripped': `${header}.${payload}.`,
    'the signature left out': `${header}.${payload}`,
    'the signature changed': `${header}.${payload}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
    'the signature of another token': `${header}.${payload}.${(await forge({ payload: { sub: 'x' } })).split('.')[2]}`,
    'a key brought along (jwk)': await forge({ header: { jwk } }, other.privateKey),
    'a key to be fetched (jku)': await forge(
      { header: { jku: 'http://127.0.0.1:9/keys.json' } },
      other.privateKey,
    ),
    'a certificate brought along (x5c)': await forge(
      { header: { x5c: ['AAAA'] } },
      other.privateKey,
    ),
    'a kid that points at a file': await forge(
      { header: { kid: '../../../../dev/null' } },
      other.privateKey,
    ),
    'a kid that is SQL': await forge({ header: { kid: "x' OR '1'='1" } }, other.privateKey),
    'a critical extension': `${encode({ ...goodHeader, crit: ['b64'], b64: false })}.${payload}.${signature}`,
    'the header twice': `${header}.${header}.${payload}.${signature}`,
    nothing: '',
    'only dots': '..',
    'a JWE of five parts': `${header}.a.b.c.d`,
    'no base64': '%%%.%%%.%%%',
  };
  for (const [attack, forged] of Object.entries(attacks))
    t.equal(await tokens.verify(forged), undefined, attack);
});
