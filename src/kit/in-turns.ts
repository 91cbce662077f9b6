import { setImmediate as nextTurn } from 'node:timers/promises';

/** Some milliseconds of work, after which whoever waits for an answer of the database may go on. */
const itemsPerTurn = 6;

/** Asks for something once it is called; statements of a transaction are carried out in the order in which they are asked for. */
export type Step = () => Promise<unknown>;

/**
 * Begins one step after the other without waiting for what the one before comes to: statements of a transaction are made
 * while the database carries out those before them. Fails with the first that fails.
 */
export async function beginInTurns(...steps: Step[]): Promise<void> {
  const begun: Promise<unknown>[] = [];
  for (const step of steps) {
    const one = step();
    // It fails below.
    one.catch(() => {});
    begun.push(one);
    await nextTurn();
  }
  await Promise.all(begun);
}

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
