import t from 'tap';
import { community, desks } from '../registration/desks.ts';
import { testTown } from '../support/town.ts';
import { counts, csvOf, faultsOf, imported, organisationRow, readCsv, send } from './files.ts';

const code = '52120101MJ0B123452';

t.test('the street enters the organisations of a file, and each once', async (t) => {
  const town = await testTown(t);
  const street = await town.signIn(desks.street);
  const rows = [
    organisationRow(1),
    organisationRow(2, { kind: '已登记', type: '慈善救助', creditCode: code }),
    organisationRow(3, { region: '120101004', leaderPhone: organisationRow(1).leaderPhone }),
  ];
  const kind = 'organisations' as const;
  t.same(counts(await imported(street, csvOf(kind, rows), { kind })), [3, 0, 0]);
  t.same(counts(await imported(street, csvOf(kind, rows), { kind })), [0, 3, 0], 'sent again');
  const { body } = await street.call('GET', `/v1/organisations?region=120101004&limit=100`);
  const found = body.items.find(({ creditCode }: { creditCode: string }) => creditCode === code);
  t.match(found, { name: '晨曦互助队 2', state: 'active', leaderPhone: /^139\*\*\*\*/ });

  const cases: [Record<string, string>, string | null, string][] = [
    [{ kind: '已登记' }, 'creditCode', 'credit_code_missing'],
    [{ kind: '已登记', creditCode: '52120101MJ0B123453' }, 'creditCode', 'credit_code_invalid'],
    [{ creditCode: code }, 'creditCode', 'credit_code_of_other_kind'],
    [{ kind: '机关事业单位', creditCode: '52120101-MJ0B12345 2' }, 'creditCode', 'row_repeated'],
    [{ kind: '公司' }, 'kind', 'word_unknown'],
    [{ region: '120102001001' }, 'region', 'not_allowed'],
    [{ region: '120101004999' }, 'region', 'organisation_region_unknown'],
    [{ leaderPhone: '12345678901' }, 'leaderPhone', 'phone_invalid'],
    [{ name: organisationRow(1).name!, leaderPhone: '' }, 'leaderPhone', 'cell_missing'],
    [{ name: organisationRow(2).name! }, 'name', 'organisation_name_taken'],
    [{ type: '枢纽型', name: '枢纽甲' }, null, ''],
    [{ type: 'hub', name: '枢纽乙' }, 'type', 'row_repeated'],
  ];
  const file = csvOf(
    kind,
    cases.map(([rest], n) => organisationRow(100 + n, rest)),
  );
  const done = await imported(street, file, { kind, mode: 'skip_bad' });
  const faults = await faultsOf(street, done.id);
  t.same(
    faults.map(({ line, column, code }) => [line, column, code]),
    cases.flatMap(([, column, code], n) => (code === '' ? [] : [[n + 2, column, code]])),
  );
  const rest: [Record<string, string>, string, string][] = [
    [{ kind: '已登记', creditCode: code }, 'creditCode', 'credit_code_taken'],
    [{ type: '枢纽型', name: '枢纽丙' }, 'type', 'hub_exists'],
  ];
  for (const [row, column, code] of rest) {
    const one = csvOf(kind, [organisationRow(200, row)]);
    const { id } = await imported(street, one, { kind, mode: 'skip_bad' });
    t.match(await faultsOf(street, id), [{ column, code }]);
  }
  const desk = await town.signIn(desks.committee);
  const other = await send(desk, file, { kind });
  t.match([other.status, other.body.code], [403, 'not_allowed']);
});

const words: Record<string, string> = {
  ...{ unit_team: '单位内部团队', registered: '已登记', mutual_aid: '互助', charity: '慈善救助' },
  ...{
    active: '正常',
    suspended: '暂停',
    self_governing: '居村委会',
    community_service: '社区服务',
  },
};
const inChina = (at: string) =>
  new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

t.test('an export is exactly what the list shows with the same filters', async (t) => {
  const town = await testTown(t);
  const street = await town.signIn(desks.street);
  const desk = await town.signIn(desks.committee);
  const rows = Array.from({ length: 7 }, (_, n) => organisationRow(n));
  await imported(street, csvOf('organisations', rows), { kind: 'organisations' });
  await imported(
    street,
    csvOf('organisations', [organisationRow(9, { region: '120101004003', type: '慈善救助' })]),
    { kind: 'organisations' },
  );
  for (const query of ['', `region=${community}`, 'type=charity', 'state=suspended']) {
    const list = await street.call('GET', `/v1/organisations?${query}&limit=100`);
    const file = await street.call('GET', `/v1/organisations/export?${query}`);
    const told = list.body.items.map((one: Record<string, string>) => [
      ...[one.name, words[one.kind!], words[one.type!], one.region, one.regionName],
      ...[one.creditCode ?? '', words[one.state!], one.leaderPhone ?? '', inChina(one.enteredAt!)],
    ]);
    t.same(readCsv(file.bytes).slice(1), told, query);
  }
  const found = await desk.call('POST', '/v1/volunteer-search-exports', { text: '13805000001' });
  const searched = await desk.call('POST', '/v1/volunteer-searches', { text: '13805000001' });
  t.equal(readCsv(found.bytes).length, 1 + searched.body.items.length, 'who is found as a file');
  for (const [client, query] of [
    [street, ''],
    [desk, ''],
    [desk, 'state=active'],
    [desk, 'state=submitted'],
    [street, 'view=review'],
  ] as const) {
    const list = await client.call('GET', `/v1/volunteers?${query}&limit=100`);
    const file = await client.call('GET', `/v1/volunteers/export?${query}`);
    t.match(file.headers['content-type'], 'text/csv');
    const lines = readCsv(file.bytes).slice(1);
    const columns = ['number', 'name', 'idNumber', 'phone'];
    t.same(
      lines.map((line) => line.slice(0, 4)),
      list.body.items.map((one: Record<string, string>) => columns.map((key) => one[key])),
    );
  }
  const log = await town.database.ownerDb.execute('SELECT action FROM audit.entry');
  t.ok(log.filter(({ action }) => action === 'volunteer.export').length === 6, 'it is logged');
});
