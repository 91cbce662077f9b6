import t from 'tap';
import { readBalance, reversalOf } from '../../src/ledger/index.ts';
import { move, names, openTown, refund, testBooks } from './books.ts';

const book = 1;

t.test('a group happens as a whole or not at all', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li, shop } = await openTown(books, book);
  const earned = move(issue, wang, 100, { group: 1 });
  t.same(names(await books.post(book, [earned, move(wang, shop, 60, { group: 1 })])), [
    'created',
    'created',
  ]);

  const results = await books.post(book, [
    move(wang, li, 10, { group: 1 }),
    { ...earned, group: 1 },
    move(wang, li, 31, { group: 1 }),
    move(issue, li, 1, { group: 1 }),
    move(issue, li, 0, { group: 1 }),
    move(wang, li, 40, { group: 2 }),
    move(wang, li, 1),
    move(issue, li, 7, { group: 1 }),
  ]);
  t.same(names(results), [
    'group_failed',
    'exists',
    'below_floor',
    'group_failed',
    'amount_wrong',
    'created',
    'below_floor',
    'created',
  ]);
  t.same(await readBalance(books.db, book, li), { balance: 47, version: 2 });
  t.same(await readBalance(books.db, book, wang), { balance: 0, version: 3 });
});

t.test(
  'a transfer is reversed at most once, whole, also within the batch that posts it',
  async (t) => {
    const books = await testBooks(t);
    const { issue, wang, li } = await openTown(books, book);
    const earned = move(issue, wang, 100);
    const back = reversalOf(earned, refund());
    t.same(
      names(await books.post(book, [back, earned])),
      ['reversed_unknown', 'created'],
      'not before it is there',
    );
    t.same(names(await books.post(book, [back, reversalOf(earned, refund())])), [
      'created',
      'already_reversed',
    ]);
    t.same(names(await books.post(book, [back, reversalOf(earned, refund())])), [
      'exists',
      'already_reversed',
    ]);

    const gift = move(issue, li, 20);
    const giftBack = reversalOf(gift, refund());
    const results = await books.post(book, [
      gift,
      { ...reversalOf(gift, refund()), amount: 19 },
      giftBack,
      reversalOf(giftBack, refund()),
      reversalOf(gift, refund()),
    ]);
    t.same(names(results), [
      'created',
      'reversal_differs',
      'created',
      'reversal_differs',
      'already_reversed',
    ]);

    const spent = move(issue, wang, 5);
    await books.post(book, [spent, move(wang, li, 5)]);
    t.same(
      names(await books.post(book, [reversalOf(spent, refund())])),
      ['below_floor'],
      'what is spent is not taken back',
    );
  },
);

t.test('a reversal that fell with its group may be tried again', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const earned = move(issue, wang, 100);
  await books.post(book, [earned]);
  const results = await books.post(book, [
    { ...reversalOf(earned, refund()), group: 1 },
    move(li, wang, 1, { group: 1 }),
    { ...reversalOf(earned, refund()), group: 1 },
    reversalOf(earned, refund()),
  ]);
  t.same(names(results), ['group_failed', 'below_floor', 'group_failed', 'created']);
});
