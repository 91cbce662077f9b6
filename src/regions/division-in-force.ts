import { dateInChina, type Instant } from '../kit/clock.ts';
import { Outdated, type Tx } from '../kit/db.ts';
import { isInForce } from './division.ts';
import { refuse } from './refusals.ts';
import { holdDivision } from './store.ts';
import type { RegionRow } from './tables.ts';

/**
 * The division of a code for something new that is to lie in it; it does not end before the transaction is over.
 * Undefined where there is none yet. What lies in a division that has ended stays there and is dealt with as before.
 * Refuses: division_ended.
 */
export async function divisionInForce(
  tx: Tx,
  book: number,
  code: string,
  { now, pointer }: { now: Instant; pointer: string },
): Promise<RegionRow | undefined> {
  return requireInForce(await holdDivision(tx, book, code), { now, pointer });
}

/** For what was looked at before the transaction: holds all of them likewise. Throws `Outdated` where one has ended since. */
export async function holdInForce(
  tx: Tx,
  book: number,
  codes: Iterable<string>,
  now: Instant,
): Promise<void> {
  const today = dateInChina(now);
  for (const code of [...new Set(codes)].sort()) {
    const division = await holdDivision(tx, book, code);
    if (!division || !isInForce(division, today)) throw new Outdated();
  }
}

/** The same of a division that was found, without holding it. Refuses: division_ended. */
export function requireInForce(
  division: RegionRow | undefined,
  { now, pointer }: { now: Instant; pointer: string },
): RegionRow | undefined {
  const today = dateInChina(now);
  if (!division || isInForce(division, today)) return division;
  if (division.validTo === null || division.validTo > today) return undefined;
  throw refuse('division_ended', {
    pointer,
    values: { name: division.name, day: division.validTo },
  });
}
