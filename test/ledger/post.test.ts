import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import { newId } from '../../src/kit/id.ts';
import { batchMax, readBalance, transferCodes } from '../../src/ledger/index.ts';
import { move, names, openTown, resolve, testBooks } from './books.ts';

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
    t.same(await readBalance(books.db, book, wang), { balance: 350, available: 350, version: 2 });
    t.same(
      await readBalance(books.db, book + 1, wang),
      { balance: 0, available: 0, version: 0 },
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
    { ...once, kind: 'hold' as const },
    { ...resolve('reversal', original), id: once.id, amount: 300 },
  ]) {
    t.same(await books.post(book, [other]), [{ result: 'id_reused' }]);
  }
});

t.test('a batch has an end', async (t) => {
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
});

t.test('arrays that are not a batch are a fault, and change nothing', async (t) => {
  const books = await testBooks(t);
  const { issue, wang } = await openTown(books, book);
  const [id, other] = [newId(), newId()];
  const good = {
    ...{ kind: '{0}', id: `{${id}}`, debit: `{${issue}}`, credit: `{${wang}}`, amount: '{1}' },
    ...{ code: '{2}', subject: '{}', origin: '{}', group: '{}', rule: '{1}', effective: '{}' },
    ...{ seconds: '{}', expires: '{}' },
  };
  const post = (arrays: object) =>
    books.db.execute(
      sql`SELECT result FROM ledger.post(${book}, ${sql.join(
        Object.values({ ...good, ...arrays }).map((array) => sql`${array}`),
        sql`, `,
      )})`,
    );
  for (const bad of [
    { debit: '{}' },
    { amount: `{1,2}` },
    { kind: '{0,0}' },
    { subject: `{NULL,NULL}` },
    { id: '{NULL}' },
    { code: '{NULL}' },
    { rule: '{NULL}' },
    { kind: '{7}' },
    { kind: '{-1}' },
    { kind: '{2}' },
    { kind: '{5}', origin: '{NULL}' },
    { origin: `{${other}}` },
    { kind: '{1}', seconds: '{0}' },
    { credit: null },
  ]) {
    await t.rejects(post(bad), { cause: { code: '22023' } }, JSON.stringify(bad));
  }
  t.equal((await readBalance(books.db, book, wang)).version, 0);
  t.match(await post({ debit: '{NULL}', amount: '{NULL}' }), [{ result: 4 }]);
  t.match(await post({ debit: '{NULL}' }), [{ result: 7 }]);
  const retry = newId();
  t.match(await post({ kind: '{NULL}', group: '{NULL}', id: `{${retry}}` }), [{ result: 0 }]);
});

t.test('a batch answers what posting one after the other would answer', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const once = move(issue, wang, 300);
  const hold = move(wang, li, 100, { kind: 'hold' });
  const [part, rest] = [resolve('reversal', once, { amount: 50 }), resolve('reversal', once)];
  const results = await books.post(book, [
    move(wang, li, 1),
    once,
    once,
    { ...once, amount: 301 },
    resolve('capture', hold),
    hold,
    resolve('capture', hold, { amount: 60 }),
    part,
    rest,
    part,
    resolve('reversal', once, { amount: 190 }),
    resolve('reversal', once),
    move(issue, wang, 5, { group: 1 }),
    move(wang, issue, 5, { group: 1 }),
    { ...once, group: 2 },
  ]);
  t.match(results, [
    { result: 'below_floor' },
    { result: 'created', debitBalance: -300, creditBalance: 300 },
    { result: 'exists', debitBalance: -300, creditBalance: 300 },
    { result: 'id_reused' },
    { result: 'origin_unknown' },
    { result: 'created', debitBalance: 300, creditBalance: 0 },
    { result: 'created', debitBalance: 240, creditBalance: 60 },
    { result: 'created', debitBalance: 190, creditBalance: -250 },
    { result: 'below_floor' },
    { result: 'exists', debitBalance: 190, creditBalance: -250 },
    { result: 'created', debitBalance: 0, creditBalance: -60 },
    { result: 'below_floor' },
    { result: 'created', debitBalance: -65, creditBalance: 5 },
    { result: 'created', debitBalance: 0, creditBalance: -60 },
    { result: 'exists', debitBalance: -300, creditBalance: 300 },
  ]);
});
