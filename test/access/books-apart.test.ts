import { sql } from 'drizzle-orm';
import t from 'tap';
import { appRole, type Db, openDb, sqlState } from '../../src/kit/db.ts';
import { givePoints } from '../support/points.ts';
import { phones } from '../support/steps.ts';
import { testTown } from '../support/town.ts';

interface Table extends Record<string, unknown> {
  name: string;
  kept: boolean;
}

/** Every table with a book, and whether the service's sessions see one book of it only. */
async function tablesWithBook(ownerDb: Db): Promise<Table[]> {
  const rows = await ownerDb.execute<Table>(sql`
    SELECT c.oid::regclass::text AS name,
           c.relrowsecurity AND EXISTS (
             SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polpermissive
               AND p.polroles = ARRAY['linli_app'::regrole::oid] AND p.polwithcheck IS NULL
               AND pg_get_expr(p.polqual, p.polrelid) ~ '^\\(book = \\( SELECT .*current_setting\\(''linli.book''::text\\)')
           AND (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) = 1 AS kept
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'book' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
    ORDER BY 1`);
  return [...rows];
}

t.test(
  'every table with a book is kept to the book of the session, and a new one has to be',
  async (t) => {
    const { database } = await testTown(t, { worker: false });
    const tables = await tablesWithBook(database.ownerDb);
    t.ok(tables.length > 30, `${tables.length} tables`);
    t.same(
      tables.filter(({ kept }) => !kept),
      [],
      'call kit.keep_to_book for the table in the migration that makes it',
    );
    await database.ownerDb.execute(sql`CREATE TABLE kit.forgotten (book int)`);
    const forgotten = (await tablesWithBook(database.ownerDb)).filter(({ kept }) => !kept);
    t.match(forgotten, [{ name: 'kit.forgotten' }], 'a table without it is found');
    await database.ownerDb.execute(sql`SELECT kit.keep_to_book('kit.forgotten')`);
    t.ok((await tablesWithBook(database.ownerDb)).every(({ kept }) => kept));
    await database.ownerDb.execute(sql`SELECT ledger.open_year(extract(year FROM now())::int + 2)`);
    t.ok(
      (await tablesWithBook(database.ownerDb)).every(({ kept }) => kept),
      'also the parts of a new year',
    );
  },
);

t.test('the service sees and writes the rows of its own book only', async (t) => {
  const town = await testTown(t, { worker: false });
  const { ownerDb, url } = town.database;
  const payer = await town.signIn(phones.volunteer(1));
  await givePoints(town, [payer.personId], 1000);
  const { body } = await payer.call('POST', '/v1/pay-codes', {});
  const till = await town.signIn(phones.merchant(1));
  const sale = { code: body.code, centipoints: 100 };
  const taken = await till.call('POST', '/v1/redemptions', sale, { 'idempotency-key': 'a' });
  await till.call(
    'POST',
    '/v1/refunds',
    { redemptionId: taken.body.id },
    { 'idempotency-key': 'b' },
  );

  const pool = { connectionsMax: 1, role: appRole };
  const own = openDb(url, { ...pool, book: 120000 });
  const other = openDb(url, { ...pool, book: 110000 });
  const bare = openDb(url, pool);
  t.teardown(() => Promise.all([own.close(), other.close(), bare.close()]));

  let filled = 0;
  for (const { name } of await tablesWithBook(ownerDb)) {
    const table = sql.raw(name);
    const counted = async (db: Db) => {
      const rows = await db.execute<{ n: string }>(sql`SELECT count(*) AS n FROM ${table}`);
      return Number(rows[0]!.n);
    };
    const all = await counted(ownerDb);
    if (all === 0) continue;
    filled++;
    t.equal(await counted(own.db), all, `${name}: its own book sees all ${all}`);
    t.equal(await counted(other.db), 0, `${name}: another sees none`);
    t.equal(await stateOf(counted(bare.db)), '42704', `${name}: a session without a book fails`);
    await refusesWrites(name, other.db, ownerDb);
  }
  t.ok(filled >= 20, `${filled} tables have rows`);

  /** A row as it stands is refused for its book before it is refused for being there already. */
  async function refusesWrites(name: string, db: Db, ownerDb: Db) {
    const table = sql.raw(name);
    const columns = await ownerDb.execute<{ names: string }>(sql`
      SELECT string_agg(quote_ident(attname), ', ') AS names FROM pg_attribute
      WHERE attrelid = ${name}::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`);
    const names = sql.raw(columns[0]!.names);
    const rows = await ownerDb.execute<{ row: unknown }>(
      sql`SELECT to_jsonb(t) AS row FROM ${table} AS t LIMIT 1`,
    );
    const row = JSON.stringify(rows[0]!.row);
    const adding = db.execute(sql`
      INSERT INTO ${table} (${names}) SELECT ${names} FROM jsonb_populate_record(NULL::${table}, ${row}::jsonb)`);
    t.equal(await stateOf(adding), '42501', `${name}: no row of another book is added`);
    const changing = db.execute(sql`UPDATE ${table} SET book = 110000 RETURNING 1`);
    const changed = await changing.then(({ length }) => length, sqlState);
    t.ok(changed === 0 || changed === '42501', `${name}: none is changed`);
    const removed = await db
      .execute(sql`DELETE FROM ${table} RETURNING 1`)
      .then(({ length }) => length, sqlState);
    t.ok(removed === 0 || removed === '42501', `${name}: none is removed`);
  }
});

t.test('nobody writes into the log of another book, nor shortens it', async (t) => {
  const town = await testTown(t, { worker: false });
  const pool = { connectionsMax: 1, role: appRole };
  const own = openDb(town.database.url, { ...pool, book: 120000 });
  const bare = openDb(town.database.url, pool);
  t.teardown(() => Promise.all([own.close(), bare.close()]));
  const deed = [{ action: 'a.b', objectKind: 'x', objectId: 'y', changes: {} }];
  const write = (db: Db, book: number) =>
    stateOf(db.execute(sql`SELECT audit.record(${book}, ${JSON.stringify(deed)}::jsonb)`));
  const before = '2000-01-01T00:00:00.000Z';
  const remove = (db: Db, book: number) =>
    stateOf(db.execute(sql`SELECT audit.remove_part(${book}, 0::smallint, ${before}, 10)`));
  t.same([await write(own.db, 120000), await remove(own.db, 120000)], ['done', 'done']);
  t.same([await write(own.db, 110000), await remove(own.db, 110000)], ['42501', '42501']);
  t.same([await write(bare.db, 120000), await remove(bare.db, 120000)], ['42704', '42704']);
  t.equal(
    await stateOf(
      own.db.execute(sql`SELECT audit.remove_part_of_any_book(110000, 0::smallint, ${before}, 10)`),
    ),
    '42501',
    'nor past the question',
  );
});

const stateOf = (work: Promise<unknown>) => work.then(() => 'done', sqlState);
