import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import ExcelJS from 'exceljs';
import t from 'tap';
import { nationalIdOf } from '../../src/people/index.ts';
import {
  bornYearsAgo,
  community,
  desks,
  guardianOf,
  newcomer,
  otherOfficer,
  reject,
  setRules,
} from '../registration/desks.ts';
import { registration } from '../support/steps.ts';
import { testTown } from '../support/town.ts';
import {
  counts,
  csvOf,
  csvText,
  faultsOf,
  imported,
  type Row,
  readCsv,
  readSheet,
  send,
  tableOf,
  volunteerRow,
  workbookOf,
  xlsxType,
} from './files.ts';

const elsewhere = '120101004003';

t.test('a community registers the people of a file, in whatever form it is sent', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const rows = (from: number) => [1, 2, 3].map((n) => volunteerRow(from + n));
  const table = tableOf('volunteers', rows(30));
  const bare = table.map((row, n) => (n === 0 ? row.map((name) => name.split(' / ')[0]!) : row));
  const cases: [string, Buffer, string?][] = [
    ['UTF-8', csvOf('volunteers', rows(0))],
    ['UTF-8 with its mark', Buffer.concat([Buffer.from('\ufeff'), csvOf('volunteers', rows(10))])],
    ['xlsx', await workbookOf([['志愿者', tableOf('volunteers', rows(20))]]), xlsxType],
    ['Chinese headers only', Buffer.from(csvText(bare))],
    ['a browser that knows no type', csvOf('volunteers', rows(40)), 'application/octet-stream'],
  ];
  for (const [name, file, type = 'text/csv'] of cases) {
    const done = await imported(desk, file, { type });
    t.match(done, { state: 'done', rows: { total: 3, read: 3, fresh: 3, bad: 0 } }, name);
    t.same(counts(await imported(desk, file, { type })), [0, 3, 0], `${name}, once more`);
  }
  const { body } = await desk.call('GET', '/v1/volunteers?limit=100');
  const added = body.items.filter(({ name }: { name: string }) => name === '测**');
  t.equal(added.length, 15);
  t.match(added[0], {
    ...{ channel: 'offline', realNameLevel: 2, state: 'active', residenceRegion: community },
    ...{ categories: ['SC01', 'SC04'], idNumber: /^1201\*+/, phone: /^139\*\*\*\*/ },
    availability: [
      { day: 6, from: '09:00', to: '11:30' },
      { day: 7, from: '14:00', to: '16:00' },
    ],
  });
  const entry = await town.signIn(String(volunteerRow(1).phone));
  t.equal((await entry.call('GET', '/v1/volunteers/me/balance')).status, 200, 'they serve at once');
});

t.test('GBK, as Excel in China writes it', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  // 姓名,证件号码,居住社区代码,服务类别,可服务时间,代办依据,本人承诺信息真实 and one row, in GBK.
  const { idNumber } = volunteerRow(7);
  const hex =
    'd0d5c3fb2cd6a4bcfebac5c2eb2cbed3d7a1c9e7c7f8b4fac2eb2cb7fecef1c0e0b1f02cbfc9b7fecef1cab1bce42cb4fab0ecd2c0bedd2cb1bec8cbb3d0c5b5d0c5cfa2d5e6cab50d0a';
  const row = Buffer.concat([
    Buffer.from('cdf5b7bc', 'hex'),
    Buffer.from(`,${idNumber},${community},SC01,6 09:00-11:30,`),
    Buffer.from('d6bdd6cab5c7bcc7b1ed', 'hex'),
    Buffer.from(' 2026-031,yes\r\n'),
  ]);
  const done = await imported(desk, Buffer.concat([Buffer.from(hex, 'hex'), row]));
  t.match(done, { encoding: 'gb18030', state: 'done', rows: { fresh: 1 } });
  const { body } = await desk.call('GET', '/v1/volunteers?limit=100');
  t.ok(body.items.some(({ name, channel }: Row) => name === '王*' && channel === 'offline'));
});

