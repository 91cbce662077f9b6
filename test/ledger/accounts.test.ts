import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import type { Tx } from '../../src/kit/db.ts';
import {
  accountId,
  balanceAt,
  changeAccount,
  openAccounts,
  readBalance,
  statementPage,
} from '../../src/ledger/index.ts';
import { move, names, openTown, region, resolve, testBooks } from './books.ts';

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
  const ofNobody = await books.open(book, 'points_issue');
  await t.rejects(open({ id: ofNobody, kind: 'points_issue' }), {
    cause: { message: /in use for another account/ },
  });
  const inAnotherUnit = books.db.execute(sql`
    SELECT ledger.open_accounts(${book}, ARRAY[${id}::uuid], ARRAY[1::smallint], ARRAY['points_main'], ARRAY[${owner}::uuid],
      ARRAY[${region}], ARRAY[true], ARRAY[0::bigint], ARRAY[NULL::bigint])`);
  await t.rejects(inAnotherUnit, { cause: { message: /in use for another account/ } });
});

t.test('callers who open the same accounts in another order never stop each other', async (t) => {
  const books = await testBooks(t);
  for (let round = 0; round < 10; round++) {
    const accounts = Array.from({ length: 400 }, () => {
      const owner = randomUUID();
      return {
        id: accountId(book, owner, 'merchant_points'),
        kind: 'merchant_points',
        owner,
        region,
      } as const;
    });
    // Each statement a transaction of its own, which nobody runs again.
    const open = (some: typeof accounts) => openAccounts(books.db as Tx, book, some);
    await Promise.all([open(accounts), open(accounts.toReversed())]);
  }
  t.same(await books.db.execute(sql`SELECT count(*)::int AS accounts FROM ledger.account`), [
    { accounts: 4000 },
  ]);
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
    resolve('reversal', move(wang, li, 6)),
    resolve('reversal', earned, { amount: 4, group: 1 }),
  ]);
  const hold = move(wang, li, 20, { kind: 'hold' });
  const capture = resolve('capture', hold, { amount: 15 });
  await books.post(book, [hold, capture]);
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
    [[16, 15, 14, 13, 12], [11, 10, 9, 8, 7], [6, 5, 4, 3, 2], [1]],
  );
  const lines = pages.flat().reverse();
  t.same(
    lines.map(({ amount }) => amount),
    [100, -1, 1, -2, 1, -3, 1, -4, 1, -5, 1, -6, 1, -4, 0, -15],
  );
  lines.reduce((balance, line) => {
    t.equal(line.balance, balance + line.amount);
    return line.balance;
  }, 0);
  t.match(lines[0], {
    id: earned.id,
    code: 'service_points',
    subject,
    kind: 'post',
    origin: null,
    effectiveAt,
  });
  t.same(
    lines.slice(-3).map(({ kind, origin }) => [kind, origin]),
    [
      ['reversal', earned.id],
      ['hold', null],
      ['capture', hold.id],
    ],
  );
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

t.test('an account is given a credit line, and spends it to the last step', async (t) => {
  const books = await testBooks(t);
  const { wang, shop } = await openTown(books, book);
  const other = await books.open(book, 'merchant_points');
  const change = (id: string, floor: number | null, ceiling: number | null, closed = false) =>
    books.transact((tx) => changeAccount(tx, book, id, { floor, ceiling, closed }));
  t.same(names(await books.post(book, [move(shop, other, 1)])), ['below_floor']);
  t.equal(await change(shop, -50, 500), 'changed');
  const hold = move(shop, other, 30, { kind: 'hold' });
  t.match(
    await books.post(book, [
      move(shop, other, 20),
      hold,
      move(shop, other, 1),
      resolve('capture', hold),
      move(shop, other, 1, { kind: 'hold' }),
    ]),
    [
      { result: 'created', debitBalance: -20 },
      { result: 'created', debitBalance: -20 },
      { result: 'below_floor' },
      { result: 'created', debitBalance: -50 },
      { result: 'below_floor' },
    ],
  );
  t.match(await readBalance(books.db, book, shop), { balance: -50 });
  t.equal(await change(shop, -49, 500), 'below_floor', 'it stands past the new line already');
  t.match(await books.post(book, [move(other, shop, 5)]), [{ result: 'created' }]);
  t.equal(await change(shop, -45, 500), 'changed');
  t.same(names(await books.post(book, [move(shop, other, 1)])), ['below_floor']);
  t.equal(await change(wang, -1, null), 'below_floor', 'what one does not have is in no lot');
  t.equal(await change(wang, null, null), 'below_floor');
  t.equal(await change(randomUUID(), 0, null), 'account_unknown');
});

