import { createPublicKey, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, errors, exportJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { stopwatch } from './clock.ts';
import { invariant } from './invariant.ts';
import type { Vault } from './seal.ts';
import { privateKeyFor } from './signatures.ts';

/** What a signed access token says. `sub` is the person. */
export interface AccessClaims {
  sub: string;
  book: number;
  /** With the id of the grant that each rests on. */
  roles: { grant: string; role: string; scope: string }[];
  /** The session the token was made for. */
  sid: string;
}

export interface Tokens {
  /** Good for `seconds`; for as long as tokens live when left out. */
  sign(claims: AccessClaims, seconds?: number): Promise<string>;
  /** The claims of a token that is ours, for this service and not expired; undefined for anything else. */
  verify(token: string): Promise<AccessClaims | undefined>;
  /** The keys that tokens are verified with now or soon, to be shown to everybody. */
  publicKeys(): Promise<JWK[]>;
  readonly lifeSeconds: number;
}

/** A key that is published and not retired. Its material is derived from its number. */
export interface TokenKey {
  number: number;
  /** Its time to sign has come. */
  signs: boolean;
}

/** Where keys were never changed. */
export const firstKey: TokenKey = { number: 1, signs: true };

const issuer = 'linli';
const audience = 'linli-api';
const type = 'at+jwt';
const algorithm = 'EdDSA';
const lifeSeconds = 300;
/** So long a process may go on without asking which keys there are. */
export const keysStaleSecondsMax = 5;
/** A key that is not known is asked for at once, but nobody makes us ask more often than this. */
const askAgainSeconds = 1;

/**
 * Ed25519 tokens. Which keys there are is asked of `readKeys` every five seconds, and when a token names one that is not
 * known; so a key may sign as soon as it was published for longer than that, and is taken nowhere five seconds after it
 * was retired.
 */
export function openTokens(
  vault: Vault,
  readKeys: () => Promise<TokenKey[]> = async () => [firstKey],
): Tokens {
  const keys = watchKeys(vault, readKeys);
  return {
    lifeSeconds,
    async sign({ sub, ...rest }, seconds = lifeSeconds) {
      const signing = (await keys.now()).filter(({ signs }) => signs).at(-1);
      invariant(signing, 'one key signs at any time');
      return new SignJWT({ ...rest })
        .setProtectedHeader({ alg: algorithm, typ: type, kid: signing.kid })
        .setSubject(sub)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .sign(signing.privateKey);
    },
    async verify(token) {
      try {
        // The header only says which of our keys to try; nothing else in it is believed.
        const kid = kidOf(token);
        const key = kid === undefined ? undefined : await keys.find(kid);
        if (!key) return undefined;
        const { payload } = await jwtVerify<Omit<AccessClaims, 'sub'>>(token, key.publicKey, {
          issuer,
          audience,
          algorithms: [algorithm],
          typ: type,
          requiredClaims: ['sub', 'book', 'roles', 'sid', 'exp'],
        });
        return { sub: payload.sub!, book: payload.book, roles: payload.roles, sid: payload.sid };
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
    publicKeys: async () =>
      Promise.all(
        (await keys.now()).map(async ({ kid, publicKey }) => ({
          ...(await exportJWK(publicKey)),
          ...{ kid, alg: algorithm, use: 'sig' },
        })),
      ),
  };
}

function kidOf(token: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    // It is no token at all.
    return undefined;
  }
}

interface OpenKey {
  kid: string;
  signs: boolean;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

function watchKeys(vault: Vault, readKeys: () => Promise<TokenKey[]>) {
  const pairs = new Map<number, Pick<OpenKey, 'privateKey' | 'publicKey'>>();
  const pairOf = (number: number) => {
    const known = pairs.get(number);
    if (known) return known;
    const privateKey = privateKeyFor(vault, `token/${number}`);
    const pair = { privateKey, publicKey: createPublicKey(privateKey) };
    pairs.set(number, pair);
    return pair;
  };
  let known: Promise<OpenKey[]> | undefined;
  let since = stopwatch();
  const ask = async (): Promise<OpenKey[]> => {
    const rows = await readKeys();
    return rows.map(({ number, signs }) => ({ kid: `token-${number}`, signs, ...pairOf(number) }));
  };
  const within = (seconds: number): Promise<OpenKey[]> => {
    if (known && since() <= seconds * 1000) return known;
    since = stopwatch();
    const asked = ask();
    known = asked;
    // After a failure the next request asks again.
    asked.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked;
  };
  return {
    now: () => within(keysStaleSecondsMax),
    async find(kid: string): Promise<OpenKey | undefined> {
      const named = (keys: OpenKey[]) => keys.find((key) => key.kid === kid);
      return named(await within(keysStaleSecondsMax)) ?? named(await within(askAgainSeconds));
    },
  };
}
