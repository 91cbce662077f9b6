import fc from 'fast-check';
import t from 'tap';
import { instantOf } from '../../src/kit/clock.ts';
import { newId, timedIdFromCause } from '../../src/kit/id.ts';
import { balanceAt } from '../../src/ledger/index.ts';
import { move, seedOf, testBooks } from './books.ts';

/** An id's year says in which part of the table a transfer is, not when it was posted. */
const step = fc.record({
  up: fc.boolean(),
  amount: fc.integer({ min: 1, max: 50 }),
  year: fc.integer({ min: 2025, max: 2027 }),
});
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 12 });

t.test('the balance as of a time is the sum of what was recorded until then', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(1, 'points_issue');
  await fc.assert(
    fc.asyncProperty(history, async (batches) => {
      const person = await books.open(1, 'points_main');
      const recorded: { at: number; amount: number }[] = [];
      for (const batch of batches) {
        const results = await books.post(
          1,
          batch.map(({ up, amount, year }) => {
            const id = timedIdFromCause(instantOf(Date.UTC(year, 5)), newId());
            return up ? move(issue, person, amount, { id }) : move(person, issue, amount, { id });
          }),
        );
        for (const [n, result] of results.entries()) {
          if (result.result !== 'created') continue;
          const { up, amount } = batch[n]!;
          recorded.push({ at: result.recordedAt.getTime(), amount: up ? amount : -amount });
        }
      }
      const times = [0, 4e12, ...recorded.flatMap(({ at }) => [at - 1, at, at + 1])];
      for (const time of new Set(times)) {
        const fold = recorded.reduce((sum, { at, amount }) => (at <= time ? sum + amount : sum), 0);
        const answer = await balanceAt(books.db, 1, person, instantOf(time));
        if (answer !== fold) throw new Error(`at ${time}: ${answer}, the sum is ${fold}`);
      }
    }),
    { numRuns: 200, seed: seedOf(t, 'balance-at') },
  );
  t.pass('200 histories');
});
