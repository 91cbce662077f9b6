import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { readConfig } from '../../src/config.ts';
import { type OpenDeps, openDeps } from '../../src/deps.ts';
import { runImport } from '../../src/imports/run-import.ts';
import { openKeyring } from '../../src/kit/data-keys.ts';
import { appRole, openDb } from '../../src/kit/db.ts';
import { openVault } from '../../src/kit/seal.ts';
import { adoptKey, announceKey, buryKeys } from '../../src/protection/index.ts';
import { sealedColumns } from '../../src/protection/sealed-columns.ts';
import { serveSealingDesk } from '../../src/sealing-desk.ts';
import { apply, fileOrganisation } from '../filings/forms.ts';
import { csvOf, send, volunteerRow } from '../imports/files.ts';
import { bornYearsAgo, desks, guardianOf, newcomer } from '../registration/desks.ts';
import { enrol, goodPassword, nextCode } from '../support/staff.ts';
import { phones, registration } from '../support/steps.ts';
import { type TestTown, testTown, until } from '../support/town.ts';

/** Public by design: the phones of the demonstration's mailbox are those of nobody. */
const publicTables = ['kit.development_message'];

t.test(
  'a dump of the database shows no phone, no id number and no full name of anybody',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const phone = '13912346001';
    const guardian = { ...guardianOf(phone), name: '诸葛青云' };
    const idNumber = await bornYearsAgo(town, 15);
    await newcomer(town, '13912346000', {
      ...{ name: '欧阳海燕', idNumber, guardian, address: '新兴里 8 号楼 3 门 502' },
      ...{ consents: ['health', 'location'], healthLimits: '对花粉过敏严重' },
    });
    const wang = await newcomer(town, '13912346002', {
      name: '王建国',
      idNumber: '120103194802290020',
    });
    await wang.call('GET', '/v1/me/data');
    const filed = await rosterOfTown(town);
    const { plan } = town;
    const secrets = [
      ...plan.volunteers.flatMap((one) => [one.name, one.phone, one.idNumber]),
      ...[...plan.stations, ...plan.merchants].map(({ clerk }) => clerk.phone),
      ...plan.officers.map((officer) => officer.phone),
      ...['欧阳海燕', idNumber, '13912346000', '新兴里 8 号楼', '花粉'],
      ...[guardian.name, guardian.phone, guardian.idNumber],
      ...['王建国', '13912346002', '120103194802290020', ...filed],
    ];
    const { text, tables } = await dump(town);
    t.ok(tables > 40, `${tables} tables`);
    const lower = text.toLowerCase();
    for (const secret of secrets) {
      t.notOk(text.includes(secret), `${secret} is not there`);
      const hex = Buffer.from(secret).toString('hex');
      t.notOk(lower.includes(hex), `${secret} is not there as bytes`);
    }
    t.ok(text.includes('学雷锋志愿服务站'), 'and what is public is: the dump was read');
  },
);

/** Files an application, a body and who joins it later; the names and phones of all of them. */
async function rosterOfTown(town: TestTown): Promise<string[]> {
  const applicant = await town.signIn('13912346003');
  const committee = await town.signIn(desks.committee);
  const street = await town.signIn(desks.street);
  const leader = { name: '司徒负责', phone: '13912346004' };
  const party = { name: '令狐联络', phone: '13912346005' };
  const initiators = [1, 2, 3].map((n) => ({ name: `端木发起${n}`, phone: `1391234611${n}` }));
  const members = Array.from({ length: 10 }, (_, n) => ({
    ...{ name: `夏侯成员${n}`, phone: `1391234612${n}` },
  }));
  const named = { leader, partyContact: party, initiators, members };
  const id = await fileOrganisation({ applicant, committee, street }, named);
  await apply(applicant, { ...named, name: '晚霞互助队' });
  const head = await town.signIn(leader.phone);
  const joined = { name: '百里新来', phone: '13912346006' };
  const { status } = await head.call('POST', `/v1/organisations/${id}/members`, joined);
  if (status !== 201) throw new Error('nobody joined');
  const all = [leader, party, joined, ...initiators, ...members];
  return all.flatMap(({ name, phone }) => [name, phone]);
}

/** Every row of every table, as PostgreSQL writes it. */
async function dump({ database }: TestTown) {
  const tables = await database.ownerDb.execute<{ name: string }>(sql`
    SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'`);
  const texts: string[] = [];
  for (const { name } of tables) {
    if (publicTables.includes(name)) continue;
    const rows = await database.ownerDb.execute<{ row: string }>(
      sql`SELECT t::text AS row FROM ${sql.raw(name)} t`,
    );
    texts.push(...rows.map(({ row }) => row));
  }
  return { text: texts.join('\n'), tables: tables.length };
}

