import t from 'tap';
import { sqlState, type Tx } from '../../src/kit/db.ts';
import { newId } from '../../src/kit/id.ts';
import { type PostResult, post, readBalance, type Transfer } from '../../src/ledger/index.ts';
import { later, move, names, resolve, sessionsMax, stopClock, testBooks } from './books.ts';

const book = 1;
const attemptsMax = 20;
const count = (results: string[], name: string) =>
  results.filter((result) => result === name).length;

t.test('twenty who spend the same balance at once spend it once', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  const shops = await Promise.all(
    Array.from({ length: 20 }, () => books.open(book, 'merchant_points')),
  );
  await books.post(book, [move(issue, wang, 100)]);
  const results = (
    await Promise.all(shops.map((shop) => books.post(book, [move(wang, shop, 30)])))
  ).flatMap(names);
  t.equal(count(results, 'created'), 3);
  t.equal(count(results, 'below_floor'), 17);
  t.equal((await readBalance(books.db, book, wang)).balance, 10);
});

t.test('two hundred transfers both ways at once never deadlock', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  const li = await books.open(book, 'points_main');
  await books.post(book, [move(issue, wang, 1000), move(issue, li, 1000)]);
  let attempts = 0;
  const once = (transfers: ReturnType<typeof move>[]) =>
    books.transact((tx) => {
      attempts++;
      return post(tx, book, transfers);
    });
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, n) => once([n % 2 ? move(wang, li, 3) : move(li, wang, 3)])),
  );
  t.equal(count(results.flatMap(names), 'created'), 200);
  t.equal(attempts, 200, 'no transaction had to be run again');
  t.match(await readBalance(books.db, book, wang), { balance: 1000, version: 201 });
});

t.test('batches that name the same accounts in opposite orders never deadlock', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const people = await Promise.all(
    Array.from({ length: 30 }, () => books.open(book, 'points_main')),
  );
  let attempts = 0;
  await Promise.all(
    Array.from({ length: 60 }, (_, n) => {
      const order = n % 2 ? people : [...people].reverse();
      return books.transact((tx) => {
        attempts++;
        return post(
          tx,
          book,
          order.map((person) => move(issue, person, 1)),
        );
      });
    }),
  );
  t.equal(attempts, 60);
  t.equal((await readBalance(books.db, book, issue)).balance, -1800);
});

t.test('the same transfer sent by many at once is posted once and answered alike', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  const once = move(issue, wang, 7);
  const answers = (
    await Promise.all(Array.from({ length: 20 }, () => books.post(book, [once])))
  ).flat();
  t.equal(count(names(answers), 'created'), 1);
  t.equal(count(names(answers), 'exists'), 19);
  t.equal(new Set(answers.map((answer) => JSON.stringify({ ...answer, result: '' }))).size, 1);
});

t.test(
  'one id sent for different accounts at once belongs to one of them; the others hear id_reused',
  async (t) => {
    const books = await testBooks(t);
    const asked = new Set<string>();
    for (let round = 0; round < 5; round++) {
      const ids = Array.from({ length: 200 }, () => newId());
      const lanes = await Promise.all(
        Array.from(
          { length: 6 },
          async () =>
            [
              await books.open(book, 'points_issue'),
              await books.open(book, 'points_main'),
            ] as const,
        ),
      );
      const answers = await Promise.all(
        lanes.map(async ([issue, person], n) => {
          const order = n % 2 ? ids : [...ids].reverse();
          const batch = order.map((id) => move(issue, person, 1, { id }));
          for (let attempt = 0; attempt < attemptsMax; attempt++) {
            try {
              return await books.db.transaction((tx) => post(tx as Tx, book, batch));
            } catch (error) {
              asked.add(sqlState(error) ?? String(error));
            }
          }
          return [];
        }),
      );
      t.equal(count(answers.flatMap(names), 'created'), 200);
      t.equal(count(answers.flatMap(names), 'id_reused'), 1000);
    }
    t.same(
      [...asked],
      ['40001'],
      'asked to run again, but for no deadlock and no unique violation',
    );
  },
);

