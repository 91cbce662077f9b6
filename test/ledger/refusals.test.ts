import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { instant, instantOf } from '../../src/kit/clock.ts';
import { newId, timedIdFromCause } from '../../src/kit/id.ts';
import {
  accountId,
  changeAccount,
  openAccounts,
  readBalance,
  type Transfer,
} from '../../src/ledger/index.ts';
import {
  later,
  move,
  names,
  openTown,
  region,
  resolve,
  type TestBooks,
  testBooks,
} from './books.ts';

const book = 1;
const ended = '2026-01-01T00:00:00Z';

/** A town in which every refusal can be had. */
async function refusingTown(books: TestBooks) {
  const town = await openTown(books, book);
  const { issue, wang, li, shop } = town;
  const shut = await books.open(book, 'merchant_points');
  const earned = move(issue, wang, 300);
  const taken = move(wang, li, 100);
  const takenBack = resolve('reversal', taken);
  const hold = move(wang, shop, 50, { kind: 'hold' });
  const brief = move(wang, shop, 5, { kind: 'hold', holdSeconds: 60 });
  const resolved = move(wang, shop, 10, { kind: 'hold' });
  await books.post(book, [earned, taken, takenBack, hold, brief]);
  await books.post(book, [resolved, resolve('void', resolved)]);
  await books.transact((tx) =>
    changeAccount(tx, book, shut, { floor: 0, ceiling: null, closed: true }),
  );
  await books.ownerDb.execute(sql`INSERT INTO ledger.period VALUES (${book}, ${ended}, now())`);
  await later(books, { seconds: 60 });
  return { ...town, shut, earned, taken, takenBack, hold, brief, resolved };
}

t.test('every refusal, alone', async (t) => {
  const books = await testBooks(t);
  const town = await refusingTown(books);
  const { issue, wang, li, shop, hours, shut, earned, taken, takenBack, hold, brief } = town;
  const nobody = randomUUID();
  const before = await readBalance(books.db, book, wang);
  const refused = async (expected: string, ...transfers: Transfer[]) =>
    t.equal(names(await books.post(book, transfers)).at(-1), expected);

  for (const at of ['2024-12-31T23:59:59.999Z', '2028-01-01T00:00:00Z'])
    await refused(
      'id_outside_years',
      move(issue, wang, 1, { id: timedIdFromCause(instant(at), at) }),
    );
  await refused('id_outside_years', move(issue, wang, 1, { id: randomUUID() }));
  const twice = move(issue, wang, 1, { group: 1 });
  await refused('named_twice', twice, twice);
  for (const amount of [0, -1, 1.5, Number.NaN, 2 ** 53])
    await refused('amount_wrong', move(issue, wang, amount));
  await refused('origin_unknown', resolve('reversal', move(issue, wang, 1)));
  await refused('same_account', move(wang, wang, 1));
  await refused('account_unknown', move(nobody, wang, 1));
  await refused('account_unknown', move(issue, nobody, 1));
  await refused('units_differ', move(issue, hours, 1));
  await refused('id_reused', { ...earned, amount: 1 });
  await refused('origin_differs', resolve('reversal', takenBack));
  await refused('origin_differs', resolve('reversal', hold));
  await refused('origin_differs', resolve('capture', earned));
  await refused('origin_differs', resolve('void', hold, { amount: 49 }));
  for (const [debit, credit] of [
    [issue, shop],
    [wang, issue],
    [shop, wang],
  ])
    await refused('origin_differs', { ...resolve('capture', hold), debit, credit } as Transfer);
  await refused('origin_differs', {
    ...resolve('reversal', earned),
    debit: issue,
    credit: wang,
  } as Transfer);
  for (const kind of ['capture', 'void', 'expire'] as const)
    await refused('hold_resolved', resolve(kind, town.resolved));
  await refused('hold_expired', resolve('capture', brief));
  await refused('hold_expired', resolve('void', brief));
  await refused('hold_not_expired', resolve('expire', hold));
  await refused('already_reversed', resolve('reversal', taken));
  await refused('exceeds_rest', resolve('reversal', earned, { amount: 301 }));
  await refused('exceeds_rest', resolve('capture', hold, { amount: 51 }));
  await refused('account_closed', move(issue, shut, 1));
  await refused('account_closed', move(shut, wang, 1, { kind: 'hold' }));
  const early = { effectiveAt: instantOf(Date.parse(ended) - 1) };
  await refused('period_closed', move(issue, wang, 1, early));
  await refused('period_closed', resolve('void', hold, early));
  await refused('below_floor', move(wang, li, 246));
  await refused('below_floor', move(wang, li, 246, { kind: 'hold' }));
  await refused('below_floor', move(wang, li, 1, { kind: 'lapse' }));
  await refused('below_floor', move(issue, li, 1, { kind: 'lapse' }));
  await refused('above_ceiling', move(issue, shop, 446));
  await refused(
    'group_failed',
    move(wang, li, 302, { group: 1 }),
    move(issue, li, 1, { group: 1 }),
  );
  t.same(await readBalance(books.db, book, wang), before, 'none of them moved anything');
  await refused('created', move(issue, wang, 1, { effectiveAt: instant(ended) }));
});

