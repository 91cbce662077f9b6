import t from 'tap';
import { openLanes, readBalance } from '../../src/ledger/index.ts';
import { expireHoldJob, lapseLotsJob } from '../../src/ledger/jobs.ts';
import type { LedgerDeps } from '../../src/ledger/lanes.ts';
import { later, move, openTown, testBooks } from './books.ts';

const book = 1;
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

t.test('what has run out is released and what has lapsed is taken, once each', async (t) => {
  const books = await testBooks(t);
  const lanes = openLanes(books.url);
  t.teardown(() => lanes.close());
  const deps = { ...books, lanes } as unknown as LedgerDeps;
  const sweep = async () => {
    for (const job of [expireHoldJob, lapseLotsJob]) {
      for (const nudge of await job.sweep!.find(deps))
        await Promise.all([job.run(deps, nudge.payload), job.run(deps, nudge.payload)]);
    }
  };
  const { issue, wang, li } = await openTown(books, book);
  await books.post(book, [
    move(issue, wang, 100, { expiresOn: day(3) }),
    move(issue, wang, 7),
    move(wang, li, 60, { kind: 'hold', holdSeconds: 864_000 }),
  ]);
  await sweep();
  t.match(await readBalance(books.db, book, wang), { balance: 107, available: 47, version: 3 });

  await later(books, { days: 5 });
  t.match(await readBalance(books.db, book, wang), { available: 7 }, 'before the sweep comes');
  await sweep();
  t.match(
    await readBalance(books.db, book, wang),
    { balance: 67, available: 7, version: 4 },
    'what the hold reserves stays',
  );

  await later(books, { days: 11 });
  await sweep();
  t.match(await readBalance(books.db, book, wang), { balance: 7, available: 7, version: 6 });
  await sweep();
  t.match(await readBalance(books.db, book, wang), { version: 6 });
});
