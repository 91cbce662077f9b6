import { randomUUID } from 'node:crypto';
import t from 'tap';
import { sqlState, type Tx } from '../../src/kit/db.ts';
import { post, readBalance, reversalOf, transferCodes } from '../../src/ledger/index.ts';
import { move, names, sessionsMax, testBooks } from './books.ts';

const book = 1;
const attemptsMax = 20;
const count = (results: string[], name: string) =>
  results.filter((result) => result === name).length;

t.test('twenty who spend the same balance at once spend it once', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  const shops = await Promise.all(
    Array.from({ length: 20 }, () => books.open(book, 'merchant_points')),
  );
  await books.post(book, [move(issue, wang, 100)]);
  const results = (
    await Promise.all(shops.map((shop) => books.post(book, [move(wang, shop, 30)])))
  ).flatMap(names);
  t.equal(count(results, 'created'), 3);
  t.equal(count(results, 'below_floor'), 17);
  t.equal((await readBalance(books.db, book, wang)).balance, 10);
});

t.test('two hundred transfers both ways at once never deadlock', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  const li = await books.open(book, 'points_main');
  await books.post(book, [move(issue, wang, 1000), move(issue, li, 1000)]);
  let attempts = 0;
  const once = (transfers: ReturnType<typeof move>[]) =>
    books.transact((tx) => {
      attempts++;
      return post(tx, book, transfers);
    });
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, n) => once([n % 2 ? move(wang, li, 3) : move(li, wang, 3)])),
  );
  t.equal(count(results.flatMap(names), 'created'), 200);
  t.equal(attempts, 200, 'no transaction had to be run again');
  t.same(await readBalance(books.db, book, wang), { balance: 1000, version: 201 });
});

t.test('batches that name the same accounts in opposite orders never deadlock', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const people = await Promise.all(
    Array.from({ length: 30 }, () => books.open(book, 'points_main')),
  );
  let attempts = 0;
  await Promise.all(
    Array.from({ length: 60 }, (_, n) => {
      const order = n % 2 ? people : [...people].reverse();
      return books.transact((tx) => {
        attempts++;
        return post(
          tx,
          book,
          order.map((person) => move(issue, person, 1)),
        );
      });
    }),
  );
  t.equal(attempts, 60);
  t.equal((await readBalance(books.db, book, issue)).balance, -1800);
});

t.test('the same transfer sent by many at once is posted once and answered alike', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  const once = move(issue, wang, 7);
  const answers = (
    await Promise.all(Array.from({ length: 20 }, () => books.post(book, [once])))
  ).flat();
  t.equal(count(names(answers), 'created'), 1);
  t.equal(count(names(answers), 'exists'), 19);
  t.equal(new Set(answers.map((answer) => JSON.stringify({ ...answer, result: '' }))).size, 1);
});

t.test(
  'one id sent for different accounts at once belongs to one of them; the others hear id_reused',
  async (t) => {
    const books = await testBooks(t);
    const asked = new Set<string>();
    for (let round = 0; round < 5; round++) {
      const ids = Array.from({ length: 200 }, () => randomUUID());
      const lanes = await Promise.all(
        Array.from(
          { length: 6 },
          async () =>
            [
              await books.open(book, 'points_issue'),
              await books.open(book, 'points_main'),
            ] as const,
        ),
      );
      const answers = await Promise.all(
        lanes.map(async ([issue, person], n) => {
          const order = n % 2 ? ids : [...ids].reverse();
          const batch = order.map((id) => move(issue, person, 1, { id }));
          for (let attempt = 0; attempt < attemptsMax; attempt++) {
            try {
              return await books.db.transaction((tx) => post(tx as Tx, book, batch));
            } catch (error) {
              asked.add(sqlState(error) ?? String(error));
            }
          }
          return [];
        }),
      );
      t.equal(count(answers.flatMap(names), 'created'), 200);
      t.equal(count(answers.flatMap(names), 'id_reused'), 1000);
    }
    t.same(
      [...asked],
      ['40001'],
      'asked to run again, but for no deadlock and no unique violation',
    );
  },
);

t.test('many reversals of one transfer at once take it back once', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  for (let round = 0; round < 10; round++) {
    const earned = move(issue, wang, 50);
    await books.post(book, [earned, move(issue, wang, 1000)]);
    const answers = await Promise.all(
      Array.from({ length: sessionsMax }, () =>
        books.post(book, [
          reversalOf(earned, { id: randomUUID(), code: transferCodes.refund, ruleVersion: 1 }),
        ]),
      ),
    );
    t.equal(count(answers.flatMap(names), 'created'), 1);
    t.equal(count(answers.flatMap(names), 'already_reversed'), sessionsMax - 1);
  }
});

t.test('check-books may run while transfers are posted', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const people = await Promise.all(
    Array.from({ length: 10 }, () => books.open(book, 'points_main')),
  );
  let posting = true;
  const posters = Promise.all(
    people.map(async (person, n) => {
      for (let round = 0; round < 30; round++) {
        await books.post(book, [
          move(issue, person, 5),
          move(person, people[(n + round) % 10]!, 3),
        ]);
      }
    }),
  ).finally(() => {
    posting = false;
  });
  while (posting) t.same(await books.broken(), []);
  await posters;
});