t.test(
  'every column that is sealed with a data key is known to those who change keys',
  async (t) => {
    const town = await testTown(t, { worker: false });
    await newcomer(town, '13912346010', {
      ...{ idNumber: await bornYearsAgo(town, 15), guardian: guardianOf('13912346011') },
      ...{ consents: ['health'], healthLimits: '不能久站' },
    });
    await enrol(town, await town.signIn(phones.station(1)));
    const asking = await newcomer(town, '13912346012');
    await asking.renew();
    await asking.call('POST', '/v1/corrections', {
      ...{ field: 'name', wanted: '王方', reason: '写错了' },
    });
    const stopped = await newcomer(town, '13912346013', { idNumber: await bornYearsAgo(town, 30) });
    t.match(await stopped.call('DELETE', '/v1/volunteers/me'), { status: 200 });
    const desk = await town.signIn(desks.committee);
    const street = await town.signIn(desks.street);
    await fileOrganisation({ applicant: asking, committee: desk, street });
    // A file that waits, and the bad row of one that is done.
    const file = csvOf('volunteers', [volunteerRow(1, { skills: '魔法' })]);
    const { body } = await send(desk, file);
    await runImport(town.deps, { book: town.deps.book, id: body.id });
    await send(desk, file);
    const columns = await town.database.ownerDb.execute<{ table: string; column: string }>(sql`
    SELECT table_schema || '.' || table_name AS table, column_name AS column FROM information_schema.columns
    WHERE column_name LIKE '%\\_sealed'`);
    t.ok(columns.length >= 7);
    const known = new Set(sealedColumns.map(({ table, column }) => `${table}.${column}`));
    for (const { table, column } of columns) {
      const rows = await town.database.ownerDb.execute<{ key: number }>(
        sql`SELECT DISTINCT get_byte(${sql.raw(column)}, 0) AS key FROM ${sql.raw(table)} WHERE ${sql.raw(column)} IS NOT NULL`,
      );
      const keys = rows.map(({ key }) => key);
      t.ok(keys.length > 0, `${table}.${column} holds something`);
      if (known.has(`${table}.${column}`)) t.notOk(keys.includes(0), `${table}.${column}`);
      else t.same(keys, [0], `${table}.${column} is sealed with people's own keys`);
    }
  },
);

/** The same service in another process. */
async function anotherProcess(t: Test, town: TestTown): Promise<OpenDeps> {
  const { DATABASE_URL: databaseUrl, MASTER_KEY: masterKey } = town.environment;
  const config = readConfig({ ...town.environment, DEMO_TOWN: 'yes', LOG_LEVEL: 'error' });
  const deps = await openDeps(config, { databaseUrl, masterKey });
  t.teardown(() => deps.close());
  return deps;
}

