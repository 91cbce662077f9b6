import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { keysStaleSecondsMax } from '../kit/tokens.ts';
import {
  addTokenKey,
  type KeyTimes,
  lockTokenKeys,
  readTokenKeys,
  retireTokenKeys,
  tokenKeys,
} from './token-key-store.ts';

export interface Pace {
  /** Between publishing a key and signing with it: longer than any process or reader goes without asking. */
  leadSeconds: number;
  /** After the last token of the old key has expired. */
  graceSeconds: number;
}

export const usualPace: Pace = { leadSeconds: 60, graceSeconds: 60 };
/** For a key that others may know: everybody who is signed in gets a new token, and what the key signed is worth nothing. */
export const atOnce: Pace = { leadSeconds: 0, graceSeconds: 0 };

/**
 * Adds the next key for access tokens and says when the ones before end. It is one row with its times: published at
 * once, signing after the lead, and the old keys are taken until their last tokens have expired and the grace is over.
 * Processes read the times from the database and compare them with its clock, so none of them has to be told or run.
 * Answers the new key's number; undefined, and nothing is done, while the one before has not begun to sign.
 */
export async function rotateTokenKeys(
  deps: Pick<Deps, 'transact' | 'tokens'>,
  book: number,
  pace: Pace = usualPace,
): Promise<number | undefined> {
  const isUrgent = pace === atOnce;
  return deps.transact(async (tx) => {
    const all = await lockTokenKeys(tx, book);
    const newest = (await tokenKeys(tx, book)).at(-1);
    if (newest && !newest.signs && !isUrgent) return undefined;
    const number = all.at(-1)!.number + 1;
    await addTokenKey(tx, book, number, pace.leadSeconds);
    // A process that has not asked again yet still signs with the old key for these seconds.
    const life = isUrgent ? 0 : deps.tokens.lifeSeconds + keysStaleSecondsMax;
    const seconds = pace.leadSeconds + life + pace.graceSeconds;
    const old = all.filter(({ retiresAt }) => retiresAt === null);
    const numbers = old.map((key) => key.number);
    await retireTokenKeys(tx, book, isUrgent ? all.map((key) => key.number) : numbers, seconds);
    await record(
      tx,
      book,
      {
        action: 'token_key.add',
        object: keyObject(number),
        after: { leadSeconds: pace.leadSeconds },
      },
      ...numbers.map((key) => ({
        ...{ action: 'token_key.retire' as const, object: keyObject(key), after: { seconds } },
      })),
    );
    return number;
  });
}

const keyObject = (number: number) => ({ kind: 'token_key', id: `token-${number}` });

/** Every key that a book has had, with its times, the oldest first. */
export async function listTokenKeys(deps: Pick<Deps, 'db'>, book: number): Promise<KeyTimes[]> {
  return readTokenKeys(deps.db, book);
}
