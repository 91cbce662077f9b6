import { sql } from 'drizzle-orm';
import t from 'tap';
import { type Instant, instantOf } from '../../src/kit/clock.ts';
import { closePeriod, effectiveBalanceAt, isPosted, rollUp } from '../../src/ledger/index.ts';
import { later, move, names, openTown, testBooks } from './books.ts';

const book = 1;
const ago = (seconds: number): Instant => instantOf(Date.now() - seconds * 1000);

t.test('nothing that counts from a closed period is posted any more', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const end = ago(60);
  await books.post(book, [
    move(issue, wang, 100, { effectiveAt: ago(90) }),
    move(issue, li, 30, { effectiveAt: ago(90) }),
    move(wang, li, 5),
  ]);
  const seal = await closePeriod(books.db, book, end);
  t.match(seal, { accounts: 3, hash: /^[\da-f]{64}$/ });
  t.same(await closePeriod(books.db, book, end), seal, 'asked again, the same seal');
  t.same(
    names(
      await books.post(book, [
        move(issue, wang, 1, { effectiveAt: instantOf(end.getTime() - 1) }),
        move(issue, wang, 1, { effectiveAt: end }),
        move(issue, wang, 1),
      ]),
    ),
    ['period_closed', 'created', 'created'],
  );
  t.equal(await effectiveBalanceAt(books.db, book, wang, instantOf(end.getTime() - 1)), 100);
  t.equal(await closePeriod(books.db, book, ago(61)), undefined, 'not before a closed end');
  t.equal(await closePeriod(books.db, book, ago(-60)), undefined, 'not in the future');
  t.equal(names(await books.post(book + 1, [])).length, 0, 'other books go on');
});

t.test('a clock that is set back writes nothing into a closed period', async (t) => {
  const books = await testBooks(t);
  const { issue, wang } = await openTown(books, book);
  const end = ago(1);
  await closePeriod(books.db, book, end);
  await later(books, { seconds: -60 });
  const [posted] = await books.post(book, [move(issue, wang, 100)]);
  t.ok(isPosted(posted!) && posted.recordedAt >= end);
  t.equal(await effectiveBalanceAt(books.db, book, wang, instantOf(end.getTime() - 1)), 0);
});

t.test('what a seal was made of is found when it has changed', async (t) => {
  const books = await testBooks(t, { cleanAtEnd: false });
  const { issue, wang, li } = await openTown(books, book);
  await books.post(book, [move(issue, wang, 100, { effectiveAt: ago(90) })]);
  await closePeriod(books.db, book, ago(60));
  await books.post(book, [move(wang, li, 5)]);
  t.same(await books.broken(), []);
  await books.ownerDb.execute(sql`SET session_replication_role = replica`);
  await books.ownerDb.execute(sql`ALTER TABLE ledger.transfer_2026 DISABLE TRIGGER USER`);
  await books.ownerDb.execute(
    sql`UPDATE ledger.transfer SET effective_at = recorded_at WHERE debit = ${issue}`,
  );
  t.ok((await books.broken()).includes('seals hold'));
});

t.test('closing waits for batches that are half way, and none slips in behind it', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'hours_issue');
  const people = await Promise.all(
    Array.from({ length: 8 }, () => books.open(book, 'hours_credit')),
  );
  let closing = true;
  const ends: Instant[] = [];
  const late: { results: string[]; at: Instant; known: number }[] = [];
  const posters = people.map(async (person) => {
    while (closing) {
      const at = ago(Math.random() * 3);
      const known = ends.length;
      late.push({
        at,
        known,
        results: names(await books.post(book, [move(issue, person, 1, { effectiveAt: at })])),
      });
    }
  });
  for (let round = 0; round < 15; round++) {
    const end = ago(1.5);
    if (await closePeriod(books.db, book, end)) ends.push(end);
  }
  closing = false;
  await Promise.all(posters);
  t.ok(ends.length > 1);
  for (const { results, at, known } of late) {
    const closed = ends.slice(0, known).some((end) => at < end);
    if (closed) t.same(results, ['period_closed']);
  }
  t.ok(late.some(({ results }) => results[0] === 'created'));
  t.same(await books.broken(), [], 'seals included');
});

t.test('the totals of a region are those of all below it', async (t) => {
  const books = await testBooks(t);
  // The issue account of these books is in a region of its own.
  const { issue, wang, shop } = await openTown(books, book);
  await books.post(book, [
    move(issue, wang, 100),
    move(wang, shop, 30),
    move(wang, shop, 20, { kind: 'hold' }),
  ]);
  const totals = await rollUp(books.db, book, '110100');
  t.match(
    totals.filter(({ balance }) => balance !== 0),
    [
      { kind: 'merchant_points', unit: 'POINT', accounts: 1, balance: 30, pending: 0 },
      { kind: 'points_main', accounts: 2, balance: 70, pending: 20 },
    ],
  );
  t.same(await rollUp(books.db, book, '110105'), totals);
  t.same(await rollUp(books.db, book, '110101'), []);
});
