import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SQL, sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { record, removeOldEntries, writeCheckpoints } from '../../src/audit/index.ts';
import { checkAllBooks } from '../../src/check-books.ts';
import { type Db, transactOn } from '../../src/kit/db.ts';
import { createLog } from '../../src/kit/log.ts';
import { openVault } from '../../src/kit/seal.ts';
import { testDatabase } from '../support/database.ts';

const book = 120000;

/** A log of a few signed deeds, and what check-books says of it. */
async function testLog(t: Test) {
  const { db, ownerDb } = await testDatabase(t, book);
  const vault = openVault(Buffer.alloc(32, 7));
  const checkpointFolder = await mkdtemp(join(tmpdir(), 'linli-checkpoints-'));
  t.teardown(() => rm(checkpointFolder, { recursive: true }));
  const deps = { db, transact: transactOn(db), vault, checkpointFolder, log: createLog('silent') };
  const act = (...ids: string[]) =>
    deps.transact((tx) =>
      record(
        tx,
        book,
        ...ids.map((id) => ({
          action: 'activity.submit' as const,
          object: { kind: 'activity', id },
          by: randomUUID(),
          before: { state: 'returned' },
          after: { state: 'pending_review', title: '送餐' },
        })),
      ),
    );
  async function complaints(on: Db = ownerDb): Promise<string[]> {
    const lines: string[] = [];
    await checkAllBooks(on, (line) => lines.push(line), deps);
    return lines.filter((line) => line.startsWith('BROKEN') || line.startsWith('         {'));
  }
  return { db, ownerDb, deps, act, complaints };
}

t.test('a log that nobody touched is in order', async (t) => {
  const { act, deps, complaints, ownerDb } = await testLog(t);
  await act('a');
  await act('b', 'c');
  // Held open beside another: a lane of its own.
  await deps.transact(async (tx) => {
    await record(tx, book, { action: 'session.end', object: { kind: 'session', id: 'd' } });
    await act('e');
  });
  await writeCheckpoints(deps);
  await act('f');
  await writeCheckpoints(deps);
  t.same(await complaints(), []);
  const rows = await ownerDb.execute(sql`SELECT lane, number FROM audit.entry ORDER BY 1, 2`);
  t.same(
    [...rows].map(({ lane, number }) => `${lane}/${number}`),
    ['0/1', '0/2', '0/3', '0/4', '0/5', '1/1'],
  );
});

t.test('the service adds to the log and can do nothing else to it', async (t) => {
  const { db, act } = await testLog(t);
  await act('a');
  for (const statement of [
    'UPDATE audit.entry SET action = action',
    'DELETE FROM audit.entry',
    'TRUNCATE audit.entry',
    'UPDATE audit.lane SET number = 0',
    'DELETE FROM audit.checkpoint',
    `INSERT INTO audit.entry SELECT * FROM audit.entry`,
  ])
    await t.rejects(db.execute(sql.raw(statement)), statement);
});

t.test('not even the owner of the database changes it without dropping its guard', async (t) => {
  const { ownerDb, act } = await testLog(t);
  await act('a');
  for (const statement of [
    'UPDATE audit.entry SET action = action',
    'DELETE FROM audit.entry',
    'TRUNCATE audit.entry',
  ])
    await t.rejects(ownerDb.execute(sql.raw(statement)), { cause: { code: '55000' } }, statement);
});

