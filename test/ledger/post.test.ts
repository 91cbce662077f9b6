import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import { batchMax, readBalance, transferCodes } from '../../src/ledger/index.ts';
import { move, names, openTown, testBooks } from './books.ts';

const book = 1;

t.test(
  'a transfer moves its amount from one account to the other and says what both have then',
  async (t) => {
    const books = await testBooks(t);
    const { issue, wang } = await openTown(books, book);
    const results = await books.post(book, [move(issue, wang, 300), move(issue, wang, 50)]);
    t.match(results, [
      { result: 'created', debitBalance: -300, creditBalance: 300 },
      { result: 'created', debitBalance: -350, creditBalance: 350 },
    ]);
    t.same(await readBalance(books.db, book, wang), { balance: 350, version: 2 });
    t.same(
      await readBalance(books.db, book + 1, wang),
      { balance: 0, version: 0 },
      'another book knows nothing of it',
    );
    t.same(await books.post(book, []), []);
  },
);

t.test('a replay gets the first answer, with the balances and the time of then', async (t) => {
  const books = await testBooks(t);
  const { issue, wang } = await openTown(books, book);
  const once = move(issue, wang, 300, { subject: randomUUID() });
  const [first] = await books.post(book, [once]);
  await books.post(book, [move(issue, wang, 1)]);
  t.same(await books.post(book, [once]), [{ ...first, result: 'exists' }]);
  t.same(
    await books.post(book, [
      { ...once, ruleVersion: 9, effectiveAt: instant('2026-01-01T00:00:00Z') },
    ]),
    [{ ...first, result: 'exists' }],
    'also when newer rules are in force by now',
  );
  t.same((await readBalance(books.db, book, wang)).balance, 301);
});

t.test('an id stands for one body for ever', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const original = move(issue, li, 5);
  const once = move(issue, wang, 300, { subject: randomUUID() });
  await books.post(book, [once, original]);
  const { subject, ...withoutSubject } = once;
  t.ok(subject);
  for (const other of [
    { ...once, amount: 301 },
    { ...once, credit: li },
    { ...once, debit: li },
    { ...once, code: transferCodes.service_hours },
    { ...once, subject: randomUUID() },
    withoutSubject,
    { ...once, reverses: original.id },
  ]) {
    t.same(await books.post(book, [other]), [{ result: 'id_reused' }]);
  }
});

t.test('a batch has an end, and broken arrays are a fault', async (t) => {
  const books = await testBooks(t);
  const { issue, wang } = await openTown(books, book);
  await t.rejects(
    books.post(
      book,
      Array.from({ length: batchMax + 1 }, () => move(issue, wang, 1)),
    ),
    /at most 1000/,
  );
  t.equal(
    names(
      await books.post(
        book,
        Array.from({ length: batchMax }, () => move(issue, wang, 1)),
      ),
    ).length,
    batchMax,
  );
  await t.rejects(
    books.db.execute(
      sql`SELECT ledger.post(1, '{}', ARRAY[${wang}]::uuid[], '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')`,
    ),
    { cause: { code: '22023' } },
  );
});