t.test('each bad row is named by line, column and reason, as the desk would say it', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  await imported(desk, csvOf('volunteers', [volunteerRow(500), volunteerRow(501)]));
  const taken = volunteerRow(500);
  const childNumber = await bornYearsAgo(town, 10);
  const cases: [Record<string, string | undefined>, string | null, string][] = [
    [{ name: '' }, 'name', 'cell_missing'],
    [{ name: '王' }, 'name', 'minLength'],
    [{ name: '=1+1' }, 'name', 'cell_formula'],
    [{ name: "'@SUM(A1)" }, 'name', 'cell_formula'],
    [{ name: '王\u0001芳' }, 'name', 'cell_damaged'],
    [{ idNumber: '120101199003071236' }, 'idNumber', 'id_number_invalid'],
    [{ idNumber: taken.idNumber, name: '别人' }, 'idNumber', 'id_number_of_other'],
    [{ phone: '1391234' }, 'phone', 'minLength'],
    [{ phone: '23912345678' }, 'phone', 'phone_invalid'],
    [{ phone: taken.phone }, 'phone', 'phone_of_volunteer'],
    [{ phone: desks.committee }, 'phone', 'not_allowed'],
    [{ residenceRegion: elsewhere }, 'residenceRegion', 'not_allowed'],
    [{ residenceRegion: '12010100400' }, 'residenceRegion', 'pattern'],
    [{ categories: '社区服务、吃饭' }, 'categories', 'word_unknown'],
    [{ skills: '魔法' }, 'skills', 'word_unknown'],
    [{ availability: '有空' }, 'availability', 'cell_unreadable'],
    [{ availability: '周六 11:00-09:00' }, 'availability', 'availability_wrong'],
    [{ availability: '周六 09:15-10:00' }, 'availability', 'pattern'],
    [{ isStudent: '也许' }, 'isStudent', 'word_unknown'],
    [{ idType: '护照', idNumber: 'E12345678' }, 'sex', 'sex_and_birth_date_needed'],
    [{ healthLimits: '膝盖不好' }, 'consents', 'consent_missing'],
    [{ declaration: '否' }, 'declaration', 'const'],
    [{ ground: '' }, 'ground', 'cell_missing'],
    [{ idNumber: childNumber }, 'guardian.name', 'guardian_needed'],
  ];
  const rows = cases.map(([rest], n) => volunteerRow(600 + n, rest));
  const good = volunteerRow(700);
  const file = csvOf('volunteers', [...rows, good]);
  const dry = await imported(desk, file, { mode: 'skip_bad', dryRun: true });
  t.same(counts(dry), [1, 0, cases.length]);
  const faults = await faultsOf(desk, dry.id);
  t.same(
    faults.map(({ line, column, code }) => [line, column, code]),
    cases.map(([, column, code], n) => [n + 2, column, code]),
  );
  t.ok(faults.every(({ text }) => text['zh-CN'].length > 3));
  t.equal(faults[5]!.value, '1201**********1236', 'masked');
  t.match(faults[8]!.value, /^239\*\*\*\*/);
  const again = await imported(desk, csvOf('volunteers', [good]), { dryRun: true });
  t.same(counts(again), [1, 0, 0], 'a dry run has written nothing');
});

t.test('cells are taken as people mean them', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const none = ['无', '没有', '/', '—'].map((phone, n) =>
    volunteerRow(800 + n, { phone, skills: '无', healthLimits: '暂无' }),
  );
  const unseen = volunteerRow(810, { phone: `\u202d${volunteerRow(810).phone}\u202c` });
  const days = ['1991/2/3', '1991-2-3', '1991年2月3日'].map((birthDate, n) =>
    volunteerRow(820 + n, { idType: '护照', idNumber: `E1234567${n}`, sex: '女', birthDate }),
  );
  const rows = [...none, unseen, ...days];
  const mixed = csvText(tableOf('volunteers', rows)).replace('\r\n', '\n').split('\r\n');
  const file = Buffer.from(`${mixed.slice(0, 3).join('\r\n')}\n${mixed.slice(3).join('\r\n')}\n`);
  t.same(counts(await imported(desk, file)), [rows.length, 0, 0]);
  const again = csvOf('volunteers', [volunteerRow(810), ...days.slice(0, 1)]);
  t.same(counts(await imported(desk, again)), [0, 2, 0]);

  const bad = [
    volunteerRow(830, { idNumber: '1.20101E+17' }),
    volunteerRow(831, { skills: '烹饪、魔法' }),
    volunteerRow(832, { ground: '#REF!' }),
  ];
  const done = await imported(desk, csvOf('volunteers', bad), { mode: 'skip_bad' });
  const faults = await faultsOf(desk, done.id);
  t.same(
    faults.map(({ code }) => code),
    ['cell_inexact', 'word_unknown', 'cell_damaged'],
  );
  t.match(faults[1]!.text['zh-CN'], /^没有“魔法”.*医疗护理、/);
  const { bytes } = await desk.call('GET', `/v1/imports/${done.id}/error-file`);
  t.match(readCsv(bytes)[2]!.at(-1), '没有“魔法”');
  const [kept] = await town.database.ownerDb.execute<{ faults: string }>(
    'SELECT string_agg(faults::text, $$$$) AS faults FROM imports.bad_row',
  );
  t.notMatch(kept!.faults, '魔法', 'what was written is only sealed');
});

