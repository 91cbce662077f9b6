import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import t from 'tap';
import { audit } from '../../load-tests/prove/audit.ts';
import { startCallers } from '../../load-tests/prove/callers.ts';
import { checkHistory } from '../../load-tests/prove/history.ts';
import { chooseSeed, randomFrom } from '../../load-tests/prove/random.ts';
import { readRows } from '../../load-tests/prove/testimony.ts';
import { settleTown } from '../../load-tests/prove/town.ts';
import { checkBooks } from '../../src/ledger/index.ts';
import { sessionsMax, testBooks } from './books.ts';
import { goodHistory, plants } from './histories.ts';

t.setTimeout(180_000);

/** Fewer where the number of runs is limited: on the older server, where the code has had them all on the newer one. */
const operations = Math.min(100_000, 100 * Number(process.env.RUNS ?? 1_000));
const warmUp = 5_000;
const seed = chooseSeed();
const histories = { seed, numRuns: 40 };
const someHistory = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 300 }));

t.test('a history in order has no fault', async (t) => {
  t.comment(`SEED=${seed}`);
  fc.assert(
    fc.property(someHistory, ([seed, transactions]) => {
      const { seen, written } = goodHistory(seed, transactions);
      return checkHistory(seen, written).length === 0;
    }),
    histories,
  );
  t.same(checkHistory([], []), []);
});

t.test('who never heard an answer may or may not find the transfer there', async (t) => {
  const { seen, written } = goodHistory(seed, 50);
  const open = seen.map(({ id, debit, credit, amount, began }) => ({
    ...{ id, debit, credit, amount, began },
    ended: Infinity,
  }));
  t.same(checkHistory(open, written), []);
  t.same(checkHistory(open, []), []);
  t.same(
    checkHistory(seen, []).map(({ kind }) => kind),
    seen.map(() => 'lost'),
  );
});

for (const [name, plant] of Object.entries(plants)) {
  t.test(`found, and named first: ${name}`, async (t) => {
    t.comment(`SEED=${seed}`);
    fc.assert(
      fc.property(someHistory, fc.nat(), ([seed, transactions], place) => {
        const history = goodHistory(seed, transactions);
        const planted = plant(history, place % history.written.length);
        const [first] = checkHistory(history.seen, history.written);
        const [found, wanted] = [`${first?.kind} ${first?.id}`, `${planted.kind} ${planted.id}`];
        if (found !== wanted) throw new Error(`found ${found}, not ${wanted}`);
      }),
      histories,
    );
  });
}

t.test(`${operations} operations at once leave one history that every caller saw`, async (t) => {
  t.comment(`SEED=${seed}`);
  const books = await testBooks(t);
  const book = 1;
  const { town, setup } = await settleTown(books.db, book);
  const line = {
    post: (transfers: Parameters<typeof books.post>[1]) => books.post(book, transfers),
  };
  const lines = Array.from({ length: sessionsMax }, () => line);
  const random = randomFrom(seed);
  const load = async (transfersMax: number) => {
    const calling = startCallers(town, lines, random.fork(), transfersMax);
    await calling.done;
    return calling.calls;
  };
  const calls = await load(warmUp);
  // What autovacuum does within a minute; until then sessions keep plans that were made for empty books.
  await books.ownerDb.execute(sql`ANALYZE ledger.transfer`);
  calls.push(...(await load(operations - warmUp)));
  const rows = await readRows(books.db, book);
  const sent = calls.reduce((sum, { wishes }) => sum + wishes.length, 0);
  t.ok(sent >= operations, `${sent} were sent in ${calls.length} calls`);
  t.ok(rows.length > operations / 3, `${rows.length} are in the books`);
  const overlapping = calls.filter(({ began }, n) => n > 0 && began < calls[n - 1]!.ended);
  t.ok(overlapping.length > calls.length / 2, 'most calls overlap');
  for (const { what, wrong } of audit(calls, setup, rows, await checkBooks(books.db)))
    t.same(wrong.slice(0, 5), [], what);
});
