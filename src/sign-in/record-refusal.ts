import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { maskPhone } from '../kit/mask.ts';
import { countStrike } from '../kit/strikes.ts';
import { phoneObject } from './sign-in-code.ts';

/** Refusals of a phone that come within an hour are told of together. */
const windowSeconds = 3600;

/**
 * Writes into the log that somebody was not let in: the first time in an hour that a phone is refused for a reason, and then
 * with how often it was by then, at the tenth, the hundredth and so on. Whoever is nobody here cannot fill the log, which is
 * kept for months and never shortened.
 */
export async function recordRefusal(
  deps: Pick<Deps, 'db' | 'transact' | 'vault'>,
  book: number,
  phone: string,
  reason: string,
): Promise<void> {
  const object = phoneObject(deps.vault.index('phone', phone));
  const times = await countStrike(deps.db, `refused|${book}|${object.id}|${reason}`, windowSeconds);
  if (!Number.isInteger(Math.log10(times))) return;
  const after = { phone: maskPhone(phone), reason, ...(times > 1 ? { times } : {}) };
  await deps.transact((tx) => record(tx, book, { action: 'session.refuse', object, after }));
}
