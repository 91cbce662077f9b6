import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { readConfig } from '../../src/config.ts';
import { type OpenDeps, openDeps } from '../../src/deps.ts';
import { runImport } from '../../src/imports/run-import.ts';
import { adoptKey, announceKey } from '../../src/protection/index.ts';
import { sealedColumns } from '../../src/protection/sealed-columns.ts';
import { fileOrganisation } from '../filings/forms.ts';
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
    const idNumber = await bornYearsAgo(town, 12);
    await newcomer(town, '13912346000', {
      ...{ name: '欧阳海燕', idNumber, guardian, address: '新兴里 8 号楼 3 门 502' },
      ...{ consents: ['health', 'location'], healthLimits: '对花粉过敏严重' },
    });
    const wang = await newcomer(town, '13912346002', {
      name: '王建国',
      idNumber: '120103194802290020',
    });
    await wang.call('GET', '/v1/me/data');
    const { plan } = town;
    const secrets = [
      ...plan.volunteers.flatMap((one) => [one.name, one.phone, one.idNumber]),
      ...[...plan.stations, ...plan.merchants].map(({ clerk }) => clerk.phone),
      ...plan.officers.map((officer) => officer.phone),
      ...['欧阳海燕', idNumber, '13912346000', '新兴里 8 号楼', '花粉'],
      ...[guardian.name, guardian.phone, guardian.idNumber],
      ...['王建国', '13912346002', '120103194802290020'],
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
      ...{ idNumber: await bornYearsAgo(town, 12), guardian: guardianOf('13912346011') },
      ...{ consents: ['health'], healthLimits: '不能久站' },
    });
    await enrol(town, await town.signIn(phones.station(1)));
    const asking = await newcomer(town, '13912346012');
    await asking.renew();
    await asking.call('POST', '/v1/corrections', {
      ...{ field: 'name', wanted: '王方', reason: '写错了' },
    });
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
      const { resealed, retired } = await adoptKey(deps);
      t.ok(resealed >= 600, `${resealed} sealed anew`);
      t.same(retired, [number - 1]);
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
