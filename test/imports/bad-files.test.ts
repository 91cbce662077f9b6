import t from 'tap';
import { headerOf } from '../../src/imports/cells.ts';
import { volunteersKind } from '../../src/imports/volunteer-rows.ts';
import { desks } from '../registration/desks.ts';
import { testTown } from '../support/town.ts';
import {
  counts,
  csvOf,
  csvText,
  csvType,
  ended,
  faultsOf,
  imported,
  type Row,
  send,
  tableOf,
  volunteerRow,
  workbookOf,
  xlsxType,
} from './files.ts';
import { megabyte, plain, rowXml, sheetXml, workbook, zipOf } from './zips.ts';

const head = tableOf('volunteers', [volunteerRow(1)])[0]!;
const text = (table: string[][]) => Buffer.from(csvText(table));
const good = tableOf('volunteers', [volunteerRow(1)]);
const filled = [rowXml(1, head), rowXml(2, good[1]!)].join('');
t.test('a file that is not right as a whole is refused at once, and nothing is kept', async (t) => {
  const town = await testTown(t, { worker: false });
  const desk = await town.signIn(desks.committee);
  const sheets = (...names: string[]) =>
    workbookOf(names.map((name): [string, string[][]] => [name, good]));
  const cases: [string, Buffer, number, string, string?][] = [
    ['nothing', Buffer.alloc(0), 422, 'file_empty'],
    ['blank lines', Buffer.from('\r\n\r\n , ,\r\n'), 422, 'file_empty'],
    ['neither UTF-8 nor GB 18030', Buffer.from([0xff, 0xff, 0x2c]), 422, 'file_encoding_unknown'],
    ['UTF-16', Buffer.from('\ufeff姓名,证件号码', 'utf16le'), 422, 'file_encoding_unknown'],
    ['half a character', Buffer.from('姓名').subarray(0, 5), 422, 'file_encoding_unknown'],
    ['NULs', Buffer.from('姓名\0,证件号码'), 422, 'file_damaged'],
    ['a header twice', text([[...head, head[0]!]]), 422, 'header_twice'],
    ['a header in both languages', text([[...head, 'Name']]), 422, 'header_twice'],
    ['a header that is not ours', text([[...head, '工资']]), 422, 'header_unknown'],
    ['a header that is empty', text([[head[0]!, '', ...head.slice(1)]]), 422, 'header_unknown'],
    ['a header too few', text([head.slice(1)]), 422, 'header_missing'],
    ['61 headers', text([Array.from({ length: 61 }, () => '姓名')]), 422, 'columns_too_many'],
    ['a cell without an end', Buffer.from(`"${'a'.repeat(200_000)}`), 422, 'row_too_long'],
    ['a zip called CSV', await sheets('志愿者'), 415, 'file_type_wrong'],
    ['CSV called a workbook', text(good), 415, 'file_type_wrong', xlsxType],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae100', 'hex'), 415, 'file_type_wrong'],
    ['a zip of nothing', zipOf({}), 422, 'file_damaged', 'application/octet-stream'],
    [
      'a zip of something else',
      zipOf({ 'a.txt': Buffer.from('a') }),
      422,
      'file_damaged',
      xlsxType,
    ],
    [
      'a zip without its end',
      (await sheets('志愿者')).subarray(0, 900),
      422,
      'file_damaged',
      xlsxType,
    ],
    [
      'a zip with a password',
      workbook(plain(filled), {}, { encrypted: true }),
      422,
      'file_damaged',
      xlsxType,
    ],
    [
      'XML that breaks off',
      workbook(Buffer.from(sheetXml('').slice(0, 60))),
      422,
      'file_damaged',
      xlsxType,
    ],
    ['no sheet of ours', await sheets('一月', '二月'), 422, 'sheet_unclear', xlsxType],
    ['a sheet without rows', workbook(plain('')), 422, 'file_empty', xlsxType],
    [
      'a cell of 100 MB',
      workbook(plain(rowXml(1, ['a'.repeat(100 * megabyte)]))),
      ...([422, 'row_too_long', xlsxType] as const),
    ],
    [
      'a document type',
      workbook(
        Buffer.from(`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${sheetXml(filled)}`),
      ),
      ...([422, 'file_has_doctype', xlsxType] as const),
    ],
    [
      'a document type among the styles',
      workbook(plain(filled), { 'xl/styles.xml': Buffer.from('<!DOCTYPE html><a/>') }),
      ...([422, 'file_has_doctype', xlsxType] as const),
    ],
  ];
  for (const [name, file, status, code, type = csvType] of cases) {
    const answer = await send(desk, file, { type });
    t.match([answer.status, answer.body.code], [status, code], name);
  }
  const large = await send(desk, Buffer.alloc(21 * megabyte, 'a'));
  t.match([large.status, large.body.code], [413, 'file_too_large']);
  t.match(large.body.text['zh-CN'], '20 MB');
  const json = await desk.call('POST', '/v1/imports?kind=volunteers', { rows: [] });
  t.match([json.status, json.body.code], [415, 'file_type_wrong']);
  const query = await send(desk, text(good), { kind: 'organisations', organisationId: '1' });
  t.equal(query.status, 400);
  t.ok(process.memoryUsage().rss < 1200 * megabyte, 'and memory is as it was');
});