/** What somebody with all rights may do to entry 2 of lane 0, or around it. */
const tampers: Record<string, SQL> = {
  'the time': sql`UPDATE audit.entry SET at = at - interval '1 millisecond' WHERE number = 2`,
  'the person': sql`UPDATE audit.entry SET person_id = gen_random_uuid() WHERE number = 2`,
  'no person': sql`UPDATE audit.entry SET person_id = NULL WHERE number = 2`,
  'the role': sql`UPDATE audit.entry SET role = 'auditor' WHERE number = 2`,
  'the scope of the role': sql`UPDATE audit.entry SET role = 'auditor', scope = '120000' WHERE number = 2`,
  'the action': sql`UPDATE audit.entry SET action = 'activity.return' WHERE number = 2`,
  'the kind of thing': sql`UPDATE audit.entry SET object_kind = 'person' WHERE number = 2`,
  'the thing': sql`UPDATE audit.entry SET object_id = 'z' WHERE number = 2`,
  'the changes': sql`UPDATE audit.entry SET changes = '{}' WHERE number = 2`,
  'the request': sql`UPDATE audit.entry SET request_id = gen_random_uuid() WHERE number = 2`,
  'the address': sql`UPDATE audit.entry SET address = '10.0.0.1' WHERE number = 2`,
  'the device': sql`UPDATE audit.entry SET device = 'x' WHERE number = 2`,
  'the hash': sql`UPDATE audit.entry SET hash = sha256(hash) WHERE number = 2`,
  'the book': sql`UPDATE audit.entry SET book = 110000 WHERE number = 2`,
  'one gone': sql`DELETE FROM audit.entry WHERE number = 2`,
  'the newest gone': sql`DELETE FROM audit.entry WHERE number = 3`,
  'the newest gone, and its lane set back': sql`WITH gone AS (DELETE FROM audit.entry WHERE number = 3)
    UPDATE audit.lane SET number = 2, hash = (SELECT hash FROM audit.entry WHERE number = 2) WHERE lane = 0`,
  'two swapped': sql`UPDATE audit.entry SET number = CASE number WHEN 2 THEN 3 ELSE 2 END WHERE number IN (2, 3)`,
  'one more': sql`INSERT INTO audit.entry SELECT book, lane, 4, at, person_id, role, action, object_kind, object_id, changes, request_id, address, device, hash
    FROM audit.entry WHERE number = 3`,
  'the newest gone, with its lane and its checkpoint': sql`WITH gone AS (DELETE FROM audit.entry WHERE number = 3),
      signed AS (DELETE FROM audit.checkpoint WHERE number = 3)
    UPDATE audit.lane SET number = 2, hash = (SELECT hash FROM audit.entry WHERE number = 2) WHERE lane = 0`,
  'everything gone': sql`WITH gone AS (DELETE FROM audit.entry), signed AS (DELETE FROM audit.checkpoint) DELETE FROM audit.lane`,
  'all gone': sql`TRUNCATE audit.entry`,
  'all gone, with the lanes': sql`WITH gone AS (DELETE FROM audit.entry) DELETE FROM audit.lane`,
  'a lane gone': sql`DELETE FROM audit.lane WHERE lane = 5`,
  'removed, it is said': sql`WITH gone AS (DELETE FROM audit.entry WHERE number = 1)
    UPDATE audit.lane SET removed_number = 1, removed_hash = (SELECT hash FROM audit.entry WHERE number = 1) WHERE lane = 0`,
  'a checkpoint gone': sql`DELETE FROM audit.checkpoint WHERE number = 1`,
  'a checkpoint moved': sql`UPDATE audit.checkpoint SET at = at - interval '1 day' WHERE number = 1`,
  'a checkpoint of other heads': sql`UPDATE audit.checkpoint SET numbers[1] = 2 WHERE number = 1`,
};