t.test('many who take back one transfer at once take back no more than there was', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  for (let round = 0; round < 10; round++) {
    const earned = move(issue, wang, 50);
    await books.post(book, [earned, move(issue, wang, 1000)]);
    const amount = round % 2 ? { amount: 20 } : {};
    const answers = await Promise.all(
      Array.from({ length: sessionsMax }, () =>
        books.post(book, [resolve('reversal', earned, amount)]),
      ),
    );
    const done = round % 2 ? 2 : 1;
    t.equal(count(answers.flatMap(names), 'created'), done);
    t.equal(
      count(answers.flatMap(names), round % 2 ? 'exceeds_rest' : 'already_reversed'),
      sessionsMax - done,
    );
  }
});

t.test('many who resolve one hold at once resolve it once', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  const li = await books.open(book, 'points_main');
  let captured = 0;
  for (let round = 0; round < 10; round++) {
    const hold = move(wang, li, 50, { kind: 'hold' });
    await books.post(book, [move(issue, wang, 50), hold]);
    const answers = await Promise.all(
      Array.from({ length: sessionsMax }, (_, n) =>
        books.post(book, [resolve(n % 2 ? 'void' : 'capture', hold)]),
      ),
    );
    const results = answers.flatMap(names);
    t.equal(count(results, 'created'), 1);
    t.equal(count(results, 'hold_resolved'), sessionsMax - 1);
    if (results.indexOf('created') % 2 === 0) captured += 50;
    t.match(await readBalance(books.db, book, li), { balance: captured });
  }
});

t.test('a capture against an expiry while the time runs out: one of them happens', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  const li = await books.open(book, 'points_main');
  await books.post(book, [move(issue, wang, 1000)]);
  const won = { capture: 0, expire: 0 };
  const rounds = 30;
  let seconds = 0;
  for (let round = 0; round < rounds; round++) {
    const hold = move(wang, li, 10, { kind: 'hold', holdSeconds: 3600 });
    await books.post(book, [hold]);
    const attempts = async (kind: 'capture' | 'expire') => {
      const results: PostResult[] = [];
      for (let n = 0; n < 3; n++) results.push(...(await books.post(book, [resolve(kind, hold)])));
      return names(results);
    };
    // It runs out before, in the middle of or after the race.
    seconds += round % 3 === 0 ? 0 : 3600;
    if (round % 3 === 1) await later(books, { seconds });
    const [captures, expiries] = await Promise.all([
      attempts('capture'),
      attempts('expire'),
      ...(round % 3 === 2 ? [later(books, { seconds })] : []),
    ]);
    const results = [...captures, ...expiries];
    const winner = captures.includes('created') ? 'capture' : 'expire';
    if (count(results, 'created') === 0) {
      t.equal(
        count(results, 'hold_not_expired'),
        3,
        'all expiries came before, all captures after',
      );
      t.equal(count(results, 'hold_expired'), 3);
      t.same(names(await books.post(book, [resolve('expire', hold)])), ['created']);
    } else {
      t.equal(count(results, 'created'), 1);
      const others = results.filter((result) => result !== 'created');
      const possible = [
        'hold_resolved',
        'hold_not_expired',
        ...(winner === 'expire' ? ['hold_expired'] : []),
      ];
      t.same(
        others.filter((result) => !possible.includes(result)),
        [],
      );
    }
    won[winner]++;
  }
  t.ok(won.capture >= rounds / 3 && won.expire >= rounds / 3, JSON.stringify(won));
  t.match(await readBalance(books.db, book, li), { balance: won.capture * 10 });
  t.match(await readBalance(books.db, book, wang), { available: 1000 - won.capture * 10 });
});

