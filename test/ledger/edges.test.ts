import { sql } from 'drizzle-orm';
import t from 'tap';
import { dateInChina } from '../../src/kit/clock.ts';
import { later, move, names, openTown, resolve, testBooks } from './books.ts';

const book = 1;
const day = 86_400_000;
/** The date in China so many days from now. */
const inDays = (days: number) => dateInChina(new Date(Date.now() + days * day));

t.test('a reversal takes what has lapsed only where it gave it itself', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, shop } = await openTown(books, book);
  const first = move(issue, wang, 50, { expiresOn: inDays(1) });
  const second = move(issue, wang, 50, { expiresOn: inDays(2) });
  await books.post(book, [first, second, move(wang, shop, 50)]);
  await later(books, { days: 3 });
  t.same(names(await books.post(book, [resolve('reversal', first), resolve('reversal', second)])), [
    'below_floor',
    'created',
  ]);
});

t.test('a group that fails does not take along who stands alone before it', async (t) => {
  const books = await testBooks(t);
  const { issue, wang } = await openTown(books, book);
  t.same(
    names(
      await books.post(book, [
        move(issue, wang, 1),
        move(issue, wang, 2, { group: 1 }),
        move(wang, issue, 99, { group: 1 }),
        move(issue, wang, 3),
      ]),
    ),
    ['created', 'group_failed', 'below_floor', 'created'],
  );
});

t.test('a group that failed leaves no trace in how far times are apart', async (t) => {
  const books = await testBooks(t);
  const { issue, wang } = await openTown(books, book);
  const dated = (days: number, group: number) =>
    move(issue, wang, 1, { effectiveAt: new Date(Date.now() - days * day), group });
  t.same(
    names(await books.post(book, [dated(1, 1), dated(9, 2), move(wang, issue, 99, { group: 2 })])),
    ['created', 'group_failed', 'below_floor'],
  );
  const [row] = await books.db.execute<{ days: string }>(
    sql`SELECT round(skew_ms / 86400000.0) AS days FROM ledger.account WHERE id = ${wang}`,
  );
  t.equal(Number(row!.days), 1);
});

t.test('the places in a block begin at 1 and go in the order of ids', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  await books.post(book, [move(issue, wang, 3), move(issue, li, 2), move(issue, wang, 1)]);
  await books.post(book, [move(wang, li, 1)]);
  const rows = await books.db.execute<{ places: string }>(
    sql`SELECT string_agg(position::text, ',' ORDER BY id) AS places FROM ledger.transfer GROUP BY lane, block ORDER BY min(id::text)`,
  );
  t.same(
    rows.map(({ places }) => places),
    ['1,2,3', '1'],
  );
});
