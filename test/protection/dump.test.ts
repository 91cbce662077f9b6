import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { raiseDemoTown } from '../../src/demo/index.ts';
import { openDeps } from '../../src/deps.ts';
import { startWorker, stopWorker } from '../../src/worker.ts';
import { fileOrganisation } from '../filings/forms.ts';
import { csvOf, imported, memberRow, organisationRow, volunteerRow } from '../imports/files.ts';
import { bornYearsAgo, desks, guardianOf, newcomer } from '../registration/desks.ts';
import { testDatabase } from '../support/database.ts';
import { enrol } from '../support/staff.ts';
import { phones, registration } from '../support/steps.ts';
import { type Client, client, type TestTown } from '../support/town.ts';

const size = { volunteers: 16, days: 3 };

/** Public by design, each for its reason. */
const publicColumns: Record<string, string> = {
  'kit.development_message.phone': 'the demonstration’s mailbox shows what no provider sends',
};

const applicantPhone = '13912347001';
const typed = {
  volunteer: {
    ...{ name: '欧阳海燕', phone: '13912347000', address: '新兴里 8 号楼 3 门 502' },
    health: '对花粉过敏严重',
  },
  guardian: { ...guardianOf('13912347002'), name: '诸葛青云' },
  member: { name: '周新来', phone: '13972000001' },
  assisted: { name: '司徒静姝', phone: '13912347003' },
  wanted: '慕容雪莹',
  bad: { name: '贺错行', phone: '13912347004', address: '安静里 6 号' },
  fresh: { name: '尉迟建军', phone: '13912347005' },
  ofTeam: { name: '令狐大海', phone: '13912347006' },
  leader: '13912347007',
  /** Written into texts, where only their form tells that they are phones and numbers. */
  inTexts: ['13912347008', '139 1234 7009', '＋８６１３９１２３４７０１０', '120101198001010011'],
};

t.test(
  'a dump of the demonstration, lived in and typed into, shows nobody',
  { timeout: 580_000 },
  async (t) => {
    const town = await livedInTown(t);
    const { plan } = town;
    const minor = await bornYearsAgo(town, 15);
    await typeEverything(town, minor);
    const secrets = [
      ...plan.volunteers.flatMap((one) => [one.name, one.phone, one.idNumber]),
      ...[...plan.stations, ...plan.merchants].map(({ clerk }) => clerk.phone),
      ...plan.officers.map(({ phone }) => phone),
      ...[typed.volunteer, typed.guardian, typed.member, typed.assisted, typed.bad, typed.fresh]
        .concat(typed.ofTeam)
        .flatMap((one) => Object.values(one))
        .filter((word) => word !== typed.guardian.relation),
      ...[typed.wanted, typed.leader, minor, applicantPhone, '陈3号', '13971000003'],
      ...typed.inTexts.flatMap((text) => [text, text.normalize('NFKC').replace(/^\+86/, '')]),
    ];
    const { found, columns } = await search(town, secrets);
    t.ok(columns > 300, `${columns} columns`);
    for (const { column, secret } of found)
      if (!(column in publicColumns)) t.fail(`${column} shows ${secret}`);
    for (const [column, why] of Object.entries(publicColumns))
      t.ok(
        found.some((one) => one.column === column),
        `${column} does, since ${why}`,
      );
    t.ok((await search(town, ['学雷锋志愿服务站'])).found.length > 0, 'what is public was read');
  },
);

type Town = Pick<TestTown, 'deps' | 'database' | 'now' | 'signIn' | 'plan'>;