t.test('limits are set around what stands and what is promised', async (t) => {
  const books = await testBooks(t);
  const { issue, shop } = await openTown(books, book);
  const other = await books.open(book, 'merchant_points');
  const change = (id: string, floor: number | null, ceiling: number | null, closed = false) =>
    books.transact((tx) => changeAccount(tx, book, id, { floor, ceiling, closed }));
  const [out, into] = [
    move(shop, other, 30, { kind: 'hold' }),
    move(issue, shop, 20, { kind: 'hold' }),
  ];
  await books.post(book, [move(issue, shop, 100), out, into]);
  t.equal(await change(shop, 71, null), 'below_floor');
  t.equal(await change(shop, 70, 119), 'above_ceiling');
  t.equal(await change(shop, 70, 120), 'changed');
  t.same(names(await books.post(book, [move(shop, other, 1), move(issue, shop, 1)])), [
    'below_floor',
    'above_ceiling',
  ]);
  t.equal(await change(shop, null, null), 'changed', 'no floor and no ceiling');
  t.same(names(await books.post(book, [move(shop, other, 500)])), ['created']);
});

t.test('only an empty account is closed; what was promised before still happens', async (t) => {
  const books = await testBooks(t);
  const { issue, shop } = await openTown(books, book);
  const other = await books.open(book, 'merchant_points');
  const close = (id: string, closed = true) =>
    books.transact((tx) => changeAccount(tx, book, id, { floor: 0, ceiling: null, closed }));
  const hold = move(issue, shop, 20, { kind: 'hold' });
  const earned = move(issue, shop, 5);
  await books.post(book, [earned, hold]);
  t.equal(await close(shop), 'not_empty');
  await books.post(book, [resolve('reversal', earned)]);
  t.equal(await close(shop), 'not_empty', 'something is promised to it');
  await books.post(book, [resolve('void', hold)]);
  t.equal(await close(shop), 'changed');
  const closedAt = () =>
    books.db.execute(sql`SELECT closed_at FROM ledger.account WHERE id = ${shop}`);
  const since = await closedAt();
  t.equal(await close(shop), 'changed', 'twice is no harm');
  t.same(await closedAt(), since, 'and changes nothing');
  t.same(
    names(
      await books.post(book, [
        move(issue, shop, 1),
        move(shop, other, 1),
        move(issue, shop, 1, { kind: 'hold' }),
        earned,
      ]),
    ),
    ['account_closed', 'account_closed', 'account_closed', 'exists'],
  );
  t.equal(await close(shop, false), 'changed');
  t.same(names(await books.post(book, [move(issue, shop, 1)])), ['created']);
});

t.test('an account with a credit line is not closed on what it has promised of it', async (t) => {
  const books = await testBooks(t);
  const shop = await books.open(book, 'merchant_points');
  const other = await books.open(book, 'merchant_points');
  const change = (closed: boolean) =>
    books.transact((tx) => changeAccount(tx, book, shop, { floor: -50, ceiling: null, closed }));
  t.equal(await change(false), 'changed');
  const hold = move(shop, other, 30, { kind: 'hold' });
  await books.post(book, [hold]);
  t.equal(await change(true), 'not_empty');
  await books.post(book, [resolve('void', hold)]);
  t.equal(await change(true), 'changed');
});

t.test('changes and postings of one account wait for each other', async (t) => {
  const books = await testBooks(t);
  const { issue } = await openTown(books, book);
  for (let round = 0; round < 20; round++) {
    const shop = await books.open(book, 'merchant_points');
    const [closing, [posted]] = await Promise.all([
      books.transact((tx) =>
        changeAccount(tx, book, shop, { floor: 0, ceiling: null, closed: true }),
      ),
      books.post(book, [move(issue, shop, 1)]),
    ]);
    const closedFirst = closing === 'changed';
    t.equal(posted!.result, closedFirst ? 'account_closed' : 'created');
    t.equal((await readBalance(books.db, book, shop)).balance, closedFirst ? 0 : 1);
  }
});