t.test('nothing is taken, the good rows are, or the mended ones follow', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const [first, wrong, last] = [
    volunteerRow(1),
    volunteerRow(2, { skills: '魔法', address: '@家' }),
    volunteerRow(3),
  ];
  const file = csvOf('volunteers', [first, wrong, last]);
  const none = await imported(desk, file);
  t.match(none, { state: 'refused', problem: { code: 'bad_rows' }, rows: { bad: 1, fresh: 2 } });
  const some = await imported(desk, file, { mode: 'skip_bad' });
  t.match(some, { state: 'done', rows: { total: 3, fresh: 2, alreadyThere: 0, bad: 1 } });

  for (const format of ['csv', 'xlsx'] as const) {
    const url = `/v1/imports/${some.id}/error-file?format=${format}`;
    const { bytes, headers } = await desk.call('GET', url);
    t.match(headers['content-disposition'], `volunteers-errors.${format}`);
    const table = format === 'csv' ? readCsv(bytes) : await readSheet(bytes);
    t.equal(table.length, 2);
    t.equal(table[0]!.at(-1), '错误原因 / Reason');
    t.match(table[1]!.at(-1), /住址.*公式/);
    const place = table[0]!.findIndex((header) => header.startsWith('住址'));
    t.equal(table[1]![place], format === 'csv' ? "'@家" : '@家', 'no spreadsheet runs it');
    const again = await imported(desk, bytes, {
      ...{ mode: 'skip_bad', type: String(headers['content-type']).split(';')[0]! },
    });
    t.match(again, { state: 'done', rows: { bad: 1 } }, 'the column of reasons is passed over');
    table[1]![place] = '示例路 2 号';
    table[1]![table[0]!.findIndex((header) => header.startsWith('专业技能'))] = '法律';
    const mended =
      format === 'csv' ? Buffer.from(csvText(table)) : await workbookOf([['志愿者', table]]);
    const type = format === 'csv' ? 'text/csv' : xlsxType;
    const expected = format === 'csv' ? [1, 0, 0] : [0, 1, 0];
    t.same(counts(await imported(desk, mended, { type })), expected, format);
  }
});

t.test('a row that repeats an earlier one is bad and names it', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const rows = [
    volunteerRow(1),
    volunteerRow(2, { idNumber: volunteerRow(1).idNumber }),
    volunteerRow(3, { phone: `+86 ${volunteerRow(1).phone}` }),
    volunteerRow(1),
  ];
  const done = await imported(desk, csvOf('volunteers', rows), { mode: 'skip_bad' });
  t.same(counts(done), [1, 0, 3]);
  const faults = await faultsOf(desk, done.id);
  t.same(
    faults.map(({ line, column, code }) => [line, column, code]),
    [
      [3, 'idNumber', 'row_repeated'],
      [4, 'phone', 'row_repeated'],
      [5, 'idNumber', 'row_repeated'],
      [5, 'phone', 'row_repeated'],
    ],
  );
  t.match(faults[0]!.text['zh-CN'], '第 2 行');
});

t.test('the same key gives the same import, and another file under it is refused', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const key = randomUUID();
  const file = csvOf('volunteers', [volunteerRow(1)]);
  const first = await send(desk, file, { key });
  const second = await send(desk, file, { key });
  t.equal(second.body.id, first.body.id);
  t.equal(second.headers['idempotent-replayed'], 'true');
  const other = await send(desk, csvOf('volunteers', [volunteerRow(2)]), { key });
  t.match([other.status, other.body.code], [422, 'idempotency_key_reused']);
});

t.test('an import is its sender’s alone, and what is kept of it is sealed', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const street = await town.signIn(desks.street);
  const secret = volunteerRow(1, { name: '秘密姓名', skills: '魔法' });
  const done = await imported(desk, csvOf('volunteers', [secret]), { mode: 'skip_bad' });
  for (const path of ['', '/faults', '/error-file']) {
    const answer = await street.call('GET', `/v1/imports/${done.id}${path}`);
    t.match([answer.status, answer.body.code], [404, 'import_unknown'], path);
  }
  const [kept] = await town.database.ownerDb.execute<{ text: string; chunks: string }>(sql`
    SELECT string_agg(encode(cells_sealed, 'escape') || faults::text, '') AS text,
      (SELECT count(*) FROM imports.chunk) AS chunks FROM imports.bad_row`);
  t.notMatch(kept!.text, /秘密姓名|1394000/);
  t.equal(Number(kept!.chunks), 0, 'the file is gone');
});

