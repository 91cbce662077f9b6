import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { checkAllBooks, promises } from '../../src/check-books.ts';
import { dateInChina } from '../../src/kit/clock.ts';
import { changeAccount, post, type Transfer, transferCodes } from '../../src/ledger/index.ts';
import { later, move, names, resolve, type TestBooks, testBooks } from './books.ts';
import { dropGuards, openTampering, type Row, randomFrom, type Way } from './tamper.ts';

const tampersWanted = 1000;
const book = 1;
const day = 86_400_000;
const inDays = (days: number) => dateInChina(new Date(Date.now() + days * day));

/** What nothing in the books depends on, so that no promise can find it: each with its reason, and only while it is so. */
const unfindable: Record<string, { because: string; rows?: (row: Row) => boolean }> = {
  'account.floor': {
    because: 'it is what was last set: to be past it is found, to move it is not',
  },
  'account.ceiling': { because: 'the same' },
  'account.closed_at': {
    because: 'the same; what was promised before or is owed back still moves',
  },
  'account.opened_at': { because: 'nothing is worked out from it' },
  'delete account': {
    because: 'nothing refers to an account that nothing has touched',
    rows: ({ version }) => version === 0,
  },
  'account.region': {
    because: 'people move; where nobody owns the account, its id is made of the region',
    rows: ({ owner }) => owner !== null,
  },
};
const nameOf = ({ table, how, column }: Way) => (column ? `${table}.${column}` : `${how} ${table}`);

t.test('a superuser who tampers with the books is found, and the row is named', async (t) => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  t.comment(`SEED=${seed}`);
  const random = randomFrom(seed);
  const books = await fullBooks(t);
  await dropGuards(books.ownerDb);
  t.same(await books.broken(), [], 'nothing is wrong before');
  const { ways, tamper } = await openTampering(books.ownerDb, Object.keys(unfindable));
  const findable = ways.filter((way) => !unfindable[nameOf(way)] || unfindable[nameOf(way)]!.rows);
  for (let n = 0; n < tampersWanted; n++) {
    const way = findable[n % findable.length]!;
    const past = unfindable[nameOf(way)]?.rows ?? (() => false);
    const { statement, names, breaches } = await tamper(way, random, (row) => !past(row));
    const said = breaches.map(({ what, detail }) => `${what}: ${detail}`);
    const named = names.some((name) => said.some((text) => `${text} `.match(`\\b${name}\\b`)));
    if (!named) t.fail(`${statement}: ${said.join('; ') || 'not found'}`);
  }
  t.pass(`${tampersWanted} tampers in ${findable.length} ways`);
  for (const [name, { because, rows }] of Object.entries(unfindable)) {
    const way = ways.find((way) => nameOf(way) === name)!;
    const found = [];
    for (let n = 0; n < 10; n++) found.push((await tamper(way, random, rows)).breaches.length > 0);
    t.ok(found.includes(false), `${name} cannot be found: ${because}`);
  }
  t.same(await books.broken(), [], 'all was taken back');
});

/** Books in which everything has happened that can. */
async function fullBooks(t: Test): Promise<TestBooks> {
  const books = await testBooks(t);
  const seen = new Set<string>();
  const write = async (transfers: Transfer[]) => {
    for (const name of names(await books.post(book, transfers))) seen.add(name);
  };
  const issue = await books.open(book, 'points_issue');
  const [wang, li, zhao] = [
    await books.open(book, 'points_main'),
    await books.open(book, 'points_main', 5_000),
    await books.open(book, 'points_main'),
  ];
  const shop = await books.open(book, 'merchant_points', 100_000);
  const till = await books.open(book, 'merchant_points');
  const expired = await books.open(book, 'points_expired');
  const [hoursIssue, hours] = [
    await books.open(book, 'hours_issue'),
    await books.open(book, 'hours_credit'),
  ];
  await books.transact((tx) =>
    changeAccount(tx, book, till, { floor: -500, ceiling: null, closed: false }),
  );
  await write([
    move(issue, wang, 300, { expiresOn: inDays(9) }),
    move(issue, wang, 200, { expiresOn: inDays(90) }),
    move(issue, wang, 40, { expiresOn: inDays(-1) }),
    move(issue, li, 250),
    move(hoursIssue, hours, 90, { effectiveAt: new Date(Date.now() - 3 * day), subject: wang }),
    move(hoursIssue, hours, 30, { effectiveAt: new Date(Date.now() + day) }),
    move(till, shop, 70),
  ]);
  const hold = (amount: number, rest: object = {}) =>
    move(wang, shop, amount, { kind: 'hold', ...rest });
  const [open, whole, part, dropped, late] = [
    hold(11),
    hold(12),
    hold(350),
    hold(14),
    hold(15, { holdSeconds: 60 }),
  ];
  const bought = move(wang, shop, 33);
  const grouped = [1, 2].map((n) => move(li, shop, n, { group: 1 }));
  await write([open, whole, part, dropped, late, bought, ...grouped]);
  await write([
    resolve('capture', whole),
    resolve('capture', part, { amount: 320 }),
    resolve('void', dropped),
    resolve('reversal', bought, { amount: 3 }),
    move(wang, expired, 25, { kind: 'lapse' }),
    move(li, zhao, 9_999),
  ]);
  await later(books, { seconds: 60 });
  await write([
    resolve('expire', late),
    resolve('reversal', bought, { amount: 20, expiresOn: inDays(200) }),
    resolve('reversal', grouped[1]!),
    move(hoursIssue, hours, 5, { group: 1 }),
    move(hours, hoursIssue, 9_999, { group: 1 }),
  ]);
  await severalLanes(books, [
    [issue, wang],
    [li, shop],
    [hoursIssue, hours],
  ]);
  const elsewhere = [
    await books.open(2, 'hours_issue'),
    await books.open(2, 'hours_credit'),
  ] as const;
  for (const minutes of [10, 20]) await books.post(2, [move(...elsewhere, minutes)]);
  t.same([...seen].sort(), ['below_floor', 'created', 'group_failed']);
  return books;
}

/** Three transactions that are open at the same time, so that each writes to a chain of its own. */
async function severalLanes(books: TestBooks, accounts: [string, string][]): Promise<void> {
  for (let round = 0; round < 3; round++) await inside(accounts);

  async function inside([first, ...rest]: [string, string][]): Promise<void> {
    if (!first) return;
    await books.transact(async (tx) => {
      await post(tx, book, [move(...first, 5), move(...first, 6)]);
      await inside(rest);
    });
  }
}

t.test('check-books prints a line for each promise and what breaks it', async (t) => {
  const books = await testBooks(t, { cleanAtEnd: false });
  const [issue, hours] = [
    await books.open(book, 'hours_issue'),
    await books.open(book, 'hours_credit'),
  ];
  await books.post(book, [move(issue, hours, 60, { code: transferCodes.hold_expired })]);
  const printed = async () => {
    const lines: string[] = [];
    const kept = await checkAllBooks(books.db, (line) => lines.push(line));
    return { kept, lines };
  };
  const before = await printed();
  t.ok(before.kept);
  t.equal(before.lines.filter((line) => line.startsWith('ok ')).length, promises.length);
  t.match(before.lines.at(-2), /^\d+ ms, \d+\.\d µs for each of 1 transfers$/);
  await books.ownerDb.execute(sql`UPDATE ledger.account SET skew_ms = 7 WHERE id = ${hours}`);
  const after = await printed();
  t.notOk(after.kept);
  const at = after.lines.findIndex((line) => /^BROKEN .* 1 {2}accounts add up: /.test(line));
  t.match(after.lines[at + 1], hours);
});