t.test('of several reasons the first in the documented order is given', async (t) => {
  const books = await testBooks(t);
  const town = await refusingTown(books);
  const { issue, wang, shop, hours, shut, earned, taken, brief, resolved } = town;
  const nobody = randomUUID();
  const early = { effectiveAt: instant('2025-06-01T00:00:00Z') };
  const used = { id: earned.id };
  const odd = { ...early, debit: nobody, credit: nobody };
  // Each has every later fault too that can go with its own.
  const cases: [string, object][] = [
    ['id_outside_years', { ...resolve('void', move(wang, shop, 1)), id: randomUUID(), amount: 0 }],
    ['amount_wrong', { ...resolve('void', move(wang, shop, 1), used), ...odd, amount: 0 }],
    ['origin_unknown', { ...resolve('void', move(wang, shop, 1), used), ...odd }],
    ['same_account', move(nobody, nobody, 1, used)],
    ['account_unknown', move(nobody, hours, 1, used)],
    ['units_differ', { ...resolve('void', taken, used), debit: shop, credit: hours }],
    ['id_reused', { ...resolve('void', resolved, used), amount: 9999, ...early }],
    ['origin_differs', { ...resolve('void', resolved), amount: 9999, ...early }],
    ['hold_resolved', resolve('capture', resolved, { amount: 9999, ...early })],
    ['hold_expired', resolve('capture', brief, { amount: 9999, ...early })],
    ['already_reversed', resolve('reversal', taken, { amount: 9999, ...early })],
    ['exceeds_rest', resolve('reversal', earned, { amount: 9999, ...early })],
    ['account_closed', move(wang, shut, 9999, early)],
    ['period_closed', move(wang, shop, 9999, early)],
    ['below_floor', move(wang, shop, 9999)],
    ['above_ceiling', move(issue, shop, 9999)],
  ];
  for (const [expected, transfer] of cases)
    t.equal(names(await books.post(book, [transfer as Transfer]))[0], expected);

  const group = { group: 1 };
  const first = move(wang, shop, 9999, group);
  const expected = ['below_floor', 'amount_wrong', 'id_reused', 'group_failed', 'named_twice'];
  t.same(
    names(
      await books.post(book, [
        first,
        move(issue, wang, 0, group),
        move(issue, wang, 1, { ...used, ...group }),
        move(wang, shut, 1, group),
        { ...first, amount: 1 },
      ]),
    ),
    expected,
    'a failed group is no excuse for what is wrong in itself',
  );
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

t.test('an id that failed stays failed, however the books stand later', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li, shop } = await openTown(books, book);
  const owner = randomUUID();
  const newcomer = accountId(book, owner, 'merchant_points');
  const hold = move(wang, li, 5, { kind: 'hold' });
  const earned = move(issue, wang, 7);
  const tried = [
    move(wang, li, 300),
    move(issue, shop, 501),
    move(issue, newcomer, 1),
    resolve('capture', hold),
    resolve('reversal', earned),
  ];
  const first = [
    'below_floor',
    'above_ceiling',
    'account_unknown',
    'origin_unknown',
    'origin_unknown',
  ];
  t.same(names(await books.post(book, tried)), first);
  await books.post(book, [earned, move(issue, wang, 1000), hold]);
  await books.transact(async (tx) => {
    await openAccounts(tx, book, [{ id: newcomer, kind: 'merchant_points', owner, region }]);
    await changeAccount(tx, book, shop, { floor: 0, ceiling: null, closed: false });
  });
  t.same(names(await books.post(book, tried)), first, 'the first answer');
  t.same(
    names(
      await books.post(
        book,
        tried.map(({ id, ...rest }) => ({ id: newId(), ...rest }) as Transfer),
      ),
    ),
    tried.map(() => 'created'),
    'under other ids all of it can be done by now',
  );
  t.same(
    names(await books.post(book, [move(wang, li, 1, { id: tried[0]!.id })])),
    ['id_reused'],
    'what failed cannot be put right under its id',
  );
  t.same(
    names(await books.post(2, [move(await books.open(2, 'points_issue'), wang, 1)])),
    ['account_unknown'],
    'another book knows nothing of it',
  );
});

