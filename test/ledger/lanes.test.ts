import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { newId } from '../../src/kit/id.ts';
import { Refusal } from '../../src/kit/refusal.ts';
import {
  type Kind,
  type LanesOptions,
  type Movement,
  openLanes,
  post,
  readBalance,
} from '../../src/ledger/index.ts';
import { move as moveWith, names, type TestBooks, testBooks } from './books.ts';

const book = 1;
const move = (debit: string, credit: string, amount: number, rest: Partial<Movement> = {}) =>
  moveWith(debit, credit, amount, { id: newId(), ...rest });

async function openBooks(t: Test, options: LanesOptions = {}) {
  const books = await testBooks(t);
  const lanes = openLanes(books.url, options);
  t.teardown(() => lanes.close());
  const open = (kind: Kind) => books.open(book, kind);
  const [issue, wang, li] = [
    await open('points_issue'),
    await open('points_main'),
    await open('points_main'),
  ];
  return { books, lanes, issue, wang, li };
}

/** How many transactions wrote the transfers. */
async function commits({ db }: TestBooks): Promise<number> {
  const rows = await db.execute<{ n: number }>(
    sql`SELECT count(DISTINCT xmin::text)::int AS n FROM ledger.transfer`,
  );
  return rows[0]!.n;
}

t.test('callers who come together share a commit, and each gets its own answers', async (t) => {
  const { books, lanes, issue, wang, li } = await openBooks(t);
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      lanes.post(book, [
        move(issue, n % 2 ? wang : li, n + 1),
        move(wang, li, 99_999),
        move(issue, li, 1),
      ]),
    ),
  );
  for (const answer of answers) t.same(names(answer), ['created', 'below_floor', 'created']);
  t.equal(await commits(books), 2, '600 transfers, at most 512 in a batch');
  t.same(await lanes.post(book, []), []);
  t.same(names(await lanes.post(book, [move(wang, li, 1)])), ['created'], 'one alone');
});

t.test(
  'calls are posted in the order of their coming, and a large one is not passed',
  async (t) => {
    const { lanes, issue, wang } = await openBooks(t, { lanes: 1, batchMax: 5 });
    const sizes = [3, 1, 5, 2, 2, 1, 4, 5, 1, 1];
    const answers = await Promise.all(
      sizes.map((size) =>
        lanes.post(
          book,
          Array.from({ length: size }, () => move(issue, wang, 1)),
        ),
      ),
    );
    const balances = answers
      .flat()
      .map((answer) => 'creditBalance' in answer && answer.creditBalance);
    t.same(
      balances,
      balances.map((_, n) => n + 1),
    );
  },
);

t.test('groups of different callers never merge, whatever numbers they chose', async (t) => {
  const { lanes, issue, wang, li } = await openBooks(t);
  const short = (group: number) => move(wang, li, 1_000, { group });
  const well = (group: number) => move(issue, li, 1, { group });
  const answers = await Promise.all([
    lanes.post(book, [well(1), well(1)]),
    lanes.post(book, [well(1), short(1)]),
    lanes.post(book, [well(1), well(0), well(2), short(2)]),
    lanes.post(book, [well(2), well(2)]),
    lanes.post(book, [short(7), well(8), well(7)]),
  ]);
  t.same(answers.map(names), [
    ['created', 'created'],
    ['group_failed', 'below_floor'],
    ['created', 'created', 'group_failed', 'below_floor'],
    ['created', 'created'],
    ['below_floor', 'created', 'created'],
  ]);
});

t.test('the same id from many at once is answered as if they had come one by one', async (t) => {
  const { books, lanes, issue, wang, li } = await openBooks(t);
  for (let round = 0; round < 20; round++) {
    const once = move(issue, wang, 7);
    const loud = { ...once, id: `{${once.id.toUpperCase()}}` };
    const other = { ...once, credit: li };
    const calls = [once, other, loud, once, other, once].map((transfer) =>
      lanes.post(book, [move(issue, li, 1), transfer]),
    );
    const answers = (await Promise.all(calls)).map((answer) => answer[1]!);
    t.same(
      names(answers),
      ['created', 'id_reused', 'exists', 'exists', 'id_reused', 'exists'],
      'the others hear that it exists',
    );
    const times = [0, 2, 3, 5].map((n) => ({ ...answers[n], result: '' }));
    for (const time of times) t.same(time, times[0]);
  }
  const twice = move(issue, wang, 1);
  t.same(names(await lanes.post(book, [twice, twice])), ['created', 'exists']);
  t.equal((await readBalance(books.db, book, wang)).balance, 20 * 7 + 1);
});

t.test('a transfer that breaks the statement fails alone', async (t) => {
  const { lanes, issue, wang } = await openBooks(t);
  const poison = new Set([0, 17, 18, 63]);
  const ends = await Promise.allSettled(
    Array.from({ length: 64 }, (_, n) =>
      lanes.post(book, [
        move(issue, wang, 1),
        move(issue, wang, 1, poison.has(n) ? { subject: 'no uuid' } : {}),
      ]),
    ),
  );
  for (const [n, end] of ends.entries()) {
    if (poison.has(n)) t.match(end, { status: 'rejected', reason: { code: '22P02' } });
    else t.same(end.status === 'fulfilled' && names(end.value), ['created', 'created']);
  }
  const rest = await lanes.post(book, [move(issue, wang, 1)]);
  t.match(rest, [{ creditBalance: 121 }], 'and moves nothing');
});

