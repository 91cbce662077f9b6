import { type Algorithm, hash, verify } from '@node-rs/argon2';
import { refuse } from './kit-refusals.ts';
import type { Vault } from './seal.ts';

/** Whoever has not shown who they are waits behind those who have: flooding the sign-in stops no PIN and no change of a password. */
export type From = 'stranger' | 'signed-in';

export interface Passwords {
  /** argon2id in PHC form. Refuses: overloaded. */
  hash(text: string): Promise<string>;
  /**
   * Whether the text is what was hashed. Without a hash it is compared all the same, with one that nothing matches, so
   * that the time taken does not tell whether there is one. Refuses: overloaded.
   */
  matches(text: string, hashed: string | undefined, from?: From): Promise<boolean>;
}

/** OWASP's least: 19 MiB, two passes, one lane. About 25 ms of a core. */
const cost = {
  algorithm: 2 as Algorithm.Argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};
/** At once: the others of a process wait, so that hashing leaves a core to everybody else. */
const runningMax = 1;
/** About a second of work, of each kind of callers. Whoever comes then is told to come back. */
const waitingMax = 40;

/** Hashes with a secret beside the salt: what is in the database cannot be guessed at without the master key. */
export function openPasswords(vault: Vault): Passwords {
  const options = { ...cost, secret: vault.derive('password/1') };
  const inTurn = boundedQueue();
  let decoy: Promise<string> | undefined;
  return {
    hash: (text) => inTurn('signed-in', () => hash(text, options)),
    async matches(text, hashed, from = 'signed-in') {
      decoy ??= hash(vault.derive('password-decoy/1'), options);
      const known = hashed ?? (await decoy);
      const same = await inTurn(from, () => verify(known, text, options));
      return same && hashed !== undefined;
    },
  };
}

function boundedQueue() {
  let running = 0;
  const waiting: Record<From, (() => void)[]> = { 'signed-in': [], stranger: [] };
  return async <T>(from: From, work: () => Promise<T>): Promise<T> => {
    if (running >= runningMax) {
      if (waiting[from].length >= waitingMax) throw refuse('overloaded', { retryAfterSeconds: 2 });
      // Whoever ends hands on the place, so it is not counted anew.
      await new Promise<void>((resume) => waiting[from].push(resume));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting['signed-in'].shift() ?? waiting.stranger.shift();
      if (next) next();
      else running--;
    }
  };
}
