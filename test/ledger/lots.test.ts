import { sql } from 'drizzle-orm';
import t from 'tap';
import { readBalance, type Transfer } from '../../src/ledger/index.ts';
import {
  later,
  move,
  names,
  openTown,
  resolve,
  stopClock,
  type TestBooks,
  testBooks,
} from './books.ts';

const book = 1;
const noon = (day: string) => `${day}T12:00:00+08:00`;

/** What stands in the lots of an account, the earliest day first; `promised` where something is. */
async function lotsOf(
  { db }: TestBooks,
  account: string,
): Promise<Record<string, number | string>> {
  const rows = await db.execute<{ day: string; remaining: string; reserved: string }>(sql`
    SELECT expires_on::text AS day, remaining, reserved FROM ledger.lot
    WHERE book = ${book} AND account = ${account} AND remaining > 0 ORDER BY expires_on`);
  return Object.fromEntries(
    rows.map(({ day, remaining, reserved }) => [
      day,
      reserved === '0' ? Number(remaining) : `${remaining}, ${reserved} promised`,
    ]),
  );
}

/** A town on a day, with an account that takes what lapses. */
async function townOn(books: TestBooks, day: string) {
  await stopClock(books, noon(day));
  const town = await openTown(books, book);
  return { ...town, expired: await books.open(book, 'points_expired') };
}

const created = (count: number) => Array.from({ length: count }, () => 'created');

t.test('what expires first is spent first, whatever came first', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, shop } = await townOn(books, '2026-06-01');
  const earn = (amount: number, expiresOn?: string) =>
    move(issue, wang, amount, expiresOn ? { expiresOn } : {});
  await books.post(book, [
    earn(10),
    earn(20, '2027-12-31'),
    earn(30, '2026-12-31'),
    earn(5, '2026-06-01'),
  ]);
  const before = { '2026-06-01': 5, '2026-12-31': 30, '2027-12-31': 20, infinity: 10 };
  t.same(await lotsOf(books, wang), before);
  await books.post(book, [move(wang, shop, 3)]);
  t.same(await lotsOf(books, wang), { ...before, '2026-06-01': 2 }, 'its last day is still a day');
  await books.post(book, [move(wang, shop, 40), move(wang, shop, 1)]);
  t.same(await lotsOf(books, wang), { '2027-12-31': 11, infinity: 10 });
  t.same(names(await books.post(book, [move(wang, shop, 22), move(wang, shop, 21)])), [
    'below_floor',
    'created',
  ]);
  t.same(await lotsOf(books, wang), {});
});

t.test('what one gets from another keeps its days, unless it gets a new one', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li, shop } = await townOn(books, '2026-06-01');
  await books.post(book, [
    move(issue, wang, 10, { expiresOn: '2026-12-31' }),
    move(issue, wang, 10, { expiresOn: '2027-12-31' }),
    move(wang, li, 15),
  ]);
  t.same(await lotsOf(books, li), { '2026-12-31': 10, '2027-12-31': 5 }, 'inherited');
  await books.post(book, [move(wang, li, 5, { expiresOn: '2028-06-30' }), move(li, shop, 20)]);
  t.same(await lotsOf(books, li), {});
  await books.post(book, [move(shop, li, 3), move(shop, li, 4, { expiresOn: '2027-12-31' })]);
  t.same(
    await lotsOf(books, li),
    { '2027-12-31': 4, infinity: 3 },
    'what comes from an account without lots lapses when it is said to, or never',
  );
});

t.test(
  'what is credited for the same day is one lot, for a day that is over a lapsed one',
  async (t) => {
    const books = await testBooks(t);
    const { issue, wang, shop } = await townOn(books, '2026-06-01');
    const earn = (amount: number, expiresOn: string) => move(issue, wang, amount, { expiresOn });
    await books.post(book, [earn(10, '2026-12-31'), earn(5, '2026-12-31')]);
    await books.post(book, [earn(7, '2026-12-31'), move(wang, shop, 4), earn(1, '2026-12-31')]);
    t.same(await lotsOf(books, wang), { '2026-12-31': 19 });
    await books.post(book, [move(wang, shop, 19)]);
    await books.post(book, [earn(2, '2026-12-31')]);
    t.same(await lotsOf(books, wang), { '2026-12-31': 2 }, 'also in a lot that was used up');
    await books.post(book, [earn(9, '2026-05-31')]);
    t.match(await readBalance(books.db, book, wang), { balance: 11, available: 2 });
    t.same(names(await books.post(book, [move(wang, shop, 3)])), ['below_floor']);
  },
);