t.test('whatever somebody with all rights does to the log is found', async (t) => {
  const { ownerDb, act, deps, complaints } = await testLog(t);
  for (const id of ['a', 'b', 'c']) {
    await act(id);
    await writeCheckpoints(deps);
  }
  for (const table of ['entry', 'checkpoint'])
    await ownerDb.execute(sql.raw(`ALTER TABLE audit.${table} DISABLE TRIGGER USER`));
  for (const [what, statement] of Object.entries(tampers)) {
    const undo = new Error('undo');
    await ownerDb
      .transaction(async (tx) => {
        if (what === 'two swapped')
          await tx.execute(sql`ALTER TABLE audit.entry DROP CONSTRAINT entry_id`);
        await tx.execute(statement);
        t.not((await complaints(tx as unknown as Db)).length, 0, what);
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
  }
  t.same(await complaints(), [], 'all was taken back');
});

t.test(
  'the file outside lacks at most what was not written yet, and is never gone on with when it contradicts',
  async (t) => {
    const { act, deps, complaints, ownerDb } = await testLog(t);
    const { checkpointFolder } = deps;
    await act('a');
    await writeCheckpoints(deps);
    await act('b');
    await writeCheckpoints(deps);
    const [name] = await readdir(checkpointFolder);
    const path = join(checkpointFolder, name!);
    const whole = await readFile(path, 'utf8');
    t.equal(whole.trimEnd().split('\n').length, 2, 'a line for each');
    // The process died between the row and its line, or within the line.
    for (const left of [whole.slice(0, whole.indexOf('\n') + 1), whole.slice(0, -30), '']) {
      await writeFile(path, left);
      await writeCheckpoints(deps);
      t.equal(await readFile(path, 'utf8'), whole);
    }
    t.same(await complaints(), []);
    await appendFile(path, 'somebody else’s line\n');
    t.match((await complaints()).join('\n'), /the last line is not ours/);
    await t.rejects(writeCheckpoints(deps), /is not ours/);
    await writeFile(path, whole);
    await ownerDb.execute(sql`ALTER TABLE audit.checkpoint DISABLE TRIGGER USER`);
    await ownerDb.execute(sql`DELETE FROM audit.checkpoint WHERE number = 2`);
    await t.rejects(writeCheckpoints(deps), /which the database does not have/);
    t.equal(await readFile(path, 'utf8'), whole, 'nothing is added');
  },
);

t.test('who writes the whole chain anew is found by the signatures', async (t) => {
  const { ownerDb, act, deps, complaints } = await testLog(t);
  await act('a');
  await act('b');
  await writeCheckpoints(deps);
  await ownerDb.execute(sql`ALTER TABLE audit.entry DISABLE TRIGGER USER`);
  await ownerDb.execute(sql`UPDATE audit.entry SET object_id = 'z' WHERE number = 1`);
  for (const number of [1, 2])
    await ownerDb.execute(sql`
      UPDATE audit.entry e SET hash = audit.entry_hash(e, coalesce((SELECT hash FROM audit.entry p WHERE p.number = e.number - 1), decode(repeat('00', 32), 'hex')))
      WHERE number = ${number}`);
  await ownerDb.execute(sql`
    UPDATE audit.lane SET hash = (SELECT hash FROM audit.entry WHERE number = 2) WHERE lane = 0`);
  t.match((await complaints()).join('\n'), /checkpoint 1.*do not lead through it/);
});

t.test(
  'entries go when their time is over, never before six months, and the rest stays provable',
  async (t) => {
    const { ownerDb, act, deps, complaints, db } = await testLog(t);
    const travel = (days: number) =>
      ownerDb.execute(
        sql.raw(`CREATE OR REPLACE FUNCTION audit.clock() RETURNS timestamptz LANGUAGE sql VOLATILE
               RETURN clock_timestamp() + interval '${days} days'`),
      );
    await act('old');
    await act('older than the next');
    await writeCheckpoints(deps);
    await travel(200);
    await act('new');
    await writeCheckpoints(deps);
    await t.rejects(
      removeOldEntries(deps, book, 100),
      { cause: { code: '22023' } },
      'not before six months',
    );
    t.equal(await removeOldEntries(deps, book, 201), 0, 'not before their time');
    t.equal(await removeOldEntries(deps, book, 190), 2);
    const left = await db.execute<{ what: string }>(
      sql`SELECT object_id || ' ' || action AS what FROM audit.entry ORDER BY number`,
    );
    t.same(
      [...left].map(({ what }) => what),
      ['new activity.submit', '0 audit_lane.shorten'],
    );
    await writeCheckpoints(deps);
    t.same(await complaints(), []);
    t.equal(await removeOldEntries(deps, book, 190), 0);
  },
);

t.test('a part that is not in order stays for check-books to name', async (t) => {
  const { ownerDb, act, deps } = await testLog(t);
  await act('a');
  await act('b');
  await ownerDb.execute(sql`ALTER TABLE audit.entry DISABLE TRIGGER USER`);
  await ownerDb.execute(sql`UPDATE audit.entry SET object_id = 'z' WHERE number = 1`);
  await ownerDb.execute(sql`ALTER TABLE audit.entry ENABLE TRIGGER USER`);
  await ownerDb.execute(
    sql.raw(`CREATE OR REPLACE FUNCTION audit.clock() RETURNS timestamptz LANGUAGE sql VOLATILE
             RETURN clock_timestamp() + interval '400 days'`),
  );
  t.equal(await removeOldEntries(deps, book, 190), 0);
  const rows = await ownerDb.execute(sql`SELECT 1 FROM audit.entry`);
  t.equal(rows.length, 2);
});