t.test('what is wrong in itself, or only too early, is not held against the id', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li, hours } = await openTown(books, book);
  const hold = move(wang, li, 5, { kind: 'hold', holdSeconds: 60 });
  await books.post(book, [move(issue, wang, 10), hold]);
  const [a, b, c, d] = [newId(), newId(), newId(), newId()];
  const expiry = resolve('expire', hold);
  t.same(
    names(
      await books.post(book, [
        move(issue, wang, 0, { id: a }),
        move(wang, wang, 1, { id: b }),
        move(issue, hours, 1, { id: c }),
        move(issue, wang, 1, { id: d, group: 1 }),
        move(wang, li, 99, { group: 1 }),
        expiry,
      ]),
    ),
    [
      ...['amount_wrong', 'same_account', 'units_differ'],
      ...['group_failed', 'below_floor', 'hold_not_expired'],
    ],
  );
  await later(books, { seconds: 60 });
  const again = [a, b, c, d].map((id) => move(issue, wang, 1, { id }));
  t.same(
    names(await books.post(book, [...again, expiry])),
    Array.from({ length: 5 }, () => 'created'),
  );
});

t.test('an id keeps its first answer, also when it is then sent with a fault', async (t) => {
  const books = await testBooks(t);
  const { issue, wang } = await openTown(books, book);
  const once = move(issue, wang, 3);
  const owner = randomUUID();
  const newcomer = accountId(book, owner, 'points_main');
  const other = { ...once, credit: newcomer };
  await books.post(book, [once]);
  t.same(names(await books.post(book, [other, once])), ['account_unknown', 'exists']);
  await books.transact((tx) =>
    openAccounts(tx, book, [{ id: newcomer, kind: 'points_main', owner, region }]),
  );
  t.same(names(await books.post(book, [other, once])), ['id_reused', 'exists']);
  t.same(
    [...(await books.db.execute(sql`SELECT id FROM ledger.refused`))],
    [],
    'nothing is noted as failed under the id of what is in the books',
  );
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
    const hold = { kind: 'hold' } as const;
    t.same(
      names(
        await books.post(book, [
          move(other, wang, 2, hold),
          move(other, wang, 1, hold),
          move(other, li, most - 2, hold),
          move(other, li, 1),
        ]),
      ),
      ['created', 'above_ceiling', 'created', 'below_floor'],
      'promised counts like moved',
    );
  },
);

t.test(
  'a balance on the other side leaves no room for more to be promised than JavaScript holds exactly',
  async (t) => {
    const books = await testBooks(t);
    const most = Number.MAX_SAFE_INTEGER;
    const { issue, wang } = await openTown(books, book);
    const other = await books.open(book, 'points_issue');
    const hold = { kind: 'hold' } as const;
    // The issue stands at -2, so two more would fit under the sum of what it has and is promised.
    const promised = await books.post(book, [
      move(issue, wang, 2),
      move(other, issue, most, hold),
      move(wang, issue, 2, hold),
      move(wang, issue, 2),
    ]);
    t.same(names(promised), ['created', 'created', 'above_ceiling', 'created']);
    // And with 2 in hand, all and two more would fit above the floor.
    const [from, to] = [
      await books.open(book, 'points_issue'),
      await books.open(book, 'points_issue'),
    ];
    const away = await books.post(book, [
      move(to, from, 2),
      move(from, to, most, hold),
      move(from, wang, 2, hold),
      move(from, wang, 2),
    ]);
    t.same(names(away), ['created', 'created', 'below_floor', 'created']);
    t.equal((await readBalance(books.db, book, from)).available, -most);
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