/** domain.md, section 10; amounts in centipoints. */
for (const [restoreExpired, expiresOn, lots] of [
  [false, undefined, { '2026-12-31': 1000, '2027-12-31': 500 }],
  [true, '2027-02-01', { '2027-02-01': 1000, '2027-12-31': 500 }],
] as const) {
  t.test(
    `a redemption cancelled when part of it has lapsed, restore_expired=${restoreExpired}`,
    async (t) => {
      const books = await testBooks(t);
      const { issue, wang, shop, expired } = await townOn(books, '2026-12-30');
      const big = await books.open(book, 'merchant_points');
      t.ok(shop);
      const redemption = move(wang, big, 1200);
      await books.post(book, [
        move(issue, wang, 1000, { expiresOn: '2026-12-31' }),
        move(issue, wang, 500, { expiresOn: '2027-12-31' }),
        redemption,
      ]);
      t.same(await lotsOf(books, wang), { '2027-12-31': 300 }, 'A 10.00 and B 2.00 were taken');
      await stopClock(books, noon('2027-01-02'));
      const cancelled = resolve('reversal', redemption, expiresOn ? { expiresOn } : {});
      t.match(await books.post(book, [cancelled]), [
        { result: 'created', debitBalance: 0, creditBalance: 1500 },
      ]);
      t.same(await lotsOf(books, wang), lots);
      t.match(await readBalance(books.db, book, wang), {
        balance: 1500,
        available: restoreExpired ? 1500 : 500,
      });
      if (restoreExpired) return;
      t.same(names(await books.post(book, [move(wang, big, 501)])), ['below_floor']);
      t.same(names(await books.post(book, [move(wang, expired, 1000, { kind: 'lapse' })])), [
        'created',
      ]);
      t.same(await lotsOf(books, wang), { '2027-12-31': 500 });
    },
  );
}

t.test('a reversal gives back to each lot what came from it, and takes what it gave', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await townOn(books, '2026-06-01');
  const gift = move(wang, li, 60);
  await books.post(book, [
    move(issue, wang, 50, { expiresOn: '2026-12-31' }),
    move(issue, wang, 50, { expiresOn: '2027-12-31' }),
    move(issue, li, 5, { expiresOn: '2026-09-30' }),
    gift,
  ]);
  const stands = { '2026-09-30': 5, '2026-12-31': 50, '2027-12-31': 10 };
  t.same(await lotsOf(books, li), stands);
  await books.post(book, [resolve('reversal', gift)]);
  t.same(await lotsOf(books, wang), { '2026-12-31': 50, '2027-12-31': 50 });
  t.same(await lotsOf(books, li), { '2026-09-30': 5 }, 'his own are left to him');
});

t.test('of a part that comes back, the day that lasts longest comes first', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, shop } = await townOn(books, '2026-06-01');
  const redemption = move(wang, shop, 60);
  const back = (amount?: number) =>
    resolve('reversal', redemption, amount === undefined ? {} : { amount });
  await books.post(book, [
    move(issue, wang, 30, { expiresOn: '2026-12-31' }),
    move(issue, wang, 20, { expiresOn: '2027-12-31' }),
    move(issue, wang, 40),
    redemption,
  ]);
  t.same(await lotsOf(books, wang), { infinity: 30 });
  await books.post(book, [back(15)]);
  t.same(await lotsOf(books, wang), { '2027-12-31': 5, infinity: 40 });
  await books.post(book, [back(20), back(9)]);
  t.same(await lotsOf(books, wang), { '2026-12-31': 14, '2027-12-31': 20, infinity: 40 });
  await books.post(book, [back()]);
  t.same(await lotsOf(books, wang), { '2026-12-31': 30, '2027-12-31': 20, infinity: 40 });
});