t.test('what shows only further on in the file refuses all of it', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const rows = Array.from({ length: 900 }, (_, n) => volunteerRow(n));
  const quote = Buffer.from(`\r\n"${'a'.repeat(70_000)}`);
  const cases: [string, Buffer, string][] = [
    [
      'an endless cell at the end',
      Buffer.concat([csvOf('volunteers', rows), quote]),
      'row_too_long',
    ],
    [
      'a quote in the wrong place',
      Buffer.concat([csvOf('volunteers', rows), Buffer.from('\r\n"a"b,c')]),
      'file_damaged',
    ],
    [
      'texts that fill memory',
      workbook(plain(filled), {
        'xl/sharedStrings.xml': Buffer.from(
          `<sst>${`<si><t>${'a'.repeat(1000)}</t></si>`.repeat(50_000)}</sst>`,
        ),
      }),
      'file_inflated',
    ],
    ['XML that breaks off', workbook(Buffer.from(sheetXml(filled).slice(0, -20))), 'file_damaged'],
    ['only headers', text([head]), 'file_empty'],
    [
      '100,001 rows',
      Buffer.from(`${csvText([head])}\r\n${'a,b\r\n'.repeat(100_001)}`),
      'rows_too_many',
    ],
  ];
  for (const [name, file, code] of cases) {
    const type = 'application/octet-stream';
    const sent = await send(desk, file, { mode: 'skip_bad', type });
    // What the first look reads along is said at once.
    const done = sent.status === 201 ? await ended(desk, sent.body.id) : { problem: sent.body };
    t.equal(done.problem.code, code, name);
    t.same(done.rows?.fresh ?? 0, 0);
  }
  t.same(counts(await imported(desk, csvOf('volunteers', rows), { dryRun: true })), [900, 0, 0]);
});

t.test('cells of a workbook are what they show, and formulas are refused by row', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const { columns } = volunteersKind;
  const row = (n: number, rest: Record<string, unknown>) => {
    const cells: Record<string, unknown> = { ...volunteerRow(n), ...rest };
    return columns.map(({ key }) => cells[key] ?? null);
  };
  const foreign: Row = { idType: '护照', idNumber: 'E12345678', sex: '女' };
  const rows = [
    row(1, { phone: 13940000001, residenceRegion: 120101004002 }),
    row(2, { name: { richText: [{ text: '王' }, { text: '芳' }] } }),
    row(3, { ...foreign, birthDate: new Date('1991-02-03T00:00:00Z'), isStudent: true }),
    row(4, { name: { formula: '1+1', result: '王芳芳' } }),
    row(5, { idNumber: Number('120101199003071235') }),
    row(6, { ground: { error: '#REF!' } }),
    row(7, { name: '=cmd|calc' }),
    [...row(8, {}), 'more'],
  ];
  const file = await workbookOf([
    ['说明', [['别的']]],
    ['志愿者', [columns.map(headerOf), ...rows]],
  ]);
  const done = await imported(desk, file, { type: xlsxType, mode: 'skip_bad' });
  t.same(counts(done), [3, 0, 5]);
  const faults = await faultsOf(desk, done.id);
  t.same(
    faults.map(({ line, column, code }) => [line, column, code]),
    [
      [5, 'name', 'cell_formula'],
      [6, 'idNumber', 'cell_inexact'],
      [7, 'ground', 'cell_damaged'],
      [8, 'name', 'cell_formula'],
      [9, null, 'cell_extra'],
    ],
  );
  t.same(
    faults.slice(0, 3).map(({ value }) => value),
    ['王**', '1201**********1230', '#REF!'],
    'as they are shown',
  );
});

t.test('no character of a large workbook is lost, wherever its texts stand', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const ground = (n: number) => `纸质登记表，第${'一二三四五六七八九'.repeat(1 + (n % 11))}页`;
  const rows = Array.from({ length: 2000 }, (_, n) => volunteerRow(n, { ground: ground(n) }));
  const table = tableOf('volunteers', rows);
  const inline = table.map((row, n) => rowXml(n + 1, row)).join('');
  const cases: [string, Buffer][] = [
    ['texts beside the sheet', await workbookOf([['志愿者', table]])],
    ['texts in the sheet', workbook(plain(inline))],
  ];
  for (const [name, file] of cases) {
    const done = await imported(desk, file, { type: xlsxType, dryRun: true });
    t.same(counts(done), [2000, 0, 0], name);
  }
});
