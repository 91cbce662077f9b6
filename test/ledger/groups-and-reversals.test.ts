import t from 'tap';
import { changeAccount, readBalance } from '../../src/ledger/index.ts';
import { move, names, openTown, resolve, testBooks } from './books.ts';

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
  t.match(await readBalance(books.db, book, li), { balance: 47, version: 2 });
  t.match(await readBalance(books.db, book, wang), { balance: 0, version: 3 });
});

t.test('a group ends where its number does, whatever its neighbours say', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  for (const alone of [{}, { group: 0 }, { group: -1 }, { group: 2 }]) {
    const results = await books.post(book, [
      move(issue, wang, 1, alone),
      move(issue, wang, 1, { group: 1 }),
      move(wang, li, 99, { group: 1 }),
      move(issue, wang, 1, alone),
      move(wang, li, 99, alone),
    ]);
    const last = alone.group === 2 ? 'group_failed' : 'created';
    t.same(
      names(results),
      ['created', 'group_failed', 'below_floor', last, 'below_floor'],
      JSON.stringify(alone),
    );
  }
});

t.test('a group that fails leaves nothing behind, of whatever kind it was', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li, shop } = await openTown(books, book);
  const earned = move(issue, wang, 100, { expiresOn: '2027-12-31' });
  const gift = move(wang, li, 20);
  const [kept, dropped] = [1, 2].map(() => move(wang, shop, 10, { kind: 'hold' }));
  await books.post(book, [earned, gift, kept!, dropped!]);
  const before = await Promise.all([wang, li, shop].map((id) => readBalance(books.db, book, id)));
  const group = [
    resolve('capture', kept!, { amount: 4, group: 1 }),
    resolve('void', dropped!, { group: 1 }),
    resolve('reversal', gift, { amount: 5, group: 1 }),
    move(wang, li, 30, { group: 1 }),
    move(wang, li, 30, { group: 1, kind: 'hold', holdSeconds: 5 }),
    move(issue, wang, 3, { group: 1, expiresOn: '2027-06-30' }),
  ];
  const failed = await books.post(book, [...group, move(li, shop, 999, { group: 1 })]);
  t.same(names(failed), [...group.map(() => 'group_failed'), 'below_floor']);
  t.same(await Promise.all([wang, li, shop].map((id) => readBalance(books.db, book, id))), before);
  t.same(
    names(await books.post(book, group)),
    group.map(() => 'created'),
    'all of it can still be done, under the same ids',
  );
  t.same(
    names(await books.post(book, group)),
    group.map(() => 'exists'),
  );
});

t.test('a group that was done answers as done, also when a member is added', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const pair = [move(issue, wang, 5, { group: 1 }), move(wang, li, 5, { group: 1 })];
  await books.post(book, pair);
  t.same(names(await books.post(book, [...pair, move(issue, li, 1, { group: 1 })])), [
    'exists',
    'exists',
    'created',
  ]);
  t.same(names(await books.post(book, [...pair, move(wang, li, 1, { group: 1 })])), [
    'exists',
    'exists',
    'below_floor',
  ]);
  const failed = [move(wang, li, 1, { group: 1 }), move(issue, wang, 1, { group: 1 })];
  await books.post(book, failed);
  await books.post(book, [move(issue, wang, 9)]);
  t.same(
    names(await books.post(book, failed)),
    ['below_floor', 'group_failed'],
    'a member that failed fails its group for ever',
  );
});

t.test('a transfer is taken back at most once', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const earned = move(issue, wang, 100);
  const back = resolve('reversal', earned);
  t.same(
    names(await books.post(book, [back, earned])),
    ['origin_unknown', 'created'],
    'not before it is there',
  );
  t.same(names(await books.post(book, [back])), ['origin_unknown'], 'nor under that id any more');
  const again = resolve('reversal', earned);
  t.match(await books.post(book, [again, resolve('reversal', earned)]), [
    { result: 'created', debitBalance: 0, creditBalance: 0 },
    { result: 'already_reversed' },
  ]);
  t.same(names(await books.post(book, [again, resolve('reversal', earned)])), [
    'exists',
    'already_reversed',
  ]);

  const gift = move(issue, li, 20);
  const giftBack = resolve('reversal', gift);
  const whole = { debit: li, credit: issue, amount: 20 };
  t.same(
    names(
      await books.post(book, [
        gift,
        resolve('reversal', gift, { amount: 21 }),
        giftBack,
        resolve('reversal', giftBack),
        resolve('reversal', gift),
        { ...giftBack, ...whole },
      ]),
    ),
    ['created', 'exceeds_rest', 'created', 'origin_differs', 'already_reversed', 'exists'],
  );

  const spent = move(issue, wang, 5);
  await books.post(book, [spent, move(wang, li, 5)]);
  t.same(
    names(await books.post(book, [resolve('reversal', spent)])),
    ['below_floor'],
    'what is spent is not taken back',
  );
});

t.test('a transfer is taken back in parts up to the rest', async (t) => {
  const books = await testBooks(t);
  const { issue, wang } = await openTown(books, book);
  const earned = move(issue, wang, 100);
  await books.post(book, [earned]);
  const back = (amount?: number) =>
    resolve('reversal', earned, amount === undefined ? {} : { amount });
  const part = back(30);
  t.same(names(await books.post(book, [part])), ['created']);
  t.same(names(await books.post(book, [back(71), back(40), back(31)])), [
    'exceeds_rest',
    'created',
    'exceeds_rest',
  ]);
  t.match(await books.post(book, [part]), [{ result: 'exists', debitBalance: 70 }]);
  const rest = back();
  t.match(await books.post(book, [rest, back(1)]), [
    { result: 'created', debitBalance: 0, creditBalance: 0 },
    { result: 'already_reversed' },
  ]);
  t.same(names(await books.post(book, [rest, { ...rest, amount: 30 }, { ...rest, amount: 29 }])), [
    'exists',
    'exists',
    'id_reused',
  ]);
});

t.test('a reversal that fell with its group may be tried again', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const earned = move(issue, wang, 100);
  await books.post(book, [earned]);
  const fallen = resolve('reversal', earned, { group: 1 });
  t.same(
    names(
      await books.post(book, [
        fallen,
        move(li, wang, 1, { group: 1 }),
        resolve('reversal', earned, { group: 1 }),
        fallen,
      ]),
    ),
    ['group_failed', 'below_floor', 'named_twice', 'named_twice'],
  );
  t.same(names(await books.post(book, [fallen, fallen])), ['group_failed', 'named_twice']);
  t.same(names(await books.post(book, [fallen])), ['created']);
});

t.test('what is owed back goes back, also from and to a closed account', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, shop } = await openTown(books, book);
  const sold = move(wang, shop, 40);
  await books.post(book, [move(issue, wang, 40), sold]);
  const close = (id: string, ceiling: number | null) =>
    books.transact((tx) => changeAccount(tx, book, id, { floor: 0, ceiling, closed: true }));
  t.equal(await close(wang, 30), 'changed');
  t.same(
    names(await books.post(book, [resolve('reversal', sold)])),
    ['above_ceiling'],
    'its limits still hold',
  );
  t.equal(await close(wang, null), 'changed');
  t.same(names(await books.post(book, [resolve('reversal', sold), move(wang, shop, 1)])), [
    'created',
    'account_closed',
  ]);
});