t.test('parts come back to new days and old ones, but nothing twice', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, shop } = await townOn(books, '2026-06-01');
  const redemption = move(wang, shop, 60);
  await books.post(book, [
    move(issue, wang, 40, { expiresOn: '2026-06-30' }),
    move(issue, wang, 20, { expiresOn: '2026-08-31' }),
    redemption,
  ]);
  await stopClock(books, noon('2026-07-15'));
  const back = (amount: number, expiresOn?: string) =>
    resolve('reversal', redemption, { amount, ...(expiresOn ? { expiresOn } : {}) });
  await books.post(book, [back(25, '2026-08-14')]);
  t.same(await lotsOf(books, wang), { '2026-08-14': 5, '2026-08-31': 20 });
  await books.post(book, [back(10), back(25, '2026-09-01')]);
  t.same(
    await lotsOf(books, wang),
    { '2026-06-30': 10, '2026-08-14': 5, '2026-08-31': 20, '2026-09-01': 25 },
    'what still runs keeps its day, what has lapsed goes to the day that is said',
  );
  t.same(names(await books.post(book, [back(1)])), ['already_reversed']);
});

t.test('what was earned is taken back from its own lot, even when that has lapsed', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li, shop } = await townOn(books, '2026-06-01');
  const earn = (amount: number, expiresOn: string) => move(issue, wang, amount, { expiresOn });
  const [early, late] = [earn(30, '2026-06-30'), earn(30, '2026-12-31')];
  await books.post(book, [early, late]);
  await books.post(book, [resolve('reversal', late, { amount: 10 })]);
  t.same(
    await lotsOf(books, wang),
    { '2026-06-30': 30, '2026-12-31': 20 },
    'its own lot before one that expires earlier',
  );
  await books.post(book, [move(wang, shop, 20)]);
  await stopClock(books, noon('2026-07-15'));
  await books.post(book, [resolve('reversal', early, { amount: 25 })]);
  t.same(await lotsOf(books, wang), { '2026-12-31': 5 }, 'its own first, the rest from what runs');
  t.same(names(await books.post(book, [resolve('reversal', early)])), created(1));
  t.match(await readBalance(books.db, book, wang), { balance: 0 });

  const [own, other] = [
    move(issue, li, 10, { expiresOn: '2026-07-20' }),
    move(issue, li, 10, { expiresOn: '2026-07-20' }),
  ];
  await books.post(book, [own, other, move(li, shop, 12)]);
  await stopClock(books, noon('2026-07-21'));
  t.same(
    names(await books.post(book, [resolve('reversal', own), resolve('reversal', other)])),
    ['below_floor', 'below_floor'],
    'more has been spent than either can miss',
  );
  t.same(
    names(
      await books.post(book, [
        resolve('reversal', own, { amount: 5 }),
        resolve('reversal', other, { amount: 4 }),
        resolve('reversal', other, { amount: 3 }),
      ]),
    ),
    ['created', 'below_floor', 'created'],
    'two in one batch do not count what the other gave',
  );
  t.match(await readBalance(books.db, book, li), { balance: 0, available: 0 });
});

t.test(
  'one whose own lot is short is not taken back from what others gave for that day',
  async (t) => {
    const books = await testBooks(t);
    const { issue, wang, shop } = await townOn(books, '2026-06-01');
    const [one, two] = [10, 40].map((amount) =>
      move(issue, wang, amount, { expiresOn: '2026-06-30' }),
    );
    const living = move(issue, wang, 3, { expiresOn: '2026-12-31' });
    await books.post(book, [one!, two!, living]);
    const spent = move(issue, wang, 5, { expiresOn: '2026-06-10' });
    await books.post(book, [spent, move(wang, shop, 5)]);
    await stopClock(books, noon('2026-07-15'));
    t.same(
      names(
        await books.post(book, [
          resolve('reversal', spent),
          resolve('reversal', two!, { amount: 1 }),
        ]),
      ),
      ['below_floor', 'created'],
    );
    t.same(await lotsOf(books, wang), { '2026-06-30': 49, '2026-12-31': 3 });
  },
);

