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
  t.same(
    names(await books.post(book, [resolve('reversal', first), resolve('reversal', second)])),
    ['below_floor', 'created'],
  );
});
