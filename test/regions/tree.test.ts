import t from 'tap';
import { isCityCode, isWithin, regionLevel } from '../../src/kit/region-code.ts';
import {
  type Division,
  type DivisionLists,
  divisionKind,
  divisionsOf,
  readDivisions,
  readLists,
} from '../../src/regions/index.ts';

/** The lists of each province, so that a city does not look through the whole country. */
function byProvince(lists: DivisionLists): Map<string, DivisionLists> {
  const found = new Map<string, DivisionLists>();
  for (const [name, rows] of Object.entries(lists) as [keyof DivisionLists, Division[]][]) {
    for (const row of rows) {
      const key = row.code.slice(0, 2);
      if (!found.has(key))
        found.set(key, { provinces: [], cities: [], areas: [], streets: [], villages: [] });
      found.get(key)![name].push(row);
    }
  }
  return found;
}

/** What is wrong with a tree: whatever is there twice, without its parent, nameless, or of no level below its parent. */
function faultsOf(city: string, divisions: Division[]): string[] {
  const seen = new Map<string, Division>();
  const faults: string[] = [];
  for (const division of divisions) {
    const { code, name, parent } = division;
    if (seen.has(code)) faults.push(`${code} twice`);
    if (parent === null ? code !== city : !seen.has(parent)) faults.push(`${code} is an orphan`);
    if (name.trim() === '') faults.push(`${code} has no name`);
    if (!isWithin(code, city)) faults.push(`${code} lies elsewhere`);
    const level = regionLevel(code);
    const above = parent === null ? null : regionLevel(parent);
    const fits = {
      city: above === null,
      district: above === 'city',
      street: above === 'district' || above === 'city',
      community: above === 'street',
    }[level];
    if (!fits) faults.push(`${code}: a ${level} below a ${above}`);
    seen.set(code, division);
  }
  return faults;
}

t.test('every city of the country is a tree, and together they are the country', async (t) => {
  const lists = await readLists();
  const provinces = byProvince(lists);
  const candidates = [
    ...lists.provinces.map(({ code }) => `${code}0000`),
    ...lists.cities.map(({ code }) => `${code}00`),
    ...lists.areas.map(({ code }) => code),
  ].filter((code, n, all) => isCityCode(code) && all.indexOf(code) === n);
  const counts = { city: 0, district: 0, street: 0, community: 0 };
  for (const city of candidates) {
    const divisions = divisionsOf(city, provinces.get(city.slice(0, 2))!);
    if (!divisions) {
      t.fail(`${city} is no city`);
      continue;
    }
    const faults = faultsOf(city, divisions);
    if (faults.length > 0) t.same(faults.slice(0, 5), [], city);
    for (const { code } of divisions) counts[regionLevel(code)]++;
  }
  // 333 prefectures, of which 3 have no districts; 4 municipalities; 32 directly below a province.
  t.equal(candidates.length, 333 + 4 + 32);
  t.same(counts, {
    city: 369,
    district: 2978 - 3 - 32,
    street: 41_352,
    community: 620_573,
  });
});

t.test('Tianjin is complete: 16 districts with 299 streets and towns', async (t) => {
  const tianjin = await readDivisions('120000');
  t.same(tianjin[0], { code: '120000', name: '天津市', parent: null });
  const ofLevel = (level: string) => tianjin.filter(({ code }) => regionLevel(code) === level);
  t.equal(ofLevel('district').length, 16);
  const streets = ofLevel('street');
  t.equal(streets.length, 299);
  const kinds = (kind: string) => streets.filter(({ code }) => divisionKind(code) === kind).length;
  t.same(['subdistrict', 'town', 'township', 'functional_area'].map(kinds), [124, 125, 3, 47]);
  // domain.md 12.1, as stored there.
  const units = [6, 13, 14, 12, 10, 9, 19, 15, 15, 24, 37, 26, 26, 22, 23, 28];
  t.same(
    ofLevel('district').map(({ code }) => streets.filter(({ parent }) => parent === code).length),
    units,
  );
  const names = new Map(tianjin.map(({ code, name }) => [code, name]));
  t.equal(names.get('120101004'), '新兴街道');
  t.match(names.get('120116014'), /泰达街道$/);
});

t.test('a division says what it is by its code', async (t) => {
  const cases = [
    ['120000', null],
    ['120101', null],
    ['120101099', 'subdistrict'],
    ['120110100', 'town'],
    ['120110199', 'town'],
    ['120110200', 'township'],
    ['120110399', 'township'],
    ['120116400', 'functional_area'],
    ['120101004199', 'residents_committee'],
    ['120101004200', 'villagers_committee'],
    ['120101004399', 'villagers_committee'],
    ['120101004400', 'residents_committee'],
  ] as const;
  for (const [code, kind] of cases) t.equal(divisionKind(code), kind, code);
});

t.test('what is no city has no tree', async (t) => {
  // Provinces, headings, parts of a municipality, districts, places that are not in the list.
  for (const code of ['130000', '120100', '500200', '429000', '659000', '120101', '419900']) {
    await t.rejects(readDivisions(code), { code: 'city_unknown' }, code);
  }
});
