import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { RawRow } from '../../src/imports/cells.ts';
import { readFirstRow, readRows } from '../../src/imports/table-file.ts';
import { Refusal } from '../../src/kit/refusal.ts';
import { workbookOf } from './files.ts';
import { megabyte, parts, plain, rowXml, sheetXml, workbook } from './zips.ts';

const fileOf = (content: Buffer) => ({ format: 'xlsx', encoding: 'utf-8', content }) as const;

async function read(content: Buffer): Promise<RawRow[]> {
  const all: RawRow[] = [];
  for await (const rows of readRows(fileOf(content), '志愿者')) all.push(...rows);
  return all;
}
const textsOf = async (content: Buffer) => (await read(content)).map(({ texts }) => texts);
const faultsOf = (rows: RawRow[]) =>
  rows.map(({ faults }) => [...faults].map(([n, { code }]) => [n, code]));
const filled = rowXml(1, ['甲']);
const sheet = (cells: string) => plain(`<row r="1">${cells}</row>`);

t.test('no workbook fills memory, whatever part of it grows', async (t) => {
  const cases: [string, Buffer, string][] = [
    [
      'a bomb of 210 MB that says it has 7 bytes',
      workbook(Buffer.from(sheetXml(`${filled}${`<a b="${'c'.repeat(2000)}"/>`.repeat(105_000)}`))),
      'file_inflated',
    ],
    [
      'more elements than any list has',
      workbook(Buffer.from(sheetXml(`${filled}${'<a/>'.repeat(10_000_001)}`))),
      'file_inflated',
    ],
    ...Object.keys(parts).map((path): [string, Buffer, string] => [
      `${path} that goes on`,
      workbook(plain(filled), { [path]: Buffer.from(`<a>${'<xf/>'.repeat(megabyte)}</a>`) }),
      'file_inflated',
    ]),
    ['tags inside of tags', workbook(Buffer.from('<a>'.repeat(megabyte))), 'file_damaged'],
    [
      'a tag with attributes without end',
      workbook(
        Buffer.from(`<a ${Array.from({ length: 90_000 }, (_, n) => `b${n}=""`).join(' ')}>`),
      ),
      'row_too_long',
    ],
    [
      'a comment without end',
      workbook(Buffer.from(`<a><!-- ${'<'.repeat(20 * megabyte)}`)),
      'row_too_long',
    ],
    [
      'a row of long cells',
      workbook(plain(rowXml(1, ['甲'.repeat(33_000), '乙'.repeat(33_000)]))),
      '',
    ],
    [
      'a row of many long cells',
      workbook(
        plain(
          rowXml(
            1,
            Array.from({ length: 40 }, () => '甲'.repeat(2_000)),
          ),
        ),
      ),
      'row_too_long',
    ],
  ];
  const before = process.memoryUsage().rss;
  for (const [name, content, code] of cases) {
    const refused = await read(content).then(
      () => '',
      (error) => (error instanceof Refusal ? error.code : String(error)),
    );
    t.equal(refused, code, name);
  }
  t.ok(process.memoryUsage().rss - before < 400 * megabyte, 'and memory is as it was');
});

t.test('nothing of a workbook is written to the disk', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'linli-workbooks-'));
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  t.teardown(async () => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    await rm(folder, { recursive: true });
  });
  // Without texts beside the sheet, and with them behind it.
  t.same(await textsOf(workbook(plain(filled))), [['甲']]);
  t.same(await textsOf(await workbookOf([['志愿者', [['甲']]]])), [['甲']]);
  t.same(await readFirstRow(fileOf(workbook(plain(filled))), '志愿者'), ['甲']);
  t.same(await readdir(folder), []);
});

t.test('texts beside the sheet are read as spreadsheets write them', async (t) => {
  const texts = [
    '<si><t>张三</t><phoneticPr fontId="1" type="noConversion"/></si>',
    '<si><r><t>李</t></r><r><t xml:space="preserve"> 四</t></r><rPh sb="0" eb="1"><t>リ</t></rPh></si>',
    '<si><t>一_x000D_二</t></si>',
    '<si/>',
  ].join('');
  const shared = { 'xl/sharedStrings.xml': Buffer.from(`<sst>${texts}</sst>`) };
  const cells = [0, 1, 2, 3, 4].map((n) => `<c t="s"><v>${n}</v></c>`).join('');
  const rows = await read(workbook(sheet(cells), shared));
  t.same(rows[0]!.texts.slice(0, 3), ['张三', '李 四', '一\r二']);
  t.same(faultsOf(rows), [[[4, 'cell_damaged']]], 'one that there is not');
  // Names with a prefix, and parts named from the root.
  const prefixed = Buffer.from(
    '<x:worksheet xmlns:x="u"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>',
  );
  const absolute = Buffer.from(
    parts['xl/_rels/workbook.xml.rels'].toString().replace('"worksheets/', '"/xl/worksheets/'),
  );
  const foreign = workbook(prefixed, { 'xl/_rels/workbook.xml.rels': absolute });
  t.same(await textsOf(foreign), [['甲']]);
  const many = Array.from({ length: 1_500 }, (_, n) => `<si><t>${n}</t></si>`).join('');
  const late = workbook(sheet('<c t="s"><v>1400</v></c>'), {
    'xl/sharedStrings.xml': Buffer.from(`<sst>${many}</sst>`),
  });
  t.same(await readFirstRow(fileOf(late), '志愿者'), ['1400'], 'headers among the last texts');
});

t.test(
  'a number is a day where its style says so, and cells without a value are none',
  async (t) => {
    const styles = Buffer.from(
      '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="171" formatCode="[Red]0.00&quot;day&quot;"/><numFmt numFmtId="172" formatCode="h:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/><xf numFmtId="31"/></cellXfs></styleSheet>',
    );
    const cells = [0, 1, 2, 3, 4, 5].map((style) => `<c s="${style}"><v>33272.75</v></c>`).join('');
    const one = { 'xl/styles.xml': styles };
    const number = '33272.75';
    const day = '1991-02-03';
    t.same(await textsOf(workbook(sheet(cells), one)), [[number, day, day, number, number, day]]);
    const book = parts['xl/workbook.xml'].toString();
    const old = {
      ...one,
      'xl/workbook.xml': Buffer.from(
        book.replace('<sheets>', '<workbookPr date1904="1"/><sheets>'),
      ),
    };
    t.same((await textsOf(workbook(sheet('<c s="1"><v>31810</v></c>'), old)))[0], [day]);
    const empty = Array.from({ length: 200 }, () => '<c s="1"/>').join('');
    t.same(await textsOf(workbook(sheet(`<c r="A1"><v>1</v></c>${empty}`), one)), [['1']]);
    const rows = await read(
      workbook(
        sheet(
          '<c r="B1"><v>120101199003071235</v></c><c r="D1" t="e"><v>#N/A</v></c><c r="AA1" t="str"><f>A1</f><v>乙</v></c><c t="b"><v>1</v></c>',
        ),
      ),
    );
    t.same(
      rows[0]!.texts.filter((text) => text !== ''),
      ['120101199003071235', '#N/A', '乙', '是'],
    );
    t.same(faultsOf(rows), [
      [
        [1, 'cell_inexact'],
        [3, 'cell_damaged'],
        [26, 'cell_formula'],
      ],
    ]);
  },
);
