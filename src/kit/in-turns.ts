import { setImmediate as nextTurn } from 'node:timers/promises';

/** Some milliseconds of work, after which whoever waits for an answer of the database may go on. */
const itemsPerTurn = 6;

/** As `map`, but others have their turn in between: for lists that take longer than anybody should wait. */
export async function mapInTurns<T, R>(
  items: readonly T[],
  map: (item: T, n: number) => R,
): Promise<R[]> {
  const mapped: R[] = [];
  for (const [n, item] of items.entries()) {
    if (n > 0 && n % itemsPerTurn === 0) await nextTurn();
    mapped.push(map(item, n));
  }
  return mapped;
}
