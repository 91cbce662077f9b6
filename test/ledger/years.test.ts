import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { type Instant, instantOf } from '../../src/kit/clock.ts';
import type { Tx } from '../../src/kit/db.ts';
import { timedIdFromCause } from '../../src/kit/id.ts';
import {
  balanceAt,
  checkBooks,
  closePeriod,
  detachYear,
  effectiveBalanceAt,
  effectiveStatement,
  isPosted,
  type Movement,
  post,
  readBalance,
} from '../../src/ledger/index.ts';
import { openYearJob } from '../../src/ledger/jobs.ts';
import type { LedgerDeps } from '../../src/ledger/lanes.ts';
import {
  later,
  move,
  names,
  openTown,
  resolve,
  seedOf,
  type TestBooks,
  testBooks,
} from './books.ts';

const book = 1;
const day = 86_400_000;
const inYear = (year: number, n: number) => instantOf(Date.UTC(year, 0, 1) + (n + 1) * 1000);
const idOf = (year: number, n: number, cause = 'transfer') =>
  timedIdFromCause(inYear(year, n), `${cause}-${n}`);

/** The time of the database, which `later` moves. */
async function nowOf(books: TestBooks): Promise<Instant> {
  const [row] = await books.db.execute<{ ms: string }>(
    sql`SELECT ceil(extract(epoch FROM ledger.clock()) * 1000)::bigint AS ms`,
  );
  return instantOf(Number(row!.ms));
}

async function closeAll(books: TestBooks): Promise<Instant> {
  const end = await nowOf(books);
  // An end has to be past.
  await new Promise((resume) => setTimeout(resume, 20));
  if (!(await closePeriod(books.db, book, end))) throw new Error('the period was not closed');
  return end;
}

/** Numbers from 0 to 1 that the seed decides. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Batches in which ids of `years` are mixed, with holds, captures, lots, dates of their own and reversals. */
async function liveOn(
  t: Test,
  books: TestBooks,
  accounts: { issue: string; wang: string; li: string; shop: string },
  { years, from, seed }: { years: number[]; from: number; seed: number },
) {
  const chance = chances(seed);
  const pick = <T>(some: readonly T[]): T => some[Math.floor(chance() * some.length)]!;
  const { issue, wang, li, shop } = accounts;
  const posted: Movement[] = [];
  const holds: Movement[] = [];
  const until = from + 240;
  for (let n = from; n < until; ) {
    const batch = Array.from({ length: 1 + Math.floor(chance() * 6) }, () => {
      n++;
      const id = idOf(pick(years), n);
      const origin = pick([...holds, ...posted]);
      if (origin && chance() < 0.4) {
        if (origin.kind === 'hold') {
          holds.splice(holds.indexOf(origin), 1);
          return resolve(pick(['capture', 'void'] as const), origin, { id });
        }
        return resolve('reversal', origin, { id, amount: 1 + Math.floor(chance() * 3) });
      }
      const [debit, credit] = pick([
        [issue, wang],
        [issue, li],
        [wang, li],
        [wang, shop],
        [li, shop],
      ] as const);
      return move(debit, credit, 1 + Math.floor(chance() * (debit === issue ? 40 : 9)), {
        id,
        ...(chance() < 0.2 ? { kind: 'hold' as const } : {}),
        ...(chance() < 0.3
          ? { effectiveAt: instantOf(Date.now() - Math.floor(chance() * 200) * day) }
          : {}),
        ...(chance() < 0.3 ? { expiresOn: `2031-0${1 + Math.floor(chance() * 9)}-01` } : {}),
      });
    });
    const results = await books.post(book, batch);
    for (const [at, one] of batch.entries()) {
      if (!isPosted(results[at]!) || 'origin' in one) continue;
      (one.kind === 'hold' ? holds : posted).push(one);
    }
  }
  const rest = holds.map((hold, n) =>
    resolve('void', hold, { id: idOf(years.at(-1)!, until + n, 'rest') }),
  );
  t.notOk(names(await books.post(book, rest)).some((name) => name !== 'created'));
  return posted;
}

/** What the books say of accounts at times. */
function standing(books: TestBooks, accounts: string[], times: Instant[]) {
  return Promise.all(
    accounts.map(async (account) => [
      await readBalance(books.db, book, account),
      ...(await Promise.all(times.map((at) => effectiveBalanceAt(books.db, book, account, at)))),
    ]),
  );
}

