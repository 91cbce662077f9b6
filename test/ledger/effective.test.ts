import fc from 'fast-check';
import t from 'tap';
import { type Instant, instantOf } from '../../src/kit/clock.ts';
import { effectiveBalanceAt, effectiveStatement } from '../../src/ledger/index.ts';
import { move, testBooks } from './books.ts';

const minute = 60_000;
const step = fc.record({
  up: fc.boolean(),
  amount: fc.integer({ min: 1, max: 50 }),
  /** Minutes from now, mostly back. */
  off: fc.option(fc.integer({ min: -200, max: 20 }), { freq: 3 }),
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('post' as const) },
    { weight: 1, arbitrary: fc.constant('hold' as const) },
  ),
});
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { maxLength: 8 });

t.test(
  'as effective at a time is the sum of all that counts by then, whenever written',
  async (t) => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    t.comment(`SEED=${seed}`);
    const books = await testBooks(t);
    const issue = await books.open(1, 'hours_issue');
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: -210, max: 30 }), async (batches, off) => {
        const person = await books.open(1, 'hours_credit');
        const start = Date.now();
        const counted: { at: number; amount: number }[] = [];
        for (const batch of batches) {
          const transfers = batch.map(({ up, amount, off, kind }) =>
            move(up ? issue : person, up ? person : issue, amount, {
              kind,
              ...(off === null ? {} : { effectiveAt: instantOf(start + off * minute) }),
            }),
          );
          const results = await books.post(1, transfers);
          for (const [n, result] of results.entries()) {
            if (result.result !== 'created' || batch[n]!.kind === 'hold') continue;
            const at: Instant = transfers[n]!.effectiveAt ?? result.recordedAt;
            const { up, amount } = batch[n]!;
            counted.push({ at: at.getTime(), amount: up ? amount : -amount });
          }
        }
        const asked = instantOf(start + off * minute);
        for (const at of [
          asked,
          ...counted.map(({ at }) => instantOf(at)),
          instantOf(0),
          instantOf(4e12),
        ]) {
          const fold = counted.reduce(
            (sum, one) => (one.at <= at.getTime() ? sum + one.amount : sum),
            0,
          );
          const answer = await effectiveBalanceAt(books.db, 1, person, at);
          if (answer !== fold)
            throw new Error(`at ${at.toISOString()}: ${answer}, the sum is ${fold}`);
        }
        const window = { from: asked, until: instantOf(start + 40 * minute) };
        const expected = counted
          .filter(({ at }) => at >= asked.getTime() && at < window.until.getTime())
          .map(({ at }) => at)
          .sort((a, b) => a - b);
        const seen: number[] = [];
        for (let after: { effectiveAt: Instant; version: number } | undefined; ; ) {
          const page = await effectiveStatement(books.db, 1, person, {
            ...window,
            limit: 3,
            ...(after ? { after } : {}),
          });
          seen.push(
            ...page
              .filter(({ amount }) => amount !== 0)
              .map(({ effectiveAt }) => effectiveAt.getTime()),
          );
          after = page.at(-1);
          if (!after) break;
        }
        if (JSON.stringify(seen) !== JSON.stringify(expected))
          throw new Error(`statement ${seen}, expected ${expected}`);
      }),
      { numRuns: 150, seed },
    );
    t.pass('150 histories');
  },
);