/** The demonstration as it is shown, with days that were lived through; its clock is the real one. */
async function livedInTown(t: Test): Promise<Town> {
  const database = await testDatabase(t);
  const masterKey = randomBytes(32).toString('base64');
  const { url: databaseUrl } = database;
  const settings = { DATABASE_URL: databaseUrl, MASTER_KEY: masterKey };
  const config = readConfig({ ...settings, DEMO_TOWN: 'yes', LOG_LEVEL: 'error' });
  const deps = await openDeps(config, { databaseUrl, masterKey });
  const app = await createApp(deps, { busyAfterMs: 0 });
  await startWorker(deps);
  t.teardown(async () => {
    await app.close();
    await stopWorker(deps);
    await deps.close();
    await database.close();
  });
  const plan = await raiseDemoTown(deps, size, () => {});
  return {
    ...{ deps, database, plan },
    now: () => deps.clock.now(deps.db),
    async signIn(phone) {
      const visitor = client(app);
      await visitor.call('POST', '/v1/sign-in-codes', { phone });
      const mail = await visitor.call('GET', `/v1/development-messages?phone=${phone}`);
      await must(visitor.call('POST', '/v1/sessions', { phone, code: mail.body.items[0].code }));
      return visitor;
    },
  };
}

async function must(work: ReturnType<Client['call']>, status = 201): Promise<void> {
  const answer = await work;
  if (answer.status !== status) throw new Error(JSON.stringify(answer.body));
}

/** Every way in which people write about people. */
async function typeEverything(town: Town, minor: string): Promise<void> {
  const [committee, street] = [await town.signIn(desks.committee), await town.signIn(desks.street)];
  const text = `请联系 ${typed.inTexts.join('、')}`;
  const { name, phone, address, health } = typed.volunteer;
  await newcomer(town, phone, {
    ...{ name, idNumber: minor, guardian: typed.guardian, address },
    ...{ consents: ['health', 'location'], healthLimits: health },
  });
  const applicant = await newcomer(town, applicantPhone);
  await applicant.renew();
  await must(
    applicant.call('POST', '/v1/corrections', {
      field: 'name',
      wanted: typed.wanted,
      reason: text,
    }),
  );
  await must(
    committee.call(
      'POST',
      '/v1/assisted-registrations',
      registration({
        ...{ ...typed.assisted, ground: `纸质登记表 2026-031，${typed.inTexts.join('、')}` },
        idNumber: await bornYearsAgo(town, 40),
      }),
    ),
  );
  await must(
    street.call('POST', '/v1/disclosures', {
      ...{ volunteerId: applicant.personId, fields: ['phone', 'name'], reason: text },
    }),
  );
  const id = await fileOrganisation({ applicant, committee, street });
  const head = await town.signIn('13971000000');
  await must(head.call('POST', `/v1/organisations/${id}/members`, typed.member));
  const rows = [
    volunteerRow(1, { ...typed.bad, skills: '魔法' }),
    volunteerRow(2, { ...typed.fresh, idNumber: typed.inTexts.at(-1) }),
  ];
  await imported(committee, csvOf('volunteers', rows), { mode: 'skip_bad' });
  const members = [memberRow(1, typed.ofTeam), memberRow(2, { ...typed.bad, phone: '1' })];
  const order = { kind: 'members', mode: 'skip_bad', organisationId: id } as const;
  await imported(head, csvOf('members', members), order);
  const bodies = [organisationRow(1, { leaderPhone: typed.leader })];
  await imported(street, csvOf('organisations', bodies), { kind: 'organisations' });
  await enrol(town, await town.signIn(phones.station(2)));
  await applicant.call('GET', '/v1/me/data');
}

/** Which columns hold any of the secrets, as text or as its bytes; a phone also within a longer row of digits. */
async function search({ database: { ownerDb } }: Town, secrets: string[]) {
  const columns = await ownerDb.execute<{ table: string; column: string }>(sql`
    SELECT format('%I.%I', n.nspname, c.relname) AS table, quote_ident(a.attname) AS column
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'm') AND a.attnum > 0 AND NOT a.attisdropped
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'`);
  const found: { column: string; secret: string }[] = [];
  const asBytes = new Map(secrets.map((secret) => [Buffer.from(secret).toString('hex'), secret]));
  for (const { table, column } of columns) {
    const [row] = await ownerDb.execute<{ text: string | null }>(
      sql`SELECT string_agg(${sql.raw(column)}::text, E'\n') AS text FROM ${sql.raw(table)}`,
    );
    const text = row!.text ?? '';
    for (const [bytes, secret] of asBytes)
      if (text.includes(secret) || text.includes(bytes))
        found.push({ column: `${table}.${column}`, secret });
  }
  return { found, columns: columns.length };
}
