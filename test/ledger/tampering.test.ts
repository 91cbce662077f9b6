import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import type { Db } from '../../src/kit/db.ts';
import { checkBooks, transferCodes } from '../../src/ledger/index.ts';
import { brokenPromises, move, testBooks, writtenBooks } from './books.ts';

/** Changes the books behind their back, as an administrator with every right and with triggers off would. */
const crimes: { name: string; work: string; found: string[] }[] = [
  {
    name: 'an amount',
    work: 'UPDATE ledger.transfer SET amount = amount + 1 WHERE code = 1',
    found: ['accounts add up', 'blocks = transfers', 'history exact', 'moves = transfers'],
  },
  {
    name: 'the amount of a hold',
    work: 'UPDATE ledger.transfer SET amount = amount + 1 WHERE kind = 1 AND amount = 10',
    found: ['blocks = transfers', 'holds resolve once', 'moves = transfers'],
  },
  {
    name: 'the amount of a reversal',
    work: 'UPDATE ledger.transfer SET amount = amount - 1 WHERE kind = 5',
    found: [
      'accounts add up',
      'blocks = transfers',
      'history exact',
      'moves = transfers',
      'reversals mirror',
    ],
  },
  {
    name: 'an amount of nothing',
    work: 'UPDATE ledger.transfer SET amount = 0 WHERE code = 1',
    found: ['accounts add up', 'blocks = transfers', 'history exact', 'moves = transfers'],
  },
  {
    name: 'a running balance',
    work: 'UPDATE ledger.transfer SET credit_balance = credit_balance + 1 WHERE code = 1',
    found: ['balances as written', 'history exact'],
  },
  {
    name: 'a subject',
    work: 'UPDATE ledger.transfer SET subject = id WHERE code = 1',
    found: ['blocks = transfers'],
  },
  {
    name: 'a time',
    work: `UPDATE ledger.transfer SET recorded_at = recorded_at - interval '1 day' WHERE kind = 5`,
    found: ['accounts add up', 'blocks = transfers', 'history exact'],
  },
  {
    name: 'a time that it counts from',
    work: `UPDATE ledger.transfer SET effective_at = '2020-01-01' WHERE code = 1`,
    found: ['accounts add up', 'blocks = transfers'],
  },
  {
    name: 'a unit',
    work: 'UPDATE ledger.transfer SET unit = 1 WHERE code = 1',
    found: ['blocks = transfers', 'own kind'],
  },
  {
    name: 'a version',
    work: 'UPDATE ledger.transfer SET debit_version = debit_version + 100 WHERE kind = 2',
    found: ['balances as written', 'history exact'],
  },
  {
    name: 'a capture that captures something else',
    work: 'UPDATE ledger.transfer SET origin = (SELECT id FROM ledger.transfer WHERE kind = 1 AND amount = 10) WHERE kind = 2',
    found: ['blocks = transfers', 'holds resolve once', 'moves = transfers'],
  },
  {
    name: 'a reversal of something else',
    work: 'UPDATE ledger.transfer SET origin = (SELECT id FROM ledger.transfer WHERE code = 1) WHERE kind = 5',
    found: ['blocks = transfers', 'reversals mirror'],
  },
  {
    name: 'a post made a reversal',
    work: 'UPDATE ledger.transfer SET kind = 5, origin = (SELECT id FROM ledger.transfer WHERE code = 2 AND kind = 0) WHERE code = 1',
    found: ['blocks = transfers', 'reversals mirror'],
  },
  {
    name: 'two rows that changed places in their block',
    work: 'UPDATE ledger.transfer SET position = 3 - position WHERE block = 1 AND kind = 0',
    found: ['balances as written', 'blocks = transfers'],
  },
  {
    name: 'the newest transfer, deleted',
    work: 'DELETE FROM ledger.transfer WHERE kind = 2',
    found: [
      'accounts add up',
      'balances as written',
      'blocks = transfers',
      'holds resolve once',
      'moves = transfers',
    ],
  },
  {
    name: 'the oldest transfer, deleted',
    work: 'DELETE FROM ledger.transfer WHERE code = 1',
    found: [
      'accounts add up',
      'balances as written',
      'blocks = transfers',
      'history exact',
      'moves = transfers',
    ],
  },
  {
    name: 'a transfer added',
    work: `INSERT INTO ledger.transfer SELECT amount, recorded_at, debit_balance - amount, debit_version + 1, credit_balance + amount, credit_version + 1, block, book, rule_version, kind, unit, code, lane, 100, overlay(id::text PLACING 'ffff' FROM 33)::uuid, debit, credit, subject, origin, effective_at FROM ledger.transfer WHERE code = 2 AND kind = 0`,
    found: [
      'accounts add up',
      'balances as written',
      'blocks = transfers',
      'history exact',
      'moves = transfers',
    ],
  },
  {
    name: 'every transfer, deleted',
    work: 'DELETE FROM ledger.transfer',
    found: [
      'accounts add up',
      'balances as written',
      'blocks = transfers',
      'holds resolve once',
      'moves = transfers',
      'reversals mirror',
    ],
  },
  {
    name: "an account's balance",
    work: `UPDATE ledger.account SET balance = balance + 1 WHERE kind = 'points_main'`,
    found: ['accounts add up', 'lots = balance', 'units balance'],
  },
  {
    name: 'both balances at once',
    work: `UPDATE ledger.account SET balance = balance + CASE kind WHEN 'merchant_points' THEN 1 ELSE -1 END WHERE kind <> 'points_main'`,
    found: ['accounts add up'],
  },
  {
    name: "an account's version",
    work: `UPDATE ledger.account SET version = version + 1 WHERE kind = 'points_main'`,
    found: ['accounts add up'],
  },
  {
    name: "an account's time",
    work: `UPDATE ledger.account SET last_at = last_at + interval '1 second' WHERE kind = 'points_main'`,
    found: ['accounts add up'],
  },
  {
    name: 'what is pending',
    work: `UPDATE ledger.account SET debit_pending = 0 WHERE kind = 'points_main'`,
    found: ['lots = balance', 'pending = open holds', 'units balance'],
  },
  {
    name: 'what is pending on both sides',
    work: 'UPDATE ledger.account SET debit_pending = 2 * debit_pending, credit_pending = 2 * credit_pending',
    found: ['lots = balance', 'pending = open holds'],
  },
  {
    name: 'a floor',
    work: `UPDATE ledger.account SET floor = balance + 1 WHERE kind = 'merchant_points'`,
    found: ['limits'],
  },
  {
    name: 'an account, deleted',
    work: `DELETE FROM ledger.account WHERE kind = 'merchant_points'`,
    found: ['accounts add up', 'own kind', 'pending = open holds', 'units balance'],
  },
  {
    name: 'a hold opened again',
    work: 'UPDATE ledger.hold SET state = 0, resolved_by = NULL WHERE state = 2',
    found: ['holds resolve once', 'pending = open holds'],
  },
  {
    name: 'a hold resolved by nobody',
    work: 'UPDATE ledger.hold SET state = 3, resolved_by = id WHERE state = 0',
    found: ['holds resolve once', 'pending = open holds'],
  },
  {
    name: 'a hold of more',
    work: 'UPDATE ledger.hold SET amount = amount + 1 WHERE state = 2',
    found: ['holds resolve once', 'moves = transfers'],
  },
  {
    name: 'a hold that had run out when it was captured',
    work: `UPDATE ledger.hold SET expires_at = '2020-01-01' WHERE state = 2`,
    found: ['holds resolve once'],
  },
  {
    name: 'a hold, deleted',
    work: 'DELETE FROM ledger.hold WHERE state = 0',
    found: ['holds resolve once', 'pending = open holds'],
  },
  {
    name: 'what is left to take back',
    work: 'UPDATE ledger.taken_back SET taken = taken - 1',
    found: ['reversals mirror'],
  },
  {
    name: 'what was taken back, deleted',
    work: 'DELETE FROM ledger.taken_back',
    found: ['reversals mirror'],
  },
  {
    name: 'what was taken back, invented',
    work: 'INSERT INTO ledger.taken_back SELECT book, id, amount, 1 FROM ledger.transfer WHERE code = 1',
    found: ['reversals mirror'],
  },
  {
    name: 'a lot',
    work: `UPDATE ledger.lot SET remaining = remaining + 1 WHERE expires_on < 'infinity'`,
    found: ['lots = balance', 'lots = their moves'],
  },
  {
    name: 'steps from one lot to another',
    work: `UPDATE ledger.lot SET remaining = remaining + CASE WHEN expires_on < 'infinity' THEN 1 ELSE -1 END`,
    found: ['lots = their moves'],
  },
  {
    name: 'what a lot promises',
    work: 'UPDATE ledger.lot SET reserved = 0',
    found: ['lots = balance', 'lots = their moves'],
  },
  {
    name: 'the day of a lot',
    work: `UPDATE ledger.lot SET expires_on = '2099-12-31' WHERE expires_on < 'infinity'`,
    found: ['lots = their moves'],
  },
  {
    name: 'a lot, deleted',
    work: `DELETE FROM ledger.lot WHERE expires_on < 'infinity'`,
    found: ['lots = balance', 'lots = their moves'],
  },
  {
    name: 'a step on a lot',
    work: 'UPDATE ledger.lot_move SET amount = amount + 1 WHERE amount = 100',
    found: ['blocks = transfers', 'lots = their moves', 'moves = transfers'],
  },
  {
    name: 'whose step was undone',
    work: 'UPDATE ledger.lot_move SET origin = transfer WHERE origin IS NOT NULL',
    found: ['blocks = transfers', 'moves = transfers'],
  },
  {
    name: 'a step on a lot, deleted',
    work: 'DELETE FROM ledger.lot_move WHERE amount = 100',
    found: ['blocks = transfers', 'lots = their moves', 'moves = transfers'],
  },
  {
    name: 'the hash of a block',
    work: 'UPDATE ledger.block SET hash = sha256(hash) WHERE number = 1',
    found: ['chain links'],
  },
  {
    name: 'hashes of rows too many',
    work: 'UPDATE ledger.block SET leaves = leaves || leaves WHERE number = 1',
    found: ['balances as written', 'blocks = transfers'],
  },
  {
    name: 'the hash of a transfer',
    work: `UPDATE ledger.block SET leaves = overlay(leaves PLACING sha256('x') FROM 1) WHERE number = 1`,
    found: ['blocks = transfers', 'chain links'],
  },
  {
    name: 'the hash of a step on a lot',
    work: `UPDATE ledger.block SET leaves = overlay(leaves PLACING sha256('x') FROM transfers * 32 + 1) WHERE number = 1`,
    found: ['balances as written', 'blocks = transfers'],
  },
  {
    name: 'the time of a block',
    work: `UPDATE ledger.block SET at = at - interval '1 day' WHERE number = 1`,
    found: ['chain links'],
  },
  {
    name: 'the salt of a block',
    work: 'UPDATE ledger.block SET salt = gen_random_uuid() WHERE number = 1',
    found: ['balances as written'],
  },
  {
    name: 'the hash of the balances in a block',
    work: 'UPDATE ledger.block SET private_hash = sha256(private_hash) WHERE number = 1',
    found: ['balances as written', 'chain links'],
  },
  {
    name: 'the first block, deleted',
    work: 'DELETE FROM ledger.block WHERE number = 1',
    found: ['blocks = transfers', 'chain links'],
  },
  {
    name: 'the newest block, deleted',
    work: 'DELETE FROM ledger.block WHERE number = (SELECT max(number) FROM ledger.block)',
    found: ['blocks = transfers', 'chain links'],
  },
  {
    name: 'a chain that says it is at its beginning',
    work: `UPDATE ledger.lane SET number = 0, hash = decode(repeat('00', 32), 'hex')`,
    found: ['chain links'],
  },
  {
    name: 'a chain, deleted',
    work: 'DELETE FROM ledger.lane WHERE number > 0',
    found: ['chain links'],
  },
];

