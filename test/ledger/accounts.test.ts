import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import {
  accountId,
  balanceAt,
  openAccounts,
  readBalance,
  reversalOf,
  statementPage,
} from '../../src/ledger/index.ts';
import { move, openTown, refund, region, testBooks } from './books.ts';

const book = 1;

t.test('opening an account twice changes nothing; as another account it crashes', async (t) => {
  const books = await testBooks(t);
  const owner = randomUUID();
  const id = accountId(book, owner, 'points_main');
  const open = (rest: object) =>
    books.transact((tx) =>
      openAccounts(tx, book, [{ id, kind: 'points_main', owner, region, ...rest }]),
    );
  await open({});
  await books.post(book, [move(await books.open(book, 'points_issue'), id, 5)]);
  await open({ region: '110101' });
  t.equal((await readBalance(books.db, book, id)).balance, 5);
  for (const other of [
    { owner: randomUUID() },
    { kind: 'merchant_points' },
    { kind: 'hours_credit' },
  ]) {
    await t.rejects(open(other), { cause: { message: /in use for another account/ } });
  }
});

t.test('a statement goes from the newest line to the first, both sides in one order', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const subject = randomUUID();
  const effectiveAt = instant('2026-03-01T08:00:00.123Z');
  const earned = move(issue, wang, 100, { subject, effectiveAt });
  await books.post(book, [earned]);
  for (let n = 1; n <= 6; n++)
    await books.post(book, [move(wang, li, n), move(li, wang, 1), move(issue, li, 1000)]);
  await books.post(book, [
    reversalOf(move(wang, li, 6), refund()),
    { ...reversalOf(earned, refund()), group: 1 },
  ]);
  const pages = [];
  for (let before: number | undefined; ; ) {
    const page = await statementPage(books.db, book, wang, {
      limit: 5,
      ...(before ? { before } : {}),
    });
    if (page.length === 0) break;
    pages.push(page);
    before = page.at(-1)!.version;
  }
  t.same(
    pages.map((page) => page.map(({ version }) => version)),
    [
      [13, 12, 11, 10, 9],
      [8, 7, 6, 5, 4],
      [3, 2, 1],
    ],
  );
  const lines = pages.flat().reverse();
  t.same(
    lines.map(({ amount }) => amount),
    [100, -1, 1, -2, 1, -3, 1, -4, 1, -5, 1, -6, 1],
  );
  lines.reduce((balance, line) => {
    t.equal(line.balance, balance + line.amount);
    return line.balance;
  }, 0);
  t.match(lines[0], {
    id: earned.id,
    code: 'service_points',
    subject,
    reverses: null,
    effectiveAt,
  });
  t.same(lines[1]!.effectiveAt, lines[1]!.recordedAt);
  t.equal(
    await balanceAt(books.db, book, wang, lines[0]!.recordedAt),
    100,
    'a time read from a statement can be asked for',
  );
  for (const limit of [0, 102])
    await t.rejects(statementPage(books.db, book, wang, { limit }), /1 to 101/);
});

t.test(
  'time never runs backwards on an account, even when the clock of the server does',
  async (t) => {
    const books = await testBooks(t);
    const { issue, wang } = await openTown(books, book);
    const ahead = instant('2100-01-01T00:00:00.000Z');
    await books.ownerDb.execute(
      sql`UPDATE ledger.account SET last_at = ${ahead.toISOString()} WHERE id = ${wang}`,
    );
    const [first] = await books.post(book, [move(issue, wang, 1)]);
    t.match(first, { result: 'created', recordedAt: ahead });
  },
);
