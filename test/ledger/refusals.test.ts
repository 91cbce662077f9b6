import { randomUUID } from 'node:crypto';
import t from 'tap';
import { readBalance, reversalOf } from '../../src/ledger/index.ts';
import { move, names, openTown, refund, testBooks } from './books.ts';

const book = 1;

t.test('every refusal, alone', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li, shop, hours } = await openTown(books, book);
  const earned = move(issue, wang, 300);
  const taken = move(wang, li, 100);
  const takenBack = reversalOf(taken, refund());
  await books.post(book, [earned, taken, takenBack]);
  const twice = move(issue, wang, 1);
  const nobody = randomUUID();
  const refused = async (expected: string, ...transfers: ReturnType<typeof move>[]) =>
    t.equal(names(await books.post(book, transfers)).at(-1), expected);

  for (const amount of [0, -1, 1.5, Number.NaN, 2 ** 53])
    await refused('amount_wrong', move(issue, wang, amount));
  await refused('same_account', move(wang, wang, 1));
  await refused('account_unknown', move(nobody, wang, 1));
  await refused('account_unknown', move(issue, nobody, 1));
  await refused('units_differ', move(issue, hours, 1));
  await refused('id_reused', { ...earned, amount: 1 });
  await refused('duplicate_in_batch', twice, twice);
  await refused('reversed_unknown', reversalOf(move(issue, wang, 1), refund()));
  await refused('reversal_differs', { ...reversalOf(earned, refund()), amount: 299 });
  await refused('reversal_differs', {
    ...reversalOf(earned, refund()),
    debit: issue,
    credit: wang,
  });
  await refused('reversal_differs', reversalOf(takenBack, refund()));
  await refused('already_reversed', reversalOf(taken, refund()));
  await refused('below_floor', move(wang, li, 302));
  await refused('above_ceiling', move(issue, shop, 501));
  await refused(
    'group_failed',
    move(wang, li, 302, { group: 1 }),
    move(issue, li, 1, { group: 1 }),
  );
  t.same((await readBalance(books.db, book, wang)).balance, 301, 'none of them moved anything');
});

t.test('of several reasons the first in the documented order is given', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li, shop, hours } = await openTown(books, book);
  const earned = move(issue, wang, 300);
  const reversed = move(issue, li, 100);
  await books.post(book, [earned, reversed, reversalOf(reversed, refund())]);
  const nobody = randomUUID();
  const used = earned.id;
  const cases = [
    ['amount_wrong', move(nobody, nobody, 0, { id: used })],
    ['same_account', move(nobody, nobody, 1, { id: used })],
    ['account_unknown', move(nobody, hours, 1, { id: used })],
    ['units_differ', move(issue, hours, 1, { id: used, reverses: nobody })],
    ['id_reused', move(li, shop, 9999, { id: used, reverses: nobody })],
    ['reversed_unknown', move(li, shop, 9999, { reverses: nobody })],
    ['reversal_differs', move(li, shop, 9999, { reverses: reversed.id })],
    ['already_reversed', reversalOf(reversed, refund())],
    ['below_floor', move(wang, shop, 9999)],
  ] as const;
  for (const [expected, transfer] of cases) {
    t.equal(names(await books.post(book, [transfer]))[0], expected);
  }
  const id = randomUUID();
  const copies = [
    move(issue, wang, 1, { id }),
    move(li, shop, 9999, { id, reverses: nobody }),
    move(issue, hours, 1, { id }),
  ];
  t.same(names(await books.post(book, copies)), ['created', 'duplicate_in_batch', 'units_differ']);
});

t.test('a refused transfer does not touch its neighbours', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const results = await books.post(book, [
    move(wang, li, 10),
    move(issue, wang, 10),
    move(wang, li, 10),
    move(wang, li, 1),
    move(issue, li, 5),
  ]);
  t.same(names(results), ['below_floor', 'created', 'created', 'below_floor', 'created']);
  t.same((await readBalance(books.db, book, li)).balance, 15);
});

t.test(
  'no balance leaves what JavaScript holds exactly, and such a transfer is refused like any other',
  async (t) => {
    const books = await testBooks(t);
    const { issue, wang, li } = await openTown(books, book);
    const most = Number.MAX_SAFE_INTEGER;
    const results = await books.post(book, [
      move(issue, wang, most),
      move(issue, li, 1),
      move(wang, li, 1),
      move(wang, issue, 1),
    ]);
    t.same(names(results), ['created', 'below_floor', 'created', 'created']);
    t.equal((await readBalance(books.db, book, wang)).balance, most - 2);
    const other = await books.open(book, 'points_issue');
    t.same(names(await books.post(book, [move(other, wang, 3)])), ['above_ceiling']);
  },
);

t.test('a refusal has no time and no balances, also when the id is known', async (t) => {
  const books = await testBooks(t);
  const { issue, wang } = await openTown(books, book);
  const once = move(issue, wang, 3);
  await books.post(book, [once]);
  t.same(
    await books.post(book, [
      { ...once, amount: 4 },
      move(wang, issue, 2, { group: 1 }),
      move(wang, issue, 2, { group: 1 }),
    ]),
    [{ result: 'id_reused' }, { result: 'group_failed' }, { result: 'below_floor' }],
  );
});