t.test(
  'keys are changed while people register and are looked at, and nothing becomes unreadable',
  async (t) => {
    const town = await testTown(t, { worker: false, volunteers: 600 });
    const { deps } = town;
    const other = await anotherProcess(t, town);
    const street = await town.signIn(phones.streetOffice);
    const clerk = await town.signIn(phones.station(1));
    const { secret } = await enrol(town, clerk);
    const ended = { yes: false };
    const wrong: unknown[] = [];
    const reading = (async () => {
      while (!ended.yes) {
        const { status, body } = await street.call('GET', '/v1/volunteers?limit=100');
        if (status !== 200) wrong.push(body);
      }
    })();
    let registered = 0;
    const registering = (async () => {
      while (!ended.yes) {
        const person = await town.signIn(`139123${String(47_000 + registered)}`);
        const idNumber = await bornYearsAgo(town, 30, ++registered);
        const { status, body } = await person.call(
          'POST',
          '/v1/volunteers',
          registration({ idNumber }),
        );
        if (status !== 201) wrong.push(body);
      }
    })();
    t.teardown(async () => {
      ended.yes = true;
      await Promise.all([reading, registering]);
    });
    for (const number of [2, 3]) {
      await until(
        async () => registered,
        (count) => count >= 2 * number,
      );
      t.equal(await announceKey(deps), number);
      await t.rejects(adoptKey(deps), { code: 'data_key_rests' }, 'not before all know it');
      await other.keyring.refresh();
      t.equal(other.keyring.newest(), number - 1, 'known, but not in use');
      t.ok(other.keyring.key(number));
      // Instead of waiting two minutes.
      await town.database.ownerDb.execute(
        sql`UPDATE kit.data_key SET usable_from = clock_timestamp() - interval '2 minutes' WHERE number = ${number}`,
      );
      for (const { keyring } of [deps, other]) await keyring.refresh();
      // Who had begun before has ended.
      const before = registered;
      await until(
        async () => registered,
        (count) => count >= before + 2,
      );
      const { resealed, marked, damaged } = await adoptKey(deps);
      t.ok(resealed >= 600, `${resealed} sealed anew`);
      t.same([marked, damaged], [[number - 1], []]);
      t.same(await buryKeys(deps), { deleted: [], kept: [] }, 'not before a day is over');
      await letADayPass(town, number - 1);
      t.same(await buryKeys(deps), { deleted: [number - 1], kept: [] });
      for (const { keyring } of [deps, other]) await keyring.refresh();
    }
    ended.yes = true;
    await Promise.all([reading, registering]);
    t.same(wrong, []);
    t.match(
      await town.stranger().call('POST', '/v1/staff-sessions', {
        phone: phones.station(1),
        password: goodPassword,
        code: await nextCode(town, secret),
      }),
      { status: 201 },
      'an authenticator that was sealed anew still opens',
    );
    t.ok(registered > 3, `${registered} registered meanwhile`);
    const old = await town.database.ownerDb.execute(
      sql`SELECT number FROM kit.wrapped_key ORDER BY 1`,
    );
    t.same([...old], [{ number: 0 }, { number: 3 }], 'old keys are gone, the root key stays');
    const place = { table: 'people.person', column: 'key', row: 'x' };
    const sealed = deps.vault.seal(place, '李小明');
    sealed[0] = 1;
    t.throws(() => deps.vault.open(place, sealed), /key that is not here/);
  },
);

/** Instead of waiting: a key that was marked may be deleted. */
async function letADayPass(town: TestTown, number: number): Promise<void> {
  await town.database.ownerDb.execute(
    sql`UPDATE kit.data_key SET retires_at = clock_timestamp() WHERE number = ${number}`,
  );
}

/** A new key in use, without waiting until all know it. */
async function adoptAtOnce(town: TestTown, number: number) {
  await announceKey(town.deps);
  await town.database.ownerDb.execute(
    sql`UPDATE kit.data_key SET usable_from = clock_timestamp() - interval '2 minutes' WHERE number = ${number}`,
  );
  return adoptKey(town.deps);
}

t.test('a process that no longer hears of keys seals nothing, and says so', async (t) => {
  const town = await testTown(t, { worker: false });
  const { DATABASE_URL, MASTER_KEY } = town.environment;
  const master = Buffer.from(MASTER_KEY, 'base64');
  const { book } = town.deps;
  const { db, close } = openDb(DATABASE_URL, { connectionsMax: 2, role: appRole, book });
  const failures: unknown[] = [];
  const news = { onRetired() {}, onFailed: (error: unknown) => failures.push(error) };
  const pace = { refreshSeconds: 0.2, staleSeconds: 1 };
  const keyring = await openKeyring(db, book, master, news, pace);
  t.teardown(() => keyring.close());
  const place = { table: 'people.person', column: 'key', row: 'x' };
  const vault = openVault(keyring.root, keyring);
  const sealed = vault.seal(place, '李小明');
  await sleep(1500);
  t.ok(vault.seal(place, '李小明'), 'as long as it hears of them');
  await close();
  await until(
    async () => failures.length,
    (count) => count > 0,
  );
  await sleep(1500);
  t.throws(() => vault.seal(place, '李小明'), /keys were read lately/, 'nor with a retired one');
  t.equal(vault.open(place, sealed), '李小明', 'what is there is read');
  t.ok(town.deps.vault.seal(place, '李小明'), 'others go on');
});

t.test('what was sealed with a retired key and written late is not lost', async (t) => {
  const town = await testTown(t, { worker: false });
  const { deps, database } = town;
  const late = await newcomer(town, '13912346040', { name: '王建国' });
  const [before] = await database.ownerDb.execute<{ key: Buffer }>(
    sql`SELECT key_sealed AS key FROM people.person WHERE id = ${late.personId}`,
  );
  t.match(await adoptAtOnce(town, 2), { marked: [1], damaged: [] });
  await database.ownerDb.execute(
    sql`UPDATE people.person SET key_sealed = ${before!.key} WHERE id = ${late.personId}`,
  );
  await letADayPass(town, 1);
  t.same(await buryKeys(deps), { deleted: [], kept: [1] }, 'counted again');
  t.match((await late.call('GET', '/v1/me/data')).body.person, { name: '王建国' });
  t.match(await adoptKey(deps), { resealed: 1, marked: [1] }, 'and sealed anew the next time');
  await letADayPass(town, 1);
  t.same(await buryKeys(deps), { deleted: [1], kept: [] });
  await deps.keyring.refresh();
  t.match((await late.call('GET', '/v1/me/data')).body.person, { name: '王建国' });
});

