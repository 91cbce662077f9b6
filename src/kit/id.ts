import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { type Instant, machineTime } from './clock.ts';
import { freshBytes } from './fresh-bytes.ts';

const idBytes = 16;
/** Of the last id: its millisecond, and its place in that. */
const last = { msecs: 0, seq: 0 };
const sequenceStartMax = 2 ** 31;

/**
 * A new UUIDv7: made by whoever causes something, before it is sent. Shows its time, so never use it as a secret. Those of
 * one process stand in the order in which they were made (RFC 9562, 6.2, method 1). The library does the same with random
 * bytes that it asks for one id at a time, which takes longer than all the rest of it.
 */
export function newId(): string {
  const random = freshBytes(idBytes);
  const msecs = machineTime();
  if (msecs > last.msecs) {
    last.msecs = msecs;
    last.seq = random.readUInt32BE() % sequenceStartMax;
  } else {
    last.seq++;
  }
  return v7({ ...last, random });
}

/**
 * The id that always belongs to `cause`: the same cause gives the same id, so doing it twice is a no-op.
 * UUID version 8 (RFC 9562) from SHA-256, so that it cannot be taken for a random or a timed id.
 */
export function idFromCause(cause: string): string {
  const hex = createHash('sha256').update(cause).digest('hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Like `newId`, as if made at `at`, and always the same for the same cause: for lists that are ordered by id. */
export function timedIdFromCause(at: Instant, cause: string): string {
  return v7({
    msecs: at.getTime(),
    random: createHash('sha256').update(cause).digest().subarray(0, 16),
  });
}