t.test('the example of the template is not imported, and both templates are read', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  for (const [format, type] of [
    ['csv', 'text/csv'],
    ['xlsx', xlsxType],
  ]) {
    const url = `/v1/import-templates/volunteers?format=${format}`;
    const { status, bytes } = await desk.call('GET', url);
    t.equal(status, 200);
    const done = await imported(desk, bytes, { type: type! });
    t.match(done, { state: 'refused', problem: { code: 'file_empty' }, rows: { read: 0 } });
  }
});

t.test(
  'the example is passed over also where columns were taken out, and words are offered',
  async (t) => {
    const town = await testTown(t);
    const desk = await town.signIn(desks.committee);
    const { bytes } = await desk.call('GET', '/v1/import-templates/volunteers?format=csv');
    const table = readCsv(bytes);
    const left = table.map((row) => row.filter((_, n) => !/^(专业技能|住址)/.test(table[0]![n]!)));
    const done = await imported(desk, Buffer.from(csvText(left)));
    t.match(done, { state: 'refused', problem: { code: 'file_empty' } });
    const file = await desk.call('GET', '/v1/import-templates/volunteers?format=xlsx');
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(file.bytes as never);
    const [sheet, explained, communities] = workbook.worksheets;
    t.match(sheet!.getCell('B5').dataValidation, { type: 'list', formulae: [/居民身份证,/] });
    const cells = (one: ExcelJS.Worksheet) => JSON.stringify(one.getSheetValues());
    t.match(cells(explained!), /社区服务、扶贫减贫/);
    t.match(cells(communities!), community);
    t.notMatch(cells(communities!), elsewhere, 'only their own');
  },
);

t.test('who was registered from a file is in the log with the request that sent it', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const { id } = await imported(desk, csvOf('volunteers', [volunteerRow(1), volunteerRow(1)]), {
    mode: 'skip_bad',
  });
  const log = await town.database.ownerDb.execute(
    sql`SELECT action, person_id, role, request_id, address, changes->'import'->>1 AS import FROM audit.entry
      WHERE request_id = (SELECT request_id FROM audit.entry WHERE action = 'import.make') ORDER BY action`,
  );
  const by = { person_id: desk.personId, role: 'residents_committee', address: /./ };
  t.match(
    [...log],
    [
      { action: 'import.make', ...by },
      { action: 'volunteer.register', import: id, ...by },
    ],
  );
  const again = await imported(desk, csvOf('volunteers', [volunteerRow(2), volunteerRow(1)]));
  const { body } = await desk.call('GET', `/v1/imports/${again.id}/lines-there`);
  t.same(body, { lines: [3] });
});

t.test('an organisation’s head imports for it, with the desks that follow', async (t) => {
  const town = await testTown(t);
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const street = await town.signIn(desks.street);
  const made = await street.call('POST', '/v1/organisations', {
    ...{ kind: 'unit_team', type: 'mutual_aid', name: '互助队', region: community },
    leaderPhone: '13912345679',
  });
  const organisationId = made.body.id;
  await street.call('POST', '/v1/role-grants', {
    ...{ phone: '13912345680', role: 'organisation_head', scope: organisationId },
  });
  const head = await town.signIn('13912345680');
  const file = csvOf('volunteers', [volunteerRow(1, { residenceRegion: elsewhere })]);
  const other = await send(head, file, { organisationId: randomUUID() });
  t.match([other.status, other.body.code], [403, 'not_allowed']);
  t.match((await send(head, file, { kind: 'organisations' })).body, { code: 'not_allowed' });
  const done = await imported(head, file, { organisationId });
  t.match(done, { state: 'done', rows: { fresh: 1 } }, 'wherever they live');
  const without = await imported(head, csvOf('volunteers', [volunteerRow(2)]));
  t.match(without, { state: 'refused', rows: { bad: 1 } }, 'but not at a desk');
  const { body } = await street.call('GET', '/v1/volunteers?state=submitted');
  t.match(body.items, [{ channel: 'organisation', realNameLevel: 1, state: 'submitted' }]);
  await street.call('POST', `/v1/organisations/${organisationId}/decisions`, {
    ...{ decision: 'suspend', reason: '核实情况' },
  });
  const suspended = await imported(head, csvOf('volunteers', [volunteerRow(3)]), {
    organisationId,
  });
  t.match(suspended, { state: 'refused', problem: { code: 'not_allowed' } });
});

