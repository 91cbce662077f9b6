import { createPublicKey } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
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
  readonly lifeSeconds: number;
}

const issuer = 'linli';
const audience = 'linli-api';
const type = 'at+jwt';
const algorithm = 'EdDSA';
const lifeSeconds = 300;

/** Ed25519 tokens, signed with a key of their own. */
export function openTokens(vault: Vault): Tokens {
  const privateKey = privateKeyFor(vault, 'token/1');
  const publicKey = createPublicKey(privateKey);
  return {
    lifeSeconds,
    sign({ sub, ...rest }, seconds = lifeSeconds) {
      return new SignJWT({ ...rest })
        .setProtectedHeader({ alg: algorithm, typ: type, kid: 'token-1' })
        .setSubject(sub)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .sign(privateKey);
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify<Omit<AccessClaims, 'sub'>>(token, publicKey, {
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
  };
}