t.test('years leave the books one after the other, and all promises stay kept', async (t) => {
  const books = await testBooks(t);
  const town = await openTown(books, book);
  const accounts = Object.values(town);
  const seed = seedOf(t, 'years');
  const old = await liveOn(t, books, town, { years: [2025, 2026], from: 0, seed });
  const end = await closeAll(books);
  await liveOn(t, books, town, { years: [2026, 2027], from: 500, seed: seed + 1 });
  t.same(await books.broken(), []);
  const times = [0, 5, 20, 100, 1e6].map((ms) => instantOf(end.getTime() + ms));
  const before = await standing(books, accounts, times);
  const whole = { from: end, until: instantOf(end.getTime() + day), limit: 100 };
  const lines = await effectiveStatement(books.db, book, town.wang, whole);

  await detachYear(books.ownerDb, 2025);
  t.same(await books.broken(), [], 'clean without 2025');
  t.same(await standing(books, accounts, times), before, 'and all stands as it stood');
  t.same(await effectiveStatement(books.db, book, town.wang, whole), lines);
  const gone = old.find(({ id }) => id < idOf(2026, 0))!;
  t.same(names(await books.post(book, [gone])), ['id_outside_years'], 'never posted again');
  t.same(names(await books.post(book, [resolve('reversal', gone, { id: idOf(2026, 900) })])), [
    'origin_unknown',
  ]);
  for (const ask of [balanceAt, effectiveBalanceAt]) {
    await t.rejects(ask(books.db, book, town.wang, inYear(2025, 0)), {
      code: 'history_begins_later',
    });
  }
  await t.rejects(
    effectiveStatement(books.db, book, town.wang, { ...whole, from: inYear(2025, 0) }),
    { code: 'history_begins_later' },
  );
  const [kept] = await books.ownerDb.execute<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM ledger.transfer_2025`,
  );
  t.ok(kept!.n > 50, 'in a table of its own');

  // The next one, over a year later.
  await later(books, { days: 200 });
  await liveOn(t, books, town, { years: [2026, 2027], from: 1500, seed: seed + 2 });
  const next = await closeAll(books);
  const then = await standing(books, accounts, [next]);
  await detachYear(books.ownerDb, 2026);
  t.same(await books.broken(), [], 'clean without 2026');
  t.same(await standing(books, accounts, [next]), then);
  await liveOn(t, books, town, { years: [2027], from: 2500, seed: seed + 3 });
});

t.test('a year stays while anything of it is open', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const refused = (year: number, code: string) =>
    t.rejects(detachYear(books.ownerDb, year), { code }, `${year}: ${code}`);
  const hold = move(wang, li, 10, { kind: 'hold', id: idOf(2025, 2) });
  await books.post(book, [move(issue, wang, 100, { id: idOf(2025, 1) }), hold]);
  await refused(2026, 'year_not_oldest');
  await refused(2024, 'year_not_oldest');
  await refused(2025, 'year_holds_open');
  await closeAll(books);
  await books.post(book, [resolve('void', hold, { id: idOf(2025, 3) })]);
  await refused(2025, 'year_not_closed');
  await closeAll(books);
  await detachYear(books.ownerDb, 2025);
  await refused(2025, 'year_not_oldest');
  await refused(2026, 'year_not_over');
  t.match(await readBalance(books.db, book, wang), { balance: 100, available: 100, version: 3 });
  t.equal(await balanceAt(books.db, book, wang, await nowOf(books)), 100);
  await t.rejects(books.db.execute(sql`SELECT ledger.detach_year(2026)`), 'not by the service');
});

t.test('what is done to the books after a year has left them is found', async (t) => {
  const books = await testBooks(t, { cleanAtEnd: false });
  const { issue, wang, li } = await openTown(books, book);
  // One block that loses its first rows and keeps the others.
  await books.post(book, [
    move(issue, wang, 100, { id: idOf(2025, 1) }),
    move(wang, li, 5, { id: idOf(2026, 2) }),
    move(wang, li, 6, { id: idOf(2025, 3) }),
    move(wang, li, 7, { id: idOf(2026, 4) }),
  ]);
  await closeAll(books);
  await detachYear(books.ownerDb, 2025);
  t.same(await books.broken(), []);
  const tampered = async (statement: string) => {
    let broken: string[] = [];
    await books.ownerDb
      .transaction(async (tx) => {
        await tx.execute(sql`SET LOCAL session_replication_role = replica`);
        await tx.execute(sql`ALTER TABLE ledger.transfer_2026 DISABLE TRIGGER USER`);
        await tx.execute(sql.raw(statement));
        broken = (await checkBooks(tx as Tx)).flatMap(({ promise, breaches }) =>
          breaches.length > 0 ? [promise.name] : [],
        );
        throw new Error('taken back');
      })
      .catch((error: Error) => {
        if (error.message !== 'taken back') throw error;
      });
    return broken;
  };
  const row = (n: number) => `WHERE id = '${idOf(2026, n)}'`;
  t.match(await tampered(`DELETE FROM ledger.transfer ${row(2)}`), [/./], 'a row below the gap');
  t.ok(
    (await tampered(`DELETE FROM ledger.transfer ${row(2)}`)).includes('blocks = transfers'),
    'by its block',
  );
  t.ok(
    (await tampered(`UPDATE ledger.transfer SET amount = 8 ${row(4)}`)).includes(
      'blocks = transfers',
    ),
  );
  for (const column of [
    'legs = legs + 1 WHERE legs < version',
    'moved = moved + 1',
    'version = version + 1',
    'balance = 0',
    `recorded_at = recorded_at - interval '1 day'`,
    `effective_at = effective_at - interval '1 day'`,
  ])
    t.ok(
      (await tampered(`UPDATE ledger.brought_forward SET ${column}`)).includes(
        'years as they went',
      ),
      column,
    );
  const inBooks2025 = await testBooks(t, { cleanAtEnd: false });
  const old = await openTown(inBooks2025, book);
  await inBooks2025.post(book, [move(old.issue, old.wang, 1, { id: idOf(2025, 1) })]);
  await closeAll(inBooks2025);
  await inBooks2025.ownerDb.execute(sql`UPDATE ledger.account SET balance = 0`);
  await t.rejects(detachYear(inBooks2025.ownerDb, 2025), { code: 'books_not_in_order' });
  t.ok((await tampered('DELETE FROM ledger.detached_block')).includes('blocks = transfers'));
  t.ok(
    (await tampered(`UPDATE ledger.span SET first_id = ledger.first_id(2025)`)).includes(
      'years as they went',
    ),
  );
  await t.rejects(books.ownerDb.execute(sql`DELETE FROM ledger.brought_forward`));
});

t.test('room for the next year is made long before it begins', async (t) => {
  const books = await testBooks(t);
  const deps = books as unknown as LedgerDeps;
  const sweep = async () => {
    const found = await openYearJob.sweep!.find(deps);
    for (const { payload } of found) await openYearJob.run(deps, payload);
    return found.map(({ id }) => id);
  };
  const now = await nowOf(books);
  const daysTo = (year: number) => Math.ceil((Date.UTC(year, 0, 2) - now.getTime()) / day);
  await later(books, { days: daysTo(2026) });
  t.same(await sweep(), [], 'the migration made it');
  await later(books, { days: daysTo(2027) });
  t.same(await sweep(), ['year-2028']);
  t.same(await sweep(), []);
  await later(books, { days: daysTo(2031) });
  t.same(await sweep(), ['year-2031', 'year-2032'], 'also after years of standing still');
  const { issue, wang } = await openTown(books, book);
  t.same(
    names(
      await books.post(
        book,
        [2029, 2032, 2033].map((year) => move(issue, wang, 1, { id: idOf(year, 1) })),
      ),
    ),
    ['created', 'created', 'id_outside_years'],
  );
});

t.test('what is posted while a year ends is in it or refused, never lost', async (t) => {
  const books = await testBooks(t);
  const { issue, wang, li } = await openTown(books, book);
  const answers: string[] = [];
  await closeAll(books);
  await books.transact(async (tx) => {
    const halfWay = move(issue, wang, 1, { id: idOf(2025, 0, 'half-way') });
    answers.push(...names(await post(tx, book, [halfWay])));
    await t.rejects(
      books.ownerDb.execute(sql`SELECT ledger.end_year(2025)`),
      { cause: { code: '55P03' } },
      'it waits for a batch that is half way, and gives up before others wait for long',
    );
  });
  let ended = false;
  const latecomers = [1, 2, 3].map(async (who) => {
    for (let n = 0; !ended; n++) {
      const one = move(issue, wang, 1, { id: idOf(2025, n, `late-${who}`) });
      answers.push(...names(await books.post(book, [one, move(issue, li, 1)])));
      await new Promise((resume) => setTimeout(resume, Math.random() * 150));
    }
    const one = move(issue, wang, 1, { id: idOf(2025, 0, `last-${who}`) });
    t.same(names(await books.post(book, [one])), ['id_outside_years']);
  });
  // Whoever comes between the closing and the end makes it refuse, so it takes as long as it takes.
  for (let tries = 0; !ended && tries < 500; tries++) {
    await closeAll(books);
    const [row] = await books.ownerDb.execute<{ answer: string }>(
      sql`SELECT ledger.end_year(2025) AS answer`,
    );
    ended = row!.answer === 'ended';
  }
  t.ok(ended);
  ended = true;
  await Promise.all(latecomers);
  await closeAll(books);
  await detachYear(books.ownerDb, 2025);
  const [counted] = await books.ownerDb.execute<{ n: number }>(sql`
    SELECT (SELECT count(*) FROM ledger.transfer_2025) + (SELECT count(*) FROM ledger.transfer) AS n`);
  t.equal(Number(counted!.n), answers.filter((answer) => answer === 'created').length);
});