t.test('what has lapsed cannot be spent or promised, however late the sweep comes', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li, shop, expired } = await townOn(books, '2026-12-31');
  const last = 40;
  await books.post(book, [
    move(issue, wang, 100, { expiresOn: '2026-12-31' }),
    move(issue, wang, 10, { expiresOn: '2027-12-31' }),
  ]);
  await stopClock(books, '2026-12-31T23:59:59.999+08:00');
  t.same(names(await books.post(book, [move(wang, shop, last)])), created(1), 'until midnight');
  await stopClock(books, '2027-01-01T00:00:00+08:00');
  t.match(await readBalance(books.db, book, wang), { balance: 70, available: 10 });
  const tried = [move(wang, shop, 11), move(wang, li, 11), move(wang, li, 11, { kind: 'hold' })];
  t.same(
    names(await books.post(book, tried)),
    tried.map(() => 'below_floor'),
  );
  t.same(
    names(
      await books.post(book, [
        move(wang, expired, 61, { kind: 'lapse' }),
        move(wang, shop, 10),
        move(wang, expired, 50, { kind: 'lapse' }),
        move(wang, expired, 10, { kind: 'lapse' }),
        move(wang, expired, 1, { kind: 'lapse' }),
      ]),
    ),
    ['below_floor', 'created', 'created', 'created', 'below_floor'],
    'a lapse takes all that has lapsed, in parts if need be, and nothing else',
  );
  t.same(await lotsOf(books, wang), {});
});

t.test('of several reasons a lapsed lot is one of the floor, before the ceiling', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, shop } = await townOn(books, '2026-06-01');
  await books.post(book, [move(issue, wang, 600, { expiresOn: '2026-05-31' })]);
  t.same(names(await books.post(book, [move(wang, shop, 501)])), ['below_floor']);
});

t.test('only lots can lapse', async (t) => {
  const books = await testBooks(t);
  const { issue, shop, expired } = await townOn(books, '2026-06-01');
  await books.post(book, [move(issue, shop, 10)]);
  const lapse = { kind: 'lapse' } as const;
  t.same(
    names(await books.post(book, [move(shop, expired, 1, lapse), move(issue, expired, 1, lapse)])),
    ['below_floor', 'below_floor'],
  );
});

t.test('a lapse is taken back like any transfer', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, expired } = await townOn(books, '2026-06-01');
  const lapse = move(wang, expired, 30, { kind: 'lapse' });
  await books.post(book, [move(issue, wang, 30, { expiresOn: '2026-05-31' }), lapse]);
  const back = (amount: number, expiresOn?: string) =>
    resolve('reversal', lapse, { amount, ...(expiresOn ? { expiresOn } : {}) });
  t.same(names(await books.post(book, [back(10), back(20, '2026-07-01')])), created(2));
  t.same(await lotsOf(books, wang), { '2026-05-31': 10, '2026-07-01': 20 });
});

t.test('a hold keeps its lots past their day; what it releases then lapses', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, shop, expired } = await townOn(books, '2026-06-01');
  const hold = (amount: number) => move(wang, shop, amount, { kind: 'hold' });
  const [captured, dropped] = [hold(40), hold(20)];
  await books.post(book, [
    move(issue, wang, 50, { expiresOn: '2026-06-30' }),
    move(issue, wang, 50, { expiresOn: '2026-12-31' }),
    captured,
    dropped,
  ]);
  const standing = { '2026-06-30': '50, 50 promised', '2026-12-31': '50, 10 promised' };
  t.same(await lotsOf(books, wang), standing);
  await stopClock(books, noon('2026-07-01'));
  t.match(await readBalance(books.db, book, wang), { balance: 100, available: 40 });
  t.same(
    names(await books.post(book, [move(wang, expired, 1, { kind: 'lapse' })])),
    ['below_floor'],
    'what is promised does not lapse',
  );
  t.same(names(await books.post(book, [resolve('capture', captured, { amount: 25 })])), created(1));
  t.same(
    await lotsOf(books, wang),
    { '2026-06-30': '25, 10 promised', '2026-12-31': '50, 10 promised' },
    'what a capture leaves has lapsed',
  );
  t.match(await readBalance(books.db, book, wang), { balance: 75, available: 40 });
  t.same(names(await books.post(book, [resolve('void', dropped)])), created(1));
  t.match(await readBalance(books.db, book, wang), { balance: 75, available: 50 });
  t.same(
    names(
      await books.post(book, [
        move(wang, shop, 51),
        move(wang, expired, 26, { kind: 'lapse' }),
        move(wang, expired, 25, { kind: 'lapse' }),
      ]),
    ),
    ['below_floor', 'below_floor', 'created'],
  );
  t.same(await lotsOf(books, wang), { '2026-12-31': 50 });
});

