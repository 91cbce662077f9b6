import { randomBytes } from 'node:crypto';

/** Asked for one by one, random bytes cost more than what is done with them. */
const poolBytes = 12 * 1024;
let pool = Buffer.alloc(0);

/** Random bytes of the operating system's quality. Never the same bytes twice: what is cut off the pool is gone from it. */
export function freshBytes(count: number): Buffer {
  if (pool.length < count) pool = randomBytes(poolBytes);
  const fresh = pool.subarray(0, count);
  pool = pool.subarray(count);
  return fresh;
}
