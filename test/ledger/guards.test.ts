import { type SQL, sql } from 'drizzle-orm';
import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import { sqlState } from '../../src/kit/db.ts';
import { timedIdFromCause } from '../../src/kit/id.ts';
import { move, names, type TestBooks, testBooks, writtenBooks } from './books.ts';

const book = 1;
const stateOf = (work: Promise<unknown>) => work.then(() => 'done', sqlState);

/** Every table of the books, the parts of transfer too. */
async function allTables({ ownerDb }: TestBooks): Promise<string[]> {
  const rows = await ownerDb.execute<{ name: string }>(sql`
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'ledger'::regnamespace AND relkind IN ('r', 'p')`);
  return rows.map(({ name }) => name).sort();
}

t.test('the service may read the books and write them only by posting', async (t) => {
  const books = await testBooks(t);
  const tables = await allTables(books);
  t.ok(tables.includes('transfer_2026') && tables.length >= 14, tables.join());
  for (const table of tables.map((name) => sql.raw(`ledger.${name}`))) {
    await books.db.execute(sql`SELECT FROM ${table}`);
    for (const statement of [
      sql`INSERT INTO ${table} SELECT * FROM ${table}`,
      sql`UPDATE ${table} SET ${sql.raw(await firstColumn(books, table))} = NULL`,
      sql`DELETE FROM ${table}`,
      sql`TRUNCATE ${table}`,
      sql`SELECT FROM ${table} FOR UPDATE`,
    ]) {
      t.equal(await stateOf(books.db.execute(statement)), '42501');
    }
  }
  const callable = await books.ownerDb.execute<{ name: string }>(sql`
    SELECT DISTINCT proname AS name FROM pg_proc p
    WHERE pronamespace = 'ledger'::regnamespace AND has_function_privilege('linli_app', p.oid, 'EXECUTE') ORDER BY 1`);
  t.same(
    callable.map(({ name }) => name),
    [
      'altered_blocks',
      'balance_at',
      'balance_effective',
      'balances_hash',
      'block_hash',
      'brought_forward_hash',
      'change_account',
      'clock',
      'close_period',
      'first_id',
      'hold_accounts',
      'kept_from',
      'kept_since',
      'leaf',
      'near',
      'open_accounts',
      'open_year',
      'post',
      'seal_period',
      'transfer_leaves',
      'version_at',
    ],
    'the parts that posting is made of are not for the service',
  );
  const [open] = await books.ownerDb.execute<{ open: string }>(sql`
    SELECT count(*) AS open FROM pg_proc p CROSS JOIN aclexplode(p.proacl) a
    WHERE p.pronamespace = 'ledger'::regnamespace AND a.grantee = 0`);
  t.equal(Number(open!.open), 0, 'nothing is open to everybody');
});

async function firstColumn({ ownerDb }: TestBooks, table: SQL): Promise<string> {
  const rows = await ownerDb.execute<{ name: string }>(sql`
    SELECT attname AS name FROM pg_attribute WHERE attrelid = (${sql`'${table}'`}::regclass) AND attnum = 1`);
  return rows[0]!.name;
}

t.test('the salt of a block is nobody’s but the owner’s', async (t) => {
  const books = await testBooks(t);
  await writtenBooks(books);
  const salts = await books.ownerDb.execute<{ salt: string }>(sql`SELECT salt FROM ledger.block`);
  t.ok(salts.length > 0);
  t.equal(new Set(salts.map(({ salt }) => salt)).size, salts.length, 'each block has its own');
  for (const columns of ['salt', '*', 'b', 'to_jsonb(b)', 'record_send(b)']) {
    const read = sql`SELECT ${sql.raw(columns)} FROM ledger.block b`;
    t.equal(await stateOf(books.db.execute(read)), '42501', columns);
  }
  const readers = await books.ownerDb.execute<{ role: string }>(sql`
    SELECT rolname AS role FROM pg_roles
    WHERE has_column_privilege(rolname, 'ledger.block', 'salt', 'SELECT') AND NOT rolsuper AND rolname NOT LIKE 'pg\_%'`);
  t.same([...readers], []);
});