/** In the way of some crimes; an administrator can take them away. */
const constraints = [
  ...['transfer.transfer_amount', 'transfer.transfer_kind', 'account.account_floor'],
  ...['account.account_pending', 'hold.hold_state', 'taken_back.taken_back_rest'],
  ...['lot.lot_remaining', 'block.block_leaves'],
];

t.test('check-books finds', async (t) => {
  const { ownerDb } = await written(t);
  for (const { name, work, found } of crimes) {
    t.test(name, async (t) => {
      let names: string[] = [];
      const undone = ownerDb.transaction(async (tx) => {
        await tx.execute(sql`SET LOCAL session_replication_role = replica`);
        await tx.execute(sql.raw(work));
        names = await brokenPromises(tx as unknown as Db);
        tx.rollback();
      });
      await t.rejects(undone, { message: 'Rollback' });
      t.same(names.sort(), found);
    });
  }
});

t.test('two transfers of a block that exchanged their places in history are found', async (t) => {
  const books = await testBooks(t, { cleanAtEnd: false });
  const [issue, hours] = [await books.open(1, 'hours_issue'), await books.open(1, 'hours_credit')];
  const code = transferCodes.service_hours;
  const same = () => move(issue, hours, 5, { code });
  await books.post(1, [same()]);
  await books.post(1, [same(), same()]);
  await books.ownerDb.transaction(async (tx) => {
    await tx.execute(sql`SET LOCAL session_replication_role = replica`);
    for (const guard of ['transfer_2026_debit', 'transfer_2026_credit'])
      await tx.execute(sql.raw(`DROP INDEX ledger.${guard}`));
    await tx.execute(sql`
      UPDATE ledger.transfer t SET debit_balance = o.debit_balance, debit_version = o.debit_version,
        credit_balance = o.credit_balance, credit_version = o.credit_version
      FROM ledger.transfer o WHERE t.block = 2 AND o.block = 2 AND t.id <> o.id`);
  });
  const broken = (await checkBooks(books.db)).filter(({ breaches }) => breaches.length > 0);
  t.match(broken, [
    { promise: { name: 'balances as written' }, breaches: [{ what: 'block 2 of lane 0' }] },
  ]);
  t.equal(broken.length, 1, 'amounts, order and sums are all as they were');
});

async function written(t: Test) {
  const books = await testBooks(t);
  await writtenBooks(books);
  t.same(await books.broken(), []);
  for (const constraint of constraints)
    await books.ownerDb.execute(
      sql.raw(`ALTER TABLE ledger.${constraint.replace('.', ' DROP CONSTRAINT ')}`),
    );
  return books;
}
