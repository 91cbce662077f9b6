import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { readCheckOptions } from '../../src/check-books.ts';
import { instant, plusSeconds } from '../../src/kit/clock.ts';
import type { Db, Tx } from '../../src/kit/db.ts';
import type { Movement } from '../../src/ledger/index.ts';
import { checkSince, makeCheckpoint } from '../../src/proofs/index.ts';
import { resolve } from '../ledger/books.ts';
import { givePoints } from '../support/points.ts';
import { testTown } from '../support/town.ts';
import { book, give, said, testBank } from './bank.ts';

/** A past that was checked, and an increment with everything that transfers can do, in part signed. */
async function bankWithIncrement(t: Test) {
  const bank = await testBank(t);
  const { issue, wang, li, shop } = bank;
  const old = give(issue, wang, 300);
  await bank.post(book, [old, give(wang, shop, 100), give(issue, li, 5)]);
  await bank.checkpoint();
  t.ok(await bank.check(), bank.said.join('\n'));
  const [kept, dropped, open] = [60, 30, 20].map((amount) =>
    give(wang, li, amount, { kind: 'hold' }),
  ) as [Movement, Movement, Movement];
  await bank.post(book, [kept, dropped, open, give(issue, li, 40, { expiresOn: '2027-12-31' })]);
  await bank.post(book, [resolve('capture', kept, { amount: 50, code: 6 })]);
  await bank.checkpoint();
  await bank.post(book, [
    resolve('void', dropped, { code: 6 }),
    resolve('reversal', old, { amount: 10, code: 6 }),
  ]);
  await bank.remember();
  bank.said.length = 0;
  return bank;
}

/** Done to what was written since: of block 2 on. */
const crimes: Record<string, string> = {
  'an amount': 'UPDATE ledger.transfer SET amount = amount + 1 WHERE block = 3',
  'a running balance':
    'UPDATE ledger.transfer SET debit_balance = debit_balance + 1 WHERE block = 4',
  'a version': 'UPDATE ledger.transfer SET credit_version = credit_version + 100 WHERE kind = 2',
  'a reason': 'UPDATE ledger.transfer SET code = 3 WHERE kind = 2',
  'a subject': 'UPDATE ledger.transfer SET subject = id WHERE kind = 5',
  'a time': `UPDATE ledger.transfer SET recorded_at = recorded_at + interval '1 ms' WHERE kind = 3`,
  'an origin': 'UPDATE ledger.transfer SET origin = debit WHERE kind = 2',
  'a place': 'UPDATE ledger.transfer SET position = position + 1 WHERE block = 2',
  'the newest transfer, gone': 'DELETE FROM ledger.transfer WHERE kind = 5',
  'a signed transfer, gone': 'DELETE FROM ledger.transfer WHERE kind = 2',
  'a transfer too many': `INSERT INTO ledger.transfer SELECT (jsonb_populate_record(t, '{"id":"019ab0c4-7a5e-7c1d-9b7e-2f6d3c5b1a00","position":9}')).* FROM ledger.transfer t WHERE kind = 2`,
  "an account's balance": `UPDATE ledger.account SET balance = balance + 1 WHERE kind = 'points_main' AND version > 3`,
  'two balances at once': `UPDATE ledger.account SET balance = balance + CASE kind WHEN 'points_issue' THEN 1 ELSE -1 END WHERE version > 2`,
  "an account's version": `UPDATE ledger.account SET version = version + 1 WHERE kind = 'points_issue'`,
  'what is pending': `UPDATE ledger.account SET debit_pending = debit_pending + 1 WHERE version > 6`,
  'a unit': `UPDATE ledger.account SET unit = 1 WHERE kind = 'points_issue'`,
  "a hold's state": 'UPDATE ledger.hold SET state = 0, resolved_by = NULL WHERE state = 2',
  "a hold's amount": 'UPDATE ledger.hold SET amount = amount + 1 WHERE state = 0',
  'an open hold, gone': 'DELETE FROM ledger.hold WHERE state = 0',
  'what was taken back': 'DELETE FROM ledger.taken_back',
  'how much was taken back': 'UPDATE ledger.taken_back SET taken = taken - 1',
  'a lot': 'UPDATE ledger.lot SET remaining = remaining + 1 WHERE remaining > 0',
  'a move of a lot': `UPDATE ledger.lot_move SET expires_on = expires_on - 1 WHERE expires_on = '2027-12-31'`,
  'a block': "UPDATE ledger.block SET at = at + interval '1 s' WHERE number = 4",
  'a hash': `UPDATE ledger.block SET hash = sha256('x') WHERE number = 3`,
  leaves: `UPDATE ledger.block SET leaves = overlay(leaves placing sha256('x') from 1) WHERE number = 2`,
  'a salt': 'UPDATE ledger.block SET salt = gen_random_uuid() WHERE number = 3',
  'the hash of balances': `UPDATE ledger.block SET private_hash = sha256('x') WHERE number = 3`,
  'the newest block, gone': 'DELETE FROM ledger.block WHERE number = 4',
  'a head': 'UPDATE ledger.lane SET number = number - 1 WHERE number > 0',
  'a lane, gone': 'DELETE FROM ledger.lane WHERE number > 0',
  'a signed balance': 'UPDATE proofs.balance_leaf SET version = version + 1 WHERE version > 3',
  'its hash': `UPDATE proofs.balance_leaf SET leaf = sha256('x') WHERE version > 3`,
  'the tree': `UPDATE proofs.node SET hash = sha256('x') WHERE level = 0`,
  'a signed line': `UPDATE proofs.checkpoint SET jws = jws || 'x' WHERE number = 2`,
  'a checkpoint, gone': 'DELETE FROM proofs.checkpoint WHERE number = 2',
};