t.test(
  'an id that another transaction is posting is decided when that one has ended',
  async (t) => {
    const { books, lanes, issue, wang, li } = await openBooks(t);
    const otherIssue = await books.open(book, 'points_issue');
    const theirs = move(otherIssue, li, 5);
    const calls = await books.transact(async (tx) => {
      await post(tx, book, [theirs]);
      const waits = [
        lanes.post(book, [{ ...theirs, debit: issue, credit: wang }]),
        lanes.post(book, [move(issue, wang, 1)]),
      ];
      await until(books, sql`wait_event_type = 'Lock' AND query LIKE '%ledger.post%'`);
      return waits;
    });
    t.same((await Promise.all(calls)).flatMap(names), ['id_reused', 'created']);
  },
);

async function until(books: TestBooks, condition: ReturnType<typeof sql>) {
  const search = sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND ${condition}`;
  while ((await books.ownerDb.execute(search)).length === 0) await sleep(5);
}

t.test('past the limit a call is refused at once, and those who wait are served', async (t) => {
  const { lanes, issue, wang } = await openBooks(t, { lanes: 1, batchMax: 10, waitingMax: 20 });
  const ends = await Promise.allSettled(
    Array.from({ length: 25 }, () => lanes.post(book, [move(issue, wang, 1)])),
  );
  t.same(
    ends.map(({ status }) => status),
    [...Array(20).fill('fulfilled'), ...Array(5).fill('rejected')],
  );
  const refused = ends.at(-1)!;
  const reason = refused.status === 'rejected' && refused.reason;
  t.ok(reason instanceof Refusal);
  t.match(reason, { code: 'overloaded', status: 503, detail: { retryAfterSeconds: 1 } });
  t.match(await lanes.post(book, [move(issue, wang, 1)]), [{ creditBalance: 21 }]);
});

t.test('books share lanes and never a batch', async (t) => {
  const { books, lanes, issue, wang } = await openBooks(t);
  const [issueThere, li] = [
    await books.open(2, 'points_issue'),
    await books.open(2, 'points_main'),
  ];
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      n % 3
        ? lanes.post(book, [move(issue, wang, 1)])
        : lanes.post(2, [move(issueThere, li, 1), move(issue, wang, 1)]),
    ),
  );
  for (const [n, answer] of answers.entries())
    t.same(names(answer), n % 3 ? ['created'] : ['created', 'account_unknown']);
});

t.test('lanes and other transactions that meet on the same accounts never deadlock', async (t) => {
  const { books, lanes, issue, wang, li } = await openBooks(t, {
    lanes: 3,
    batchMax: 8,
    waitingMax: 2000,
  });
  await lanes.post(book, [move(issue, wang, 10_000), move(issue, li, 10_000)]);
  const answers = await Promise.all(
    Array.from({ length: 600 }, (_, n) => {
      const there = [move(wang, li, 3), move(issue, li, 1)];
      const transfers = n % 2 ? there : [move(li, wang, 3), move(issue, wang, 1)];
      return n % 10 ? lanes.post(book, transfers) : books.post(book, transfers);
    }),
  );
  t.same([...new Set(answers.flatMap(names))], ['created']);
  await lanes.close();
  const [stat] = await books.db.execute<{ deadlocks: string }>(
    sql`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`,
  );
  t.equal(Number(stat!.deadlocks), 0);
});

t.test('closing answers everybody who came before and refuses who comes after', async (t) => {
  const { books, lanes, issue, wang } = await openBooks(t, { batchMax: 7 });
  const calls = Array.from({ length: 100 }, () => lanes.post(book, [move(issue, wang, 1)]));
  const closed = lanes.close();
  await t.rejects(lanes.post(book, [move(issue, wang, 1)]), { code: 'overloaded' });
  t.same([...new Set((await Promise.all(calls)).flatMap(names))], ['created']);
  await Promise.all([closed, lanes.close()]);
  t.equal((await readBalance(books.db, book, wang)).balance, 100);
});

t.test('connections lost in the middle lose nothing and post nothing twice', async (t) => {
  const { books, lanes, issue, wang } = await openBooks(t);
  let answered = 0;
  let cutting = true;
  const callers = Array.from({ length: 40 }, async () => {
    const results: string[] = [];
    while (cutting) {
      results.push(...names(await lanes.post(book, [move(issue, wang, 1)])));
      answered++;
    }
    return results;
  });
  for (let cut = 0; cut < 8; cut++) {
    const before = answered;
    while (answered < before + 100) await sleep(1);
    await books.ownerDb.execute(sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE '%ledger.post%' AND pid <> pg_backend_pid()`);
  }
  cutting = false;
  const results = (await Promise.all(callers)).flat();
  t.same(
    results.filter((result) => result !== 'created' && result !== 'exists'),
    [],
  );
  t.match(await readBalance(books.db, book, wang), {
    balance: results.length,
    version: results.length,
  });
});

t.test(
  'while the database cannot be reached callers get its error, and nobody waits for ever',
  async (t) => {
    const lanes = openLanes('postgres://nobody@127.0.0.1:1/nothing', { lanes: 1, batchMax: 2 });
    const calls = Array.from({ length: 6 }, () =>
      lanes.post(book, [move(randomUUID(), randomUUID(), 1)]),
    );
    const ends = await Promise.allSettled(calls);
    t.match(ends, [
      ...Array(2).fill({ status: 'rejected', reason: { cause: { code: 'ECONNREFUSED' } } }),
      ...Array(4).fill({ status: 'rejected', reason: { code: 'overloaded' } }),
    ]);
    await lanes.close();
  },
);
