import { type Actor, areasOf, may, requireMay } from '../access/index.ts';
import { dateInChina } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { regionLevel, subtreePrefix } from '../kit/region-code.ts';
import { divisionNames, hasDistricts } from '../regions/index.ts';
import { countFilings, type FilingCount } from './counts-store.ts';

/** Digits of a district and of a street. */
const [districtDigits, streetDigits] = [6, 9];

/**
 * How many applications there are in a city or district, by state, type and the divisions directly below, and how many
 * wait for longer than they should (domain.md 9.1: 市 statistics, 区 coordinates). Refuses: not_allowed.
 */
export async function filingStatistics(deps: Deps, actor: Actor, asked?: string) {
  const { db, clock } = deps;
  const { book } = actor;
  const region = asked ?? widestOf(actor);
  requireMay(actor, 'filing.count', { region }, refuseAny('not_allowed', { pointer: '/region' }));
  const isCity = regionLevel(region) === 'city';
  const digits = isCity && (await hasDistricts(db, book)) ? districtDigits : streetDigits;
  const today = dateInChina(await clock.now(db));
  const rows = await countFilings(db, book, { prefix: subtreePrefix(region), digits, today });
  const names = await divisionNames(db, book, [region, ...rows.map(({ division }) => division)]);
  return {
    ...{ region, regionName: names.get(region) ?? region, ...sumOf(rows) },
    states: sumsBy(rows, ({ state }) => state),
    types: sumsBy(rows, ({ type }) => type),
    divisions: sumsBy(rows, ({ division }) => division).map(({ key, ...sums }) => ({
      ...{ region: key, regionName: names.get(key) ?? key },
      ...sums,
    })),
  };
}

/** The city, for whoever may count there; else the district. */
function widestOf(actor: Actor): string {
  const city = String(actor.book);
  return may(actor, 'filing.count', { region: city })
    ? city
    : (areasOf(actor, 'filing.count')[0] ?? city);
}

const sumOf = (rows: FilingCount[]) => ({
  applications: rows.reduce((sum, { applications }) => sum + applications, 0),
  overdue: rows.reduce((sum, { overdue }) => sum + overdue, 0),
});

function sumsBy<K extends string>(rows: FilingCount[], keyOf: (row: FilingCount) => K) {
  const keys = [...new Set(rows.map(keyOf))].sort();
  return keys.map((key) => ({ key, ...sumOf(rows.filter((row) => keyOf(row) === key)) }));
}