t.test('who was rejected is registered again from a file, and keeps the number', async (t) => {
  const town = await testTown(t);
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const desk = await town.signIn(desks.committee);
  const officer = await otherOfficer(town, await town.signIn(desks.street));
  const rows = [volunteerRow(1), volunteerRow(2, { phone: undefined }), volunteerRow(3)];
  await imported(desk, csvOf('volunteers', rows));
  const listed = async (state: string) =>
    (await desk.call('GET', `/v1/volunteers?state=${state}&limit=100`)).body.items as {
      id: string;
      number: string;
    }[];
  const before = await listed('submitted');
  t.equal(before.length, 3);
  for (const { id } of before) await reject(officer, id);
  const unclear = csvOf('volunteers', [volunteerRow(2, { phone: volunteerRow(5).phone })]);
  const { id } = await imported(desk, unclear, { mode: 'skip_bad' });
  t.match(await faultsOf(desk, id), [{ column: 'idNumber', code: 'id_number_of_other' }]);
  const { phone, name, idNumber: wrong } = volunteerRow(3);
  const other = csvOf('volunteers', [volunteerRow(4, { phone })]);
  const ofOther = await imported(desk, other, { mode: 'skip_bad' });
  t.match(await faultsOf(desk, ofOther.id), [{ column: 'phone', code: 'phone_of_other' }]);
  // Of the last the number was wrong: phone, name and date of birth tell who it is.
  const idNumber = nationalIdOf(`${wrong!.slice(0, 14)}555`);
  const mended = [rows[0]!, rows[1]!, volunteerRow(3, { phone, name, idNumber })];
  t.same(counts(await imported(desk, csvOf('volunteers', mended))), [3, 0, 0]);
  const numbers = (items: { number: string }[]) => items.map(({ number }) => number).sort();
  t.same(numbers(await listed('submitted')), numbers(before));
  const again = await imported(desk, csvOf('volunteers', mended), { mode: 'skip_bad' });
  t.same(await faultsOf(desk, again.id), []);
  t.same(counts(again), [0, 3, 0]);
});

t.test('nobody registers oneself again from a file, with a phone or without', async (t) => {
  const town = await testTown(t);
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const street = await town.signIn(desks.street);
  const officer = await otherOfficer(town, street);
  const desk = await town.signIn(desks.committee);
  const own = volunteerRow(1, { phone: '13912345699' });
  await imported(desk, csvOf('volunteers', [own]));
  await street.call('POST', '/v1/role-grants', {
    ...{ phone: '13912345698', role: 'residents_committee', scope: community },
  });
  const third = await town.signIn('13912345698');
  t.equal((await reject(third, officer.personId)).status, 201);
  for (const [row, column] of [
    [own, 'phone'],
    [{ ...own, phone: undefined }, 'idNumber'],
  ] as const) {
    const { id } = await imported(officer, csvOf('volunteers', [row]), { mode: 'skip_bad' });
    t.match(await faultsOf(officer, id), [{ column, code: 'not_allowed' }]);
  }
});

t.test('no list makes a minor the own guardian', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const [own, mother] = ['13912348301', '13912348302'];
  const idNumber = await bornYearsAgo(town, 15);
  const minor = await newcomer(town, own, {
    ...{ idNumber, guardian: guardianOf(mother), residenceRegion: community, consents: [] },
  });
  const answers = `/v1/wards/${minor.personId}/answers`;
  const agree = { decision: 'agree', consents: { guardian: 1 } };
  t.match(await (await town.signIn(mother)).call('POST', answers, agree), { status: 201 });
  t.match(await reject(desk, minor.personId), { status: 201 });
  const { name } = registration();
  const guardian = Object.fromEntries(
    Object.entries(guardianOf(own)).map(([key, value]) => [`guardian.${key}`, value]),
  );
  // The phone is left empty, and known all the same.
  const row = volunteerRow(1, { name, idNumber, phone: '', ...guardian } as Row);
  const { id } = await imported(desk, csvOf('volunteers', [row]));
  t.match(await faultsOf(desk, id), [{ column: 'guardian.phone', code: 'guardian_phone_own' }]);
  t.match(await minor.call('POST', answers, agree), {
    status: 404,
    body: { code: 'ward_unknown' },
  });
});
