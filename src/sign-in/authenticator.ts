import { Secret, TOTP } from 'otpauth';
import type { Instant } from '../kit/clock.ts';

/** What the authenticator apps that people have all understand (RFC 6238). */
const form = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps to either side by which the clock of a phone may be wrong. */
const window = 1;
const secretBytes = 20;
const issuer = '邻里 Linli';

export const newSecret = (): string => new Secret({ size: secretBytes }).base32;

/** What an authenticator app reads from the QR code. `label` names the account to its owner. */
export function authenticatorUri(secret: string, label: string): string {
  return new TOTP({ ...form, issuer, label, secret }).toString();
}

/** The half minute that a code belongs to, when it is one of now or next to now; no code of it or before may be taken again. */
export function stepOfCode(secret: string, code: string, at: Instant): number | undefined {
  const totp = new TOTP({ ...form, secret });
  const delta = totp.validate({ token: code, timestamp: at.getTime(), window });
  return delta === null ? undefined : totp.counter({ timestamp: at.getTime() }) + delta;
}