t.test('a capture takes what expires first of what is held, and passes its days on', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await townOn(books, '2026-06-01');
  const hold = move(wang, li, 60, { kind: 'hold' });
  const capture = resolve('capture', hold, { amount: 45 });
  await books.post(book, [
    move(issue, wang, 40, { expiresOn: '2026-06-30' }),
    move(issue, wang, 40, { expiresOn: '2026-12-31' }),
    hold,
    // Comes too late to be held.
    move(issue, wang, 10, { expiresOn: '2026-06-15' }),
  ]);
  await stopClock(books, noon('2026-07-01'));
  await books.post(book, [capture]);
  const rest = { '2026-06-15': 10, '2026-12-31': 35 };
  t.same(await lotsOf(books, wang), rest);
  t.same(await lotsOf(books, li), { '2026-06-30': 40, '2026-12-31': 5 });
  t.match(await readBalance(books.db, book, li), { balance: 45, available: 5 });
  t.same(names(await books.post(book, [resolve('reversal', capture, { amount: 10 })])), created(1));
  t.same(await lotsOf(books, wang), { ...rest, '2026-06-30': 5, '2026-12-31': 40 });
  await books.post(book, [resolve('reversal', capture, { expiresOn: '2026-07-31' })]);
  t.same(await lotsOf(books, wang), {
    ...rest,
    '2026-06-30': 5,
    '2026-07-31': 35,
    '2026-12-31': 40,
  });
  t.same(await lotsOf(books, li), {}, 'all that the capture gave went back where it came from');
  const fresh = move(wang, li, 10, { kind: 'hold' });
  await books.post(book, [fresh, resolve('capture', fresh, { expiresOn: '2028-01-01' })]);
  t.same(await lotsOf(books, li), { '2028-01-01': 10 }, 'unless the capture says a new day');
});

t.test('an expired hold lets go of its lots, lapsed or not', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, shop, expired } = await townOn(books, '2026-06-30');
  const hold = move(wang, shop, 15, { kind: 'hold', holdSeconds: 86_400 });
  await books.post(book, [
    move(issue, wang, 10, { expiresOn: '2026-06-30' }),
    move(issue, wang, 10, { expiresOn: '2026-12-31' }),
    hold,
  ]);
  await stopClock(books, noon('2026-07-01'));
  const order: Transfer[] = [
    move(wang, expired, 10, { kind: 'lapse' }),
    resolve('capture', hold),
    resolve('expire', hold),
    move(wang, expired, 10, { kind: 'lapse' }),
    move(wang, shop, 10),
  ];
  t.same(names(await books.post(book, order)), [
    ...['below_floor', 'hold_expired', 'created', 'created', 'created'],
  ]);
});

t.test(
  'expiry and capture in both orders: whichever is in time happens, the other is told',
  async (t) => {
    const books = await testBooks(t);
    const { issue, wang, shop } = await openTown(books, book);
    const hold = () => move(wang, shop, 10, { kind: 'hold', holdSeconds: 60 });
    const [inTime, late, swept, together] = [hold(), hold(), hold(), hold()];
    await books.post(book, [move(issue, wang, 100), inTime, late, swept, together]);
    t.same(names(await books.post(book, [resolve('expire', inTime), resolve('capture', inTime)])), [
      'hold_not_expired',
      'created',
    ]);
    await later(books, { seconds: 60 });
    t.same(names(await books.post(book, [resolve('capture', late), resolve('expire', late)])), [
      'hold_expired',
      'created',
    ]);
    t.same(names(await books.post(book, [resolve('expire', swept)])), created(1));
    t.same(names(await books.post(book, [resolve('capture', swept), resolve('void', swept)])), [
      'hold_resolved',
      'hold_resolved',
    ]);
    t.same(
      names(await books.post(book, [resolve('expire', inTime), resolve('expire', together)])),
      ['hold_resolved', 'created'],
    );
    t.match(await readBalance(books.db, book, wang), { balance: 90, available: 90 });
  },
);
