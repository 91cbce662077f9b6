import { sql } from 'drizzle-orm';
import t from 'tap';
import { removeOldImports } from '../../src/imports/index.ts';
import { batchRows } from '../../src/imports/limits.ts';
import { runImport } from '../../src/imports/run-import.ts';
import { plusMinutes } from '../../src/kit/clock.ts';
import { desks } from '../registration/desks.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';
import { counts, csvOf, type Order, send, volunteerRow } from './files.ts';

const registered = async ({ database }: TestTown) => {
  const rows = await database.ownerDb.execute(
    sql`SELECT count(*) AS count FROM people.volunteer WHERE channel = 'offline'`,
  );
  return Number(rows[0]!.count);
};

/** From so many volunteers on, the database fails: what a process that dies in the middle leaves behind. */
async function breakOff({ database }: TestTown, after: number): Promise<() => Promise<unknown>> {
  await database.ownerDb.execute(
    sql.raw(`
    CREATE FUNCTION people.break_off() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT count(*) FROM people.volunteer WHERE channel = 'offline') >= ${after} THEN
        RAISE EXCEPTION 'cut off' USING ERRCODE = 'XX000';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER break_off BEFORE INSERT ON people.volunteer
      FOR EACH STATEMENT EXECUTE FUNCTION people.break_off()`),
  );
  return () => database.ownerDb.execute(sql`DROP FUNCTION people.break_off CASCADE`);
}

const people = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => volunteerRow(from + n));

async function sent(town: TestTown, desk: Client, file: Buffer, order: Order) {
  const { status, body } = await send(desk, file, order);
  if (status !== 201) throw new Error(JSON.stringify(body));
  const key = { book: town.deps.book, id: body.id as string };
  return {
    run: () => runImport(town.deps, key),
    look: async () => (await desk.call('GET', `/v1/imports/${key.id}`)).body,
  };
}

t.test('an import that breaks off goes on where it was, and takes nobody twice', async (t) => {
  const town = await testTown(t, { worker: false });
  const desk = await town.signIn(desks.committee);
  const cases = [
    { mode: 'skip_bad', from: 0, kept: batchRows },
    { mode: 'all_or_nothing', from: 1200, kept: 0 },
  ] as const;
  for (const { mode, from, kept } of cases) {
    const before = await registered(town);
    const file = csvOf('volunteers', people(from, 1200));
    const one = await sent(town, desk, file, { mode });
    const mend = await breakOff(town, before + batchRows);
    await t.rejects(one.run());
    t.equal(await registered(town), before + kept, `${mode}: half way`);
    t.match(await one.look(), {
      state: 'running',
      rows: { total: 1200, read: batchRows, fresh: batchRows },
    });
    await mend();
    await Promise.all([one.run(), one.run()]);
    t.match(await one.look(), { state: 'done', rows: { read: 1200, alreadyThere: 0, bad: 0 } });
    t.equal(await registered(town), before + 1200);
    const again = await sent(town, desk, file, { mode });
    await again.run();
    t.same(counts(await again.look()), [0, 1200, 0], 'sent anew, all are there already');
  }
});

t.test('what breaks off again and again is given up, and says so', async (t) => {
  const town = await testTown(t, { worker: false });
  const desk = await town.signIn(desks.committee);
  const one = await sent(town, desk, csvOf('volunteers', people(0, 2)), {});
  const mend = await breakOff(town, 0);
  for (let tries = 0; tries < 5; tries++) await t.rejects(one.run());
  await one.run();
  t.match(await one.look(), { state: 'refused', problem: { code: 'import_broken_off' } });
  await mend();
  await one.run();
  t.equal(await registered(town), 0, 'the end is the end');
});

t.test('a role that was taken back since counts for no row', async (t) => {
  const town = await testTown(t, { worker: false });
  const desk = await town.signIn(desks.committee);
  const one = await sent(town, desk, csvOf('volunteers', people(0, 2)), { mode: 'skip_bad' });
  const held = await desk.call('GET', '/v1/role-grants');
  const street = await town.signIn(desks.street);
  for (const { id } of held.body.items) await street.call('DELETE', `/v1/role-grants/${id}`);
  await one.run();
  t.equal(await registered(town), 0);
  const rows = await town.database.ownerDb.execute(sql`SELECT faults FROM imports.bad_row`);
  t.match(
    [...rows],
    [{ faults: [{ code: 'not_allowed' }] }, { faults: [{ code: 'not_allowed' }] }],
  );
});

t.test('bad rows are kept for their time, then nothing of the file is left', async (t) => {
  const town = await testTown(t, { worker: false });
  const { deps } = town;
  const desk = await town.signIn(desks.committee);
  const file = csvOf('volunteers', [volunteerRow(1, { skills: '魔法' })]);
  const one = await sent(town, desk, file, {});
  await one.run();
  t.equal((await one.look()).rows.bad, 1);
  await removeOldImports(deps, deps.book, 30);
  t.equal((await one.look()).state, 'refused');
  await town.moveTo(plusMinutes(await town.now(), 31 * 24 * 60));
  await removeOldImports(deps, deps.book, 30);
  const rows = await town.database.ownerDb.execute(
    sql`SELECT (SELECT count(*) FROM imports.import) + (SELECT count(*) FROM imports.bad_row) AS left`,
  );
  t.equal(Number(rows[0]!.left), 0);
});