t.test('a damaged envelope is named, the others are sealed anew, and no key goes', async (t) => {
  const town = await testTown(t, { worker: false });
  const { deps, database } = town;
  const hurt = await newcomer(town, '13912346050');
  await database.ownerDb.execute(sql`
    UPDATE people.person SET key_sealed = set_byte(key_sealed, 20, get_byte(key_sealed, 20) # 1) WHERE id = ${hurt.personId}`);
  const rotation = await adoptAtOnce(town, 2);
  const damaged = [{ table: 'people.person', column: 'key', row: hurt.personId }];
  t.match(rotation, { marked: [], damaged });
  const [left] = await database.ownerDb.execute(
    sql`SELECT count(*)::int AS count FROM people.person WHERE get_byte(key_sealed, 0) = 1`,
  );
  t.same(left, { count: 1 }, 'the others went on');
  // Begun just before, so that it is gone on with.
  await database.ownerDb.execute(
    sql`UPDATE kit.data_key SET usable_from = clock_timestamp() - interval '58 seconds' WHERE number = 2`,
  );
  const lines: string[] = [];
  t.equal(await serveSealingDesk(deps, ['rotate'], (line) => lines.push(line)), false);
  t.match(lines.join('\n'), `people.person.key ${hurt.personId}`);
});

t.test('of two who start at once, both seal with the same first key', async (t) => {
  const town = await testTown(t, { worker: false });
  const other = await anotherProcess(t, town);
  const place = { table: 't', column: 'c', row: 'r' };
  t.equal(other.vault.open(place, town.deps.vault.seal(place, '李小明')), '李小明');
});

t.test('whoever sees personal data unmasked gives a reason, and that is logged', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const wang = await newcomer(town, '13912346020', { address: '新兴里 8 号' });
  const see = (body: object) =>
    street.call('POST', '/v1/disclosures', {
      ...{ volunteerId: wang.personId, fields: ['phone', 'address'], reason: '核实联系方式' },
      ...body,
    });
  const seen = await see({});
  t.match(seen, { status: 201, headers: { 'cache-control': 'no-store' } });
  t.same(seen.body, { phone: '13912346020', address: '新兴里 8 号' }, 'what was asked for only');
  t.match(await see({ reason: '  ' }), { status: 400 });
  t.match(await see({ fields: [] }), { status: 400 });
  t.match(await see({ volunteerId: '0190d5a6-0000-7000-8000-000000000000' }), {
    status: 404,
    body: { code: 'disclosure_unknown', errors: [{ pointer: '/volunteerId' }] },
  });
  const { log } = (await wang.call('GET', '/v1/me/data')).body;
  const seenInLog = log.filter(({ action }: { action: string }) => action === 'volunteer.disclose');
  t.match(seenInLog, [
    { changes: { fields: [null, ['phone', 'address']], reason: [null, '核实联系方式'] } },
  ]);
  t.notMatch(JSON.stringify(seenInLog), '13912346020');
});

t.test('people take out all that is kept about them, readable', async (t) => {
  const town = await testTown(t, { worker: false });
  const wang = await newcomer(town, '13912346030', {
    ...{ name: '王建国', consents: ['health'], healthLimits: '不能久站' },
  });
  const { status, body, headers } = await wang.call('GET', '/v1/me/data');
  t.equal(status, 200);
  t.match(headers['content-disposition'], /attachment/);
  t.match(body, {
    person: {
      ...{ name: '王建国', phone: '13912346030', idNumber: '120103194802290020' },
      ...{ health: '不能久站', details: { sex: 'female', birthDate: '1948-02-29' } },
    },
    consents: [{ purpose: 'health' }],
    roles: [{ role: 'volunteer' }],
    hours: { items: [], more: false },
    points: { items: [], more: false },
    records: { items: [], more: false },
  });
  t.ok(body.log.some(({ action }: { action: string }) => action === 'volunteer.register'));
  const nobody = await town.signIn('13912346031');
  t.match((await nobody.call('GET', '/v1/me/data')).body, { person: { phone: '13912346031' } });
});