t.test('a lapse against a redemption at midnight: the lot goes one way', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const expired = await books.open(book, 'points_expired');
  const shop = await books.open(book, 'merchant_points');
  const seen = new Set<string>();
  for (let round = 0; round < 20; round++) {
    await stopClock(books, `${2026 + round}-12-31T23:59:59+08:00`);
    const wang = await books.open(book, 'points_main');
    const hold = move(wang, shop, 30, { kind: 'hold' });
    const expiresOn = `${2026 + round}-12-31`;
    await books.post(book, [move(issue, wang, 100, { expiresOn }), hold]);
    const midnight = () => stopClock(books, `${2027 + round}-01-01T00:00:00+08:00`);
    if (round % 2) await midnight();
    const [lapse, spend, release] = await Promise.all([
      books.post(book, [move(wang, expired, 60, { kind: 'lapse' })]),
      books.post(book, [move(wang, shop, 60)]),
      books.post(book, [resolve('void', hold)]),
      ...(round % 2 ? [] : [midnight()]),
    ]);
    t.same(names(release), ['created']);
    const results = names([...lapse, ...spend]).join();
    seen.add(results);
    if (round % 2) t.equal(results, 'created,below_floor');
    else t.not(results, 'created,created');
  }
  t.comment([...seen].join(' | '));
});

t.test('a refusal and a posting of one id that overlap leave it in the books', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  const earned = move(issue, wang, 7);
  const back = resolve('reversal', earned);
  await books.transact(async (tx) => {
    t.same(names(await post(tx, book, [back])), ['origin_unknown']);
    t.same(names(await books.post(book, [earned])), ['created']);
    t.same(names(await books.post(book, [back])), ['created']);
  });
  t.match(await books.post(book, [back]), [{ result: 'exists', debitBalance: 0 }]);
});

t.test('batches with holds, captures and reversals of each other never deadlock', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const people = await Promise.all(
    Array.from({ length: 8 }, () => books.open(book, 'points_main')),
  );
  await books.post(
    book,
    people.map((person) => move(issue, person, 10_000, { expiresOn: '2027-12-31' })),
  );
  let attempts = 0;
  const batchOf = (n: number): Transfer[] => {
    const at = (step: number) => people[(n * 3 + step * 5) % people.length]!;
    const hold = move(at(0), at(1), 5, { kind: 'hold' });
    const gift = move(at(1), at(2), 3);
    return [
      hold,
      gift,
      resolve(n % 3 ? 'capture' : 'void', hold),
      resolve('reversal', gift, { amount: 1 }),
      move(at(3), at(0), 2),
    ];
  };
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      books.transact((tx) => {
        attempts++;
        return post(tx, book, batchOf(n));
      }),
    ),
  );
  t.equal(count(answers.flatMap(names), 'created'), 500);
  t.equal(attempts, 100, 'no transaction had to be run again');
});

t.test('batches that name a hold twice, and others from before, never deadlock', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const [a, b, c, d] = [
    await books.open(book, 'points_main'),
    await books.open(book, 'merchant_points'),
    await books.open(book, 'points_main'),
    await books.open(book, 'merchant_points'),
  ];
  await books.post(book, [move(issue, a, 1_000), move(issue, c, 1_000)]);
  const rounds = 100;
  const holdsOf = (from: string, to: string) =>
    Array.from({ length: rounds }, () => move(from, to, 1, { kind: 'hold' }));
  const [first, second] = [holdsOf(a, b), holdsOf(c, d)];
  await books.post(book, first);
  await books.post(book, second);
  let attempts = 0;
  const answers = await Promise.all(
    first.map((hold, n) => {
      const pair = n % 2 ? [hold, second[n]!] : [second[n]!, hold];
      // The hold is named twice, so the batch is posted in two parts, the second with accounts of its own.
      const batch = [pair[0]!, pair[0]!, pair[1]!].map((one) => resolve('void', one));
      return books.transact((tx) => {
        attempts++;
        return post(tx, book, batch);
      });
    }),
  );
  t.equal(count(answers.flatMap(names), 'created'), 2 * rounds);
  t.equal(attempts, rounds, 'no transaction had to be run again');
});

t.test('check-books may run while transfers are posted', async (t) => {
  const books = await testBooks(t);
  const issue = await books.open(book, 'points_issue');
  const people = await Promise.all(
    Array.from({ length: 10 }, () => books.open(book, 'points_main')),
  );
  let posting = true;
  const posters = Promise.all(
    people.map(async (person, n) => {
      for (let round = 0; round < 30; round++) {
        await books.post(book, [
          move(issue, person, 5),
          move(person, people[(n + round) % 10]!, 3),
        ]);
      }
    }),
  ).finally(() => {
    posting = false;
  });
  while (posting) t.same(await books.broken(), []);
  await posters;
});
