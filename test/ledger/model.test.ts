import fc from 'fast-check';
import t from 'tap';
import { idFromCause } from '../../src/kit/id.ts';
import {
  accountKinds,
  isPosted,
  type Kind,
  type PostResult,
  readBalance,
  type Transfer,
  transferCodes,
} from '../../src/ledger/index.ts';
import { move, testBooks } from './books.ts';
import { type PlainAnswer, PlainLedger } from './plain-ledger.ts';

const runs = 400;
/** Milliseconds; making a failure smaller must not outlast the test's own time. */
const timeLimit = 90_000;
const openings: { kind: Kind; ceiling?: number }[] = [
  { kind: 'points_issue' },
  { kind: 'points_main' },
  { kind: 'points_main' },
  { kind: 'points_main', ceiling: 60 },
  { kind: 'merchant_points' },
  { kind: 'hours_issue' },
  { kind: 'hours_credit' },
];
const nobody = idFromCause('nobody');

/** Small worlds, so that replays, reused ids and reversals meet often. */
const place = fc.integer({ min: 0, max: openings.length });
const points = fc
  .uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 2 })
  .map(([a, b]): [number, number] => [a!, b!]);
const id = fc.integer({ min: 0, max: 25 });
const fresh = fc.record({
  how: fc.constant('fresh' as const),
  id,
  accounts: fc.oneof(
    { weight: 5, arbitrary: points },
    { weight: 1, arbitrary: fc.tuple(place, place) },
  ),
  amount: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, -5) },
  ),
  group: fc.integer({ min: 0, max: 2 }),
});
const again = fc.record({
  how: fc.constant('again' as const),
  which: fc.nat(),
  group: fc.integer({ min: 0, max: 2 }),
});
const back = fc.record({
  how: fc.constant('back' as const),
  which: fc.nat(),
  id,
  off: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
  group: fc.integer({ min: 0, max: 2 }),
});
const step = fc.oneof(
  { weight: 5, arbitrary: fresh },
  { weight: 1, arbitrary: again },
  { weight: 3, arbitrary: back },
);
const batches = fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 6,
});

t.test(
  'whatever is posted, the books answer and stand like a plain ledger that does one thing at a time',
  async (t) => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    t.comment(`SEED=${seed}`);
    const books = await testBooks(t);
    const seen = new Map<string, number>();
    let book = 0;
    await fc.assert(
      fc.asyncProperty(batches, async (plan) => {
        book++;
        const plain = new PlainLedger();
        const accounts: string[] = [];
        for (const { kind, ceiling } of openings) {
          const account = await books.open(book, kind, ceiling);
          const { unit, floor } = accountKinds[kind];
          plain.open(account, unit, floor, ceiling ?? null);
          accounts.push(account);
        }
        const grants = [1, 2, 3].map((n) => move(accounts[0]!, accounts[n]!, 40));
        const sent: Transfer[] = [...grants];
        plain.post(grants);
        await books.post(book, grants);
        for (const steps of plan) {
          const batch = steps.map((each) => {
            const transfer = transferOf(each, sent, accounts, book);
            sent.push(transfer);
            return transfer;
          });
          const answers = (await books.post(book, batch)).map(plainly);
          const expected = plain.post(batch);
          for (const [n, answer] of answers.entries()) {
            seen.set(answer.result, (seen.get(answer.result) ?? 0) + 1);
            if (JSON.stringify(answer) !== JSON.stringify(expected[n])) {
              throw new Error(
                `at ${n} of ${JSON.stringify(batch)}: ${JSON.stringify(answer)}, not ${JSON.stringify(expected[n])}`,
              );
            }
          }
        }
        for (const [account, { balance, version }] of plain.accounts) {
          const stands = await readBalance(books.db, book, account);
          if (stands.balance !== balance || stands.version !== version) {
            throw new Error(`${account}: ${JSON.stringify(stands)}, not ${balance} in ${version}`);
          }
        }
      }),
      { numRuns: runs, seed, interruptAfterTimeLimit: timeLimit, markInterruptAsFailure: true },
    );
    t.comment(JSON.stringify(Object.fromEntries(seen)));
    t.equal(seen.size, 14, 'every answer came up');
  },
);

function transferOf(
  each: typeof step extends fc.Arbitrary<infer S> ? S : never,
  sent: Transfer[],
  accounts: string[],
  book: number,
): Transfer {
  const idOf = (n: number) => idFromCause(`${book}/${n}`);
  if (each.how !== 'fresh' && sent.length > 0) {
    const earlier = sent[each.which % sent.length]!;
    if (each.how === 'again') return { ...earlier, group: each.group };
    return {
      id: idOf(100 + each.id),
      debit: earlier.credit,
      credit: earlier.debit,
      amount: earlier.amount + each.off,
      code: transferCodes.refund,
      reverses: earlier.id,
      group: each.group,
      ruleVersion: 1,
    };
  }
  if (each.how !== 'fresh') return move(accounts[0]!, accounts[1]!, 5);
  const [debit, credit] = each.accounts.map((n) => accounts[n] ?? nobody);
  return move(debit!, credit!, each.amount, { id: idOf(each.id), group: each.group });
}

function plainly(answer: PostResult): PlainAnswer {
  if (!isPosted(answer)) return answer;
  return {
    result: answer.result,
    debitBalance: answer.debitBalance,
    creditBalance: answer.creditBalance,
  };
}
