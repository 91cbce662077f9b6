import { type SQL, sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { sqlState } from '../../src/kit/db.ts';
import { readBalance, reversalOf, transferCodes } from '../../src/ledger/index.ts';
import { move, testBooks } from './books.ts';

const book = 1;
const tables = ['unit', 'account', 'transfer'];
const stateOf = (work: Promise<unknown>) => work.then(() => 'done', sqlState);

t.test('the service may read the books and write them only by posting', async (t) => {
  const books = await testBooks(t);
  for (const table of tables.map((name) => sql.raw(`ledger.${name}`))) {
    await books.db.execute(sql`SELECT FROM ${table}`);
    for (const statement of [
      sql`INSERT INTO ${table} SELECT * FROM ${table}`,
      sql`DELETE FROM ${table}`,
      sql`TRUNCATE ${table}`,
      sql`SELECT FROM ${table} FOR UPDATE`,
    ]) {
      t.equal(await stateOf(books.db.execute(statement)), '42501');
    }
  }
  for (const statement of [
    'unit SET code = code',
    'account SET balance = 1',
    'transfer SET amount = 1',
  ]) {
    t.equal(await stateOf(books.db.execute(sql.raw(`UPDATE ledger.${statement}`))), '42501');
  }
  const [open] = await books.ownerDb.execute<{ open: string }>(sql`
    SELECT count(*) AS open FROM pg_proc p CROSS JOIN aclexplode(p.proacl) a
    WHERE p.pronamespace = 'ledger'::regnamespace AND a.grantee = 0`);
  t.equal(Number(open!.open), 0, 'nothing is open to everybody');
});

t.test('what is written stays, whoever asks', async (t) => {
  const books = await testBooks(t);
  await books.post(book, [
    move(await books.open(book, 'points_issue'), await books.open(book, 'points_main'), 5),
  ]);
  for (const statement of [
    'UPDATE ledger.transfer SET amount = 6',
    'UPDATE ledger.transfer SET amount = 6 WHERE false',
    'DELETE FROM ledger.transfer',
    'TRUNCATE ledger.transfer',
    'DELETE FROM ledger.account',
    'TRUNCATE ledger.account',
  ]) {
    t.equal(await stateOf(books.ownerDb.execute(sql.raw(statement))), '55000', statement);
  }
});

t.test('the database repeats the limits', async (t) => {
  const books = await testBooks(t);
  const person = await books.open(book, 'points_main', 500);
  const issue = await books.open(book, 'points_issue');
  const set = (account: string, balance: string) =>
    stateOf(
      books.ownerDb.execute(
        sql.raw(`UPDATE ledger.account SET balance = ${balance} WHERE id = '${account}'`),
      ),
    );
  t.equal(await set(person, '-1'), '23514');
  t.equal(await set(person, '501'), '23514');
  t.equal(await set(issue, '-9007199254740992'), '23514');
  t.equal(await set(issue, '9007199254740992'), '23514');
});

t.test(
  'every table, constraint, function and index that is a rule says why it is there',
  async (t) => {
    const books = await testBooks(t);
    const silent = await books.ownerDb.execute<{ name: string }>(sql`
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'ledger'::regnamespace AND relkind = 'r' AND obj_description(oid, 'pg_class') IS NULL
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL
    UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'ledger'::regnamespace AND contype <> 'n' AND obj_description(oid, 'pg_constraint') IS NULL
    UNION ALL SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE c.relnamespace = 'ledger'::regnamespace AND obj_description(c.oid, 'pg_class') IS NULL
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)`);
    t.same(
      silent.map(({ name }) => name),
      [],
    );
  },
);

/** Changes the books behind their back, as an administrator with every right would. */
const crimes: { name: string; work: SQL; found: string[] }[] = [
  {
    name: 'an amount',
    work: sql`UPDATE ledger.transfer SET amount = amount + 1 WHERE code = 2`,
    found: ['history exact', 'accounts add up', 'reversals mirror'],
  },
  {
    name: 'a running balance',
    work: sql`UPDATE ledger.transfer SET credit_balance = credit_balance + 1 WHERE code = 2`,
    found: ['history exact'],
  },
  {
    name: "an account's balance",
    work: sql`UPDATE ledger.account SET balance = balance + 1 WHERE kind = 'points_main'`,
    found: ['units balance', 'accounts add up'],
  },
  {
    name: 'both balances at once',
    work: sql`UPDATE ledger.account SET balance = balance + CASE kind WHEN 'points_main' THEN 1 ELSE -1 END`,
    found: ['accounts add up'],
  },
  {
    name: 'a version',
    work: sql`UPDATE ledger.transfer SET debit_version = debit_version + 100 WHERE code = 4`,
    found: ['history exact'],
  },
  {
    name: "an account's version",
    work: sql`UPDATE ledger.account SET version = version + 1`,
    found: ['accounts add up'],
  },
  {
    name: 'the newest transfer, deleted',
    work: sql`DELETE FROM ledger.transfer WHERE code = 4`,
    found: ['accounts add up'],
  },
  {
    name: 'the oldest transfer, deleted',
    work: sql`DELETE FROM ledger.transfer WHERE code = 1`,
    found: ['history exact', 'accounts add up'],
  },
  {
    name: 'a reversed transfer, deleted',
    work: sql`DELETE FROM ledger.transfer WHERE code = 2`,
    found: ['history exact', 'accounts add up', 'reversals mirror'],
  },
  {
    name: 'a time',
    work: sql`UPDATE ledger.transfer SET recorded_at = recorded_at - interval '1 day' WHERE code = 2`,
    found: ['time runs forward'],
  },
  {
    name: 'a unit',
    work: sql`UPDATE ledger.transfer SET unit = 1 WHERE code = 2`,
    found: ['one unit'],
  },
  {
    name: 'an amount of nothing',
    work: sql`UPDATE ledger.transfer SET amount = 0 WHERE code = 1`,
    found: ['history exact', 'accounts add up', 'amounts positive'],
  },
  {
    name: 'a floor',
    work: sql`UPDATE ledger.account SET floor = balance + 1 WHERE kind = 'points_main'`,
    found: ['limits'],
  },
  {
    name: 'a second reversal',
    work: sql`UPDATE ledger.transfer SET reverses = (SELECT id FROM ledger.transfer WHERE code = 2) WHERE code = 1`,
    found: ['reversals mirror'],
  },
];

for (const { name, work, found } of crimes) {
  t.test(`check-books finds ${name}`, async (t) => {
    const books = await tamperableBooks(t);
    t.same(await books.broken(), []);
    await books.ownerDb.execute(work);
    t.same((await books.broken()).sort(), [...found].sort());
  });
}

async function tamperableBooks(t: Test) {
  const books = await testBooks(t, { cleanAtEnd: false });
  const issue = await books.open(book, 'points_issue');
  const person = await books.open(book, 'points_main');
  const earned = move(issue, person, 40);
  await books.post(book, [move(issue, person, 100, { code: transferCodes.service_hours }), earned]);
  const back = {
    id: '00000000-0000-7000-8000-000000000001',
    code: transferCodes.refund,
    ruleVersion: 1,
  };
  await books.post(book, [reversalOf(earned, back)]);
  t.equal((await readBalance(books.db, book, person)).balance, 100);
  await books.ownerDb.execute(sql`ALTER TABLE ledger.transfer DISABLE TRIGGER USER`);
  await books.ownerDb.execute(sql`DROP INDEX ledger.transfer_reversed_once`);
  await books.ownerDb.execute(sql`ALTER TABLE ledger.transfer DROP CONSTRAINT transfer_amount`);
  await books.ownerDb.execute(sql`ALTER TABLE ledger.account DROP CONSTRAINT account_floor`);
  return books;
}