t.test('what is written stays, whoever asks', async (t) => {
  const books = await testBooks(t);
  await writtenBooks(books);
  const written = (await allTables(books)).filter((name) => name.startsWith('transfer'));
  t.equal(written.length, 4);
  for (const table of [...written, 'lot_move', 'block']) {
    for (const statement of [
      `UPDATE ledger.${table} SET book = 2`,
      `UPDATE ledger.${table} SET book = 2 WHERE false`,
      `DELETE FROM ledger.${table}`,
      `TRUNCATE ledger.${table}`,
    ]) {
      t.equal(await stateOf(books.ownerDb.execute(sql.raw(statement))), '55000', statement);
    }
  }
  for (const statement of ['DELETE FROM ledger.account', 'TRUNCATE ledger.account'])
    t.equal(await stateOf(books.ownerDb.execute(sql.raw(statement))), '55000', statement);
});

t.test('the database repeats the limits', async (t) => {
  const books = await testBooks(t);
  const person = await books.open(book, 'points_main', 500);
  const issue = await books.open(book, 'points_issue');
  const set = (account: string, change: string) =>
    stateOf(
      books.ownerDb.execute(sql.raw(`UPDATE ledger.account SET ${change} WHERE id = '${account}'`)),
    );
  for (const change of [
    ...['balance = -1', 'balance = 501', 'debit_pending = 1', 'debit_pending = -1'],
    ...[
      'credit_pending = 501',
      'credit_pending = -1',
      'version = -1',
      'floor = -1',
      'floor = NULL',
    ],
  ])
    t.equal(await set(person, change), '23514', change);
  for (const change of [
    ...['balance = -9007199254740992', 'balance = 9007199254740992'],
    ...['debit_pending = 9007199254740992', 'credit_pending = 9007199254740992'],
  ])
    t.equal(await set(issue, change), '23514', change);
});

t.test(
  'every table, constraint, function and index that is a rule says why it is there',
  async (t) => {
    const books = await testBooks(t);
    const silent = await books.ownerDb.execute<{ name: string }>(sql`
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'ledger'::regnamespace AND relkind IN ('r', 'p') AND obj_description(oid, 'pg_class') IS NULL
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL
    UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'ledger'::regnamespace AND contype <> 'n' AND conparentid = 0
      AND coninhcount = 0 AND obj_description(oid, 'pg_constraint') IS NULL
    UNION ALL SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class r ON r.oid = i.indrelid
      WHERE c.relnamespace = 'ledger'::regnamespace AND obj_description(c.oid, 'pg_class') IS NULL
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)
        AND NOT (r.relispartition AND obj_description(r.oid, 'pg_class') LIKE '%unique indexes%')`);
    t.same(
      silent.map(({ name }) => name),
      [],
    );
  },
);

t.test('years are opened in order, once, and hold what their ids say', async (t) => {
  const books = await testBooks(t);
  const open = async (year: number) => {
    const rows = await books.db.execute<{ open: boolean }>(
      sql`SELECT ledger.open_year(${year}) AS open`,
    );
    return rows[0]!.open;
  };
  t.equal(await open(2027), false, 'there is room already');
  t.equal(await open(2025), false);
  await t.rejects(open(2029), { cause: { code: '22023' } }, 'no gaps');
  t.equal(await open(2028), true);
  t.equal(await open(2028), false);
  const [issue, person] = [
    await books.open(book, 'points_issue'),
    await books.open(book, 'points_main'),
  ];
  const [first] = await books.ownerDb.execute<{ ours: string; beyond: string }>(
    sql`SELECT ledger.first_id(2028) AS ours, ledger.first_id(2029) AS beyond`,
  );
  const yearBefore = timedIdFromCause(instant('2027-12-31T23:59:59.999Z'), 'the last of 2027');
  const ids = [first!.ours, yearBefore, first!.beyond];
  t.same(
    names(
      await books.post(
        book,
        ids.map((id) => move(issue, person, 1, { id })),
      ),
    ),
    ['created', 'created', 'id_outside_years'],
  );
  const parts = await books.db.execute<{ part: string }>(
    sql`SELECT tableoid::regclass::text AS part FROM ledger.transfer ORDER BY id`,
  );
  t.same(
    parts.map(({ part }) => part),
    ['ledger.transfer_2027', 'ledger.transfer_2028'],
  );
  t.equal(
    await stateOf(books.ownerDb.execute(sql`DELETE FROM ledger.transfer_2028`)),
    '55000',
    'a new year is guarded like the others',
  );
  t.equal(await stateOf(books.db.execute(sql`DELETE FROM ledger.transfer_2028`)), '42501');
});
