import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from './clock.ts';
import { plusSeconds, secondsBetween } from './clock.ts';

/** How long one code is shown. The one before is still taken, so a code works for at most twice this. */
export const codeStepSeconds = 30;
const digits = 8;

/** A code of 8 digits signed (HMAC-SHA-256, truncated as in RFC 4226) for `subject` in the current half minute. */
export function rotatingCode(key: Buffer, subject: string, at: Instant) {
  const step = Math.floor(at.getTime() / 1000 / codeStepSeconds);
  const expiresAt = plusSeconds(at, (step + 1) * codeStepSeconds - at.getTime() / 1000);
  return {
    code: codeOfStep(key, subject, step),
    refreshAfterSeconds: Math.max(1, Math.ceil(secondsBetween(at, expiresAt))),
    /** The last moment at which the code is still taken. */
    expiresAt: plusSeconds(expiresAt, codeStepSeconds),
  };
}

/** Whether `code` was shown for `subject` in this half minute or the one before. */
export function isRotatingCode(key: Buffer, subject: string, at: Instant, code: string): boolean {
  const step = Math.floor(at.getTime() / 1000 / codeStepSeconds);
  const given = Buffer.from(code);
  return [step, step - 1].some((candidate) => {
    const expected = Buffer.from(codeOfStep(key, subject, candidate));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function codeOfStep(key: Buffer, subject: string, step: number): string {
  const mac = createHmac('sha256', key).update(`${subject}|${step}`).digest();
  const offset = mac[mac.length - 1]! & 0x0f;
  const number = mac.readBigUInt64BE(offset) & 0x7fffffffffffffffn;
  return String(number % 10n ** BigInt(digits)).padStart(digits, '0');
}
