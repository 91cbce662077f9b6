import t from 'tap';
import { readBalance } from '../../src/ledger/index.ts';
import { later, move, names, openTown, resolve, testBooks } from './books.ts';

const book = 1;
const standing = { balance: 100, available: 40 };

t.test('a hold promises, a capture moves part of it and releases the rest', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const hold = move(wang, li, 60, { kind: 'hold' });
  t.match(await books.post(book, [move(issue, wang, 100), hold]), [
    { result: 'created' },
    { result: 'created', debitBalance: 100, creditBalance: 0 },
  ]);
  t.match(await readBalance(books.db, book, wang), standing);
  t.same(
    names(await books.post(book, [move(wang, li, 41)])),
    ['below_floor'],
    'promised is not free',
  );
  t.same(names(await books.post(book, [resolve('capture', hold, { amount: 61 })])), [
    'exceeds_rest',
  ]);
  const capture = resolve('capture', hold, { amount: 45 });
  t.match(await books.post(book, [capture]), [
    { result: 'created', debitBalance: 55, creditBalance: 45 },
  ]);
  t.match(await readBalance(books.db, book, wang), { balance: 55, available: 55 });
  t.match(await books.post(book, [capture]), [
    { result: 'exists', debitBalance: 55, creditBalance: 45 },
  ]);
  for (const kind of ['capture', 'void', 'expire'] as const)
    t.same(names(await books.post(book, [resolve(kind, hold)])), ['hold_resolved']);
  t.same(names(await books.post(book, [resolve('reversal', capture)])), ['created']);
  t.match(await readBalance(books.db, book, wang), { balance: 100, available: 100 });
});

t.test('a hold and what becomes of it may share a batch', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const hold = move(wang, li, 60, { kind: 'hold' });
  const grouped = move(wang, li, 10, { kind: 'hold', group: 1 });
  t.same(
    names(
      await books.post(book, [
        move(issue, wang, 100),
        hold,
        resolve('capture', hold),
        resolve('void', hold),
        grouped,
        resolve('void', grouped, { group: 1 }),
      ]),
    ),
    ['created', 'created', 'created', 'hold_resolved', 'group_failed', 'named_twice'],
  );
  t.match(await readBalance(books.db, book, wang), { balance: 40, available: 40 });
});

t.test('a hold that has run out can only expire, and not before', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const hold = move(wang, li, 60, { kind: 'hold', holdSeconds: 60 });
  const expiry = resolve('expire', hold);
  await books.post(book, [move(issue, wang, 100), hold]);
  t.same(names(await books.post(book, [expiry])), ['hold_not_expired']);
  await later(books, { seconds: 60 });
  t.same(names(await books.post(book, [resolve('capture', hold), resolve('void', hold)])), [
    'hold_expired',
    'hold_expired',
  ]);
  t.same(names(await books.post(book, [expiry])), ['created'], 'the same id, now that it is time');
  t.match(await readBalance(books.db, book, wang), { balance: 100, available: 100 });
});

t.test('what a hold is in favour of counts for the ceiling', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, shop } = await openTown(books, book);
  const hold = move(wang, shop, 300, { kind: 'hold' });
  t.same(
    names(
      await books.post(book, [
        move(issue, wang, 1000),
        hold,
        move(issue, shop, 201),
        move(issue, shop, 200),
        move(wang, shop, 1, { kind: 'hold' }),
        resolve('capture', hold),
      ]),
    ),
    ['created', 'created', 'above_ceiling', 'created', 'above_ceiling', 'created'],
  );
});