t.test('the incremental check finds what was done to the increment', async (t) => {
  const bank = await bankWithIncrement(t);
  await bank.does('ALTER TABLE ledger.block DROP CONSTRAINT block_leaves');
  const signedAt = instant(said((await bank.rows())[0]!).at);
  const broken = async (db: Db = bank.db) => {
    const { file, checked } = await checkSince(db, bank.deps, signedAt);
    return [file, ...checked]
      .filter(({ breaches }) => breaches.length > 0)
      .map(({ promise }) => promise.name);
  };
  t.same(await broken(), []);
  for (const [name, work] of Object.entries(crimes)) {
    await bank.does(work);
    const found = await broken();
    t.ok(found.length > 0, `${name}: ${found.join(', ')}`);
    await bank.rewrite();
  }
  t.same(await broken(), [], 'all is as it was');
  t.ok(await bank.check(), bank.said.join('\n'));
});

t.test('it goes on from where the last check ended, and says what it does not see', async (t) => {
  const bank = await bankWithIncrement(t);
  await bank.does('UPDATE ledger.transfer SET code = 3 WHERE block = 1');
  t.ok(await bank.checkSince(), bank.said.join('\n'));
  t.match(bank.said[0], /更早的行不再逐行核对.*\n.*Rows from before it are not read again/);
  const now = await bank.deps.clock.now(bank.db);
  t.notOk(await bank.checkSince(plusSeconds(now, -3600)), 'from before the alteration');
  t.notOk(await bank.check());
  await bank.rewrite();

  await bank.does('UPDATE ledger.transfer SET code = 3 WHERE block = 2');
  t.ok(await bank.checkSince(), 'what was checked a moment ago is not read again');
  await bank.rewrite();
  await bank.post(book, [give(bank.issue, bank.wang, 5)]);
  await bank.does('UPDATE ledger.transfer SET code = 3 WHERE amount = 5');
  t.notOk(await bank.checkSince());
  await bank.rewrite();

  await bank.post(book, [give(bank.issue, bank.wang, 5)]);
  await bank.checkpoint();
  t.ok(await bank.checkSince());
  await bank.rewrite();
  t.same(await bank.brokenInside(), []);
  bank.said.length = 0;
  t.notOk(await bank.checkSince(), 'a history rewritten since then');
  t.match(bank.said.join('\n'), /checkpoint 3.*it is in the file and not in the database/);
});

/** How many rows of the books and of the proofs a check reads. */
async function rowsRead(db: Db, check: (db: Db) => Promise<unknown>): Promise<number> {
  let read = 0;
  const counting = {
    transaction: (work: (tx: Tx) => Promise<unknown>) =>
      db.transaction(async (tx) => {
        const answer = await work(tx as Tx);
        const [row] = await tx.execute<{ read: string }>(sql`
          SELECT sum(seq_tup_read + idx_tup_fetch) AS read FROM pg_stat_xact_user_tables WHERE schemaname IN ('ledger', 'proofs')`);
        read = Number(row!.read);
        return answer;
      }),
  };
  await check(counting as unknown as Db);
  return read;
}

t.test('its cost is that of the increment, however long the history', async (t) => {
  const increment = 100;
  const reads: number[] = [];
  for (const batches of [1, 10]) {
    const bank = await testBank(t);
    const { issue, wang, li, shop } = bank;
    const post = (count: number) =>
      bank.post(
        book,
        Array.from({ length: count }, (_, n) => give(issue, n % 2 ? wang : li, 1)),
      );
    await bank.post(book, [give(issue, shop, 1)]);
    for (let n = 0; n < batches; n++) await post(500);
    await bank.checkpoint();
    t.ok(await bank.checkSince(), 'the first one reads everything');
    await post(increment);
    await bank.checkpoint();
    reads.push(await rowsRead(bank.ownerDb, (db) => checkSince(db, bank.deps, undefined)));
  }
  const [short, long] = reads as [number, number];
  t.comment(`${short} rows after 500 transfers, ${long} after 5,000`);
  t.ok(short < 10 * increment, `${short} rows for ${increment} transfers`);
  t.ok(long < short * 1.1, `${long} against ${short}`);
});

t.test('check-books as a program: help, everything, an increment, a wrong question', async (t) => {
  const town = await testTown(t, { worker: false });
  await givePoints(town, [town.plan.volunteers[1]!.id], 100);
  await makeCheckpoint(town.deps, town.plan.book);
  const run = async (...args: string[]) => {
    const program = ['--import=tsx', 'src/main.ts', 'check-books', ...args];
    const child = spawn(process.execPath, program, {
      env: { ...process.env, ...town.environment, DEMO_TOWN: 'no' },
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
    const [code] = await once(child, 'close');
    return { code, out };
  };
  t.match(await run('--help'), {
    code: 0,
    out: /check-books --since \[TIME\]\n.*增量核对.*\n.*Incremental check/,
  });
  t.match(await run(), { code: 0, out: /账目核对一致/ });
  t.match(await run('--since'), { code: 0, out: /增量核对[\s\S]*all 10 promises kept/ });
  t.match(await run('--since', 'yesterday'), { code: 1, out: /check-books --since \[TIME\]/ });
  for (const wrong of [['--sinse'], ['now'], ['--since', '2026-01-01T00:00:00Z', 'x']])
    t.throws(() => readCheckOptions(wrong), { message: /check-books --since/ });
  t.match(readCheckOptions(['--since', '2026-01-01T00:00:00Z']), {
    since: true,
    time: instant('2026-01-01T00:00:00Z'),
  });
});
