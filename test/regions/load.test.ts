import t, { type Test } from 'tap';
import { dateInChina, plusSeconds } from '../../src/kit/clock.ts';
import { type Division, endDivision, loadDivisions } from '../../src/regions/index.ts';
import { testCity } from '../support/city.ts';

const book = 320100;
/** A small city of made-up places. */
const tree: Division[] = [
  { code: '320100', name: '试城市', parent: null },
  { code: '320102', name: '东区', parent: '320100' },
  { code: '320102001', name: '一街道', parent: '320102' },
  { code: '320102002', name: '二街道', parent: '320102' },
  { code: '320102001001', name: '甲社区', parent: '320102001' },
  { code: '320102001002', name: '乙社区', parent: '320102001' },
];
const added: Division = { code: '320102003', name: '三街道', parent: '320102' };

async function smallCity(t: Test) {
  const city = await testCity(t, book);
  const load = (list = tree) =>
    city.deps.transact((tx) => loadDivisions(city.deps, tx, book, list));
  const ask = async (code: string) =>
    (await city.stranger().call('GET', `/v1/regions/${code}`)).body;
  const today = dateInChina(await city.now());
  const yesterday = dateInChina(plusSeconds(await city.now(), -86_400));
  return { city, load, ask, today, yesterday, first: await load() };
}
const nothing = { added: [], renamed: [], gone: [], ended: [] };

t.test('a load is repeatable, and what comes later begins on its day', async (t) => {
  const { city, load, ask, today, yesterday, first } = await smallCity(t);
  t.equal(first.added.length, tree.length);
  t.same(await load(), nothing);
  t.match(await ask('320102001'), { validFrom: null }, 'it was there before');
  t.same((await load([...tree, added])).added, [added]);
  t.match(await ask('320102003'), { name: '三街道', validFrom: today });
  const before = await city.stranger().call('GET', `/v1/regions?parent=320102&on=${yesterday}`);
  t.same(
    before.body.items.map(({ code }: Division) => code),
    ['320102001', '320102002'],
  );
  const entries = await city.database.db.execute(
    "SELECT FROM audit.entry WHERE action = 'region.load'",
  );
  t.equal(entries.length, 2, 'a load that changed nothing leaves no line');
});

t.test('a new name is taken over and the old one kept', async (t) => {
  const { load, ask, today } = await smallCity(t);
  const named = (name: string) =>
    tree.map((division) => (division.code === '320102001' ? { ...division, name } : division));
  const { renamed } = await load(named('新街道'));
  t.same(renamed, [{ code: '320102001', from: '一街道', to: '新街道' }]);
  t.match(await ask('320102001'), {
    name: '新街道',
    formerNames: [{ name: '一街道', until: today }],
  });
  await load(named('一街道'));
  await load(named('新街道'));
  const { formerNames } = await ask('320102001');
  t.same(
    formerNames.map(({ name }: { name: string }) => name).sort(),
    ['一街道', '新街道'].sort(),
    'each once on a day',
  );
});

t.test('what is missing is reported, and neither ended nor revived', async (t) => {
  const { city, load, ask, today } = await smallCity(t);
  const without = tree.filter(({ code }) => !code.startsWith('320102001'));
  const { gone } = await load(without);
  t.same(gone.map(({ code }) => code).sort(), ['320102001', '320102001001', '320102001002']);
  t.match(await ask('320102001'), { validTo: null });
  const ending = { code: '320102001', on: today, successor: '320102002' };
  await endDivision(city.deps, book, ending);
  t.same(await load(without), nothing, 'it was decided about');
  const below: Division = { code: '320102001003', name: '丙社区', parent: '320102001' };
  const again = await load([...tree, below]);
  t.same(again.added, []);
  t.same(
    again.ended.map(({ code }) => code),
    ['320102001', '320102001001', '320102001002', '320102001003'],
  );
  t.match(await ask('320102001'), { validTo: today });
  t.match(await ask('320102001003'), { code: 'division_unknown' });
});

t.test('two loads at once are one after the other', async (t) => {
  const { load } = await smallCity(t);
  const reports = await Promise.all([load([...tree, added]), load([...tree, added])]);
  t.same(reports.map((report) => report.added.length).sort(), [0, 1]);
});

t.test('the database repeats the rules of the tree', async (t) => {
  const { city, today } = await smallCity(t);
  const { ownerDb } = city.database;
  const insert = (values: string) =>
    `INSERT INTO regions.region (book, code, level, name, parent) VALUES (320100, ${values})`;
  const ends = (rest: string, code = '320102002') =>
    `UPDATE regions.region SET valid_to = '${today}'${rest} WHERE code = '${code}'`;
  const cases: [string, string][] = [
    [insert(`'320200', 'city', '别城', NULL`), 'region_book'],
    [insert(`'320103', 'street', '西区', '320100'`), 'region_level_of_code'],
    [insert(`'429004', 'district', '西区', '320100'`), 'region_level_of_code'],
    [insert(`'320103001', 'street', '西街', '320102'`), 'region_parent_of_code'],
    [insert(`'320103', 'district', '', '320100'`), 'region_named'],
    [ends(`, valid_from = '${today}'`), 'region_dates'],
    [ends('', '320100'), 'region_city_stays'],
    [
      `UPDATE regions.region SET successor = '320102001' WHERE code = '320102002'`,
      'region_successor_of_ended',
    ],
    [ends(", successor = '320102002'"), 'region_successor_fits'],
    [ends(", successor = '320102'"), 'region_successor_fits'],
    [ends(", successor = '310101002'"), 'region_successor'],
    [ends('', '320102001'), 'region_within_parent'],
  ];
  for (const [statement, constraint] of cases)
    await t.rejects(ownerDb.execute(statement), { cause: { constraint } }, statement);
  await ownerDb.execute(
    `UPDATE regions.region SET valid_to = '${today}' WHERE code LIKE '320102001%'`,
  );
  await t.rejects(
    ownerDb.execute(ends(", successor = '320102001'")),
    { cause: { constraint: 'region_successor_in_force' } },
    'no successor that has ended by then',
  );
  await t.rejects(
    ownerDb.execute(insert(`'320102001009', 'community', '丁社区', '320102001'`)),
    { cause: { constraint: 'region_within_parent' } },
    'nothing is added below what has ended',
  );
  await t.rejects(
    city.database.db.execute("DELETE FROM regions.region WHERE code = '320102002'"),
    { cause: { code: '42501' } },
    'nothing is deleted',
  );
});
