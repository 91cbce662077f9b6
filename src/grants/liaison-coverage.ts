import { type Actor, areasOf, type Grant, grantsInForce } from '../access/index.ts';
import { dateInChina } from '../kit/clock.ts';
import { pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { chainUp, subtreePrefix } from '../kit/region-code.ts';
import { maskedPhones } from '../people/index.ts';
import { divisionsBelow, divisionsWithin, findDivision } from '../regions/index.ts';
import { refuse } from './refusals.ts';

/** The largest city, 重庆, has about 11,000. */
const communitiesMax = 20_000;

export interface CoverageQuery {
  /** A division within the caller's areas; without one, all of these. */
  region?: string;
  /** Only communities without a liaison officer. */
  missing?: boolean;
  limit: number;
  cursor?: string;
}

/**
 * Which communities have a liaison officer (志愿服务联系员) today, since when and until when: counts of all of the area
 * and of each division directly below it, and the communities by code, page by page (domain.md 14).
 * Refuses: bad_cursor, coverage_region_unknown, not_allowed (outside of the caller's areas).
 */
export async function liaisonCoverage(
  deps: Deps,
  actor: Actor,
  { region, missing, limit, cursor }: CoverageQuery,
) {
  const { db, cursors } = deps;
  const { book } = actor;
  const list = `liaison-coverage/${book}/${[actor.personId, region, missing].join('/')}`;
  const after = cursor === undefined ? '' : cursors.read(list, cursor)[0]!;
  const prefixes = await askedOf(deps, actor, region);
  const now = await deps.clock.now(db);
  const on = dateInChina(now);
  const everyone = { prefixes, limit: communitiesMax, on };
  const communities = await divisionsWithin(db, book, 'community', everyone);
  const grants = await grantsInForce(db, book, 'liaison_officer', prefixes, now);
  const officers = groupBy(grants, ({ scope }) => scope);
  const isCovered = ({ code }: { code: string }) => officers.has(code);
  const listed = missing ? communities.filter((each) => !isCovered(each)) : communities;
  const page = pageOf(
    listed.filter(({ code }) => code > after).slice(0, limit + 1),
    limit,
    ({ code, name }) => ({ code, name, grants: officers.get(code) ?? [] }),
    (last) => cursors.write(list, [last.code]),
  );
  const shown = page.items.flatMap(({ grants }) => grants.map(({ personId }) => personId));
  const phones = await maskedPhones(deps, db, book, shown);
  const covered = communities.filter(isCovered).length;
  return {
    ...{ communities: communities.length, covered, missing: communities.length - covered },
    parts: await partsOf(deps, book, prefixes, communities, { isCovered, on }),
    items: page.items.map(({ code, name, grants }) => ({
      ...{ region: code, regionName: name },
      officers: grants.map((grant) => officerOf(grant, phones)),
    })),
    nextCursor: page.nextCursor,
  };
}

const officerOf = (
  { personId, validFrom, validTo }: Grant,
  phones: ReadonlyMap<string, string>,
) => ({
  ...{ id: personId, phone: phones.get(personId) ?? '' },
  ...{ from: validFrom.toISOString(), to: validTo?.toISOString() ?? null },
});

/** What the codes of the communities begin with. Refuses: coverage_region_unknown, not_allowed. */
async function askedOf({ db }: Deps, actor: Actor, region: string | undefined): Promise<string[]> {
  const areas = areasOf(actor, 'liaison_coverage.read');
  if (region === undefined) return areas;
  if (!(await findDivision(db, actor.book, region)))
    throw refuse('coverage_region_unknown', { pointer: '/region' });
  const asked = subtreePrefix(region);
  if (areas.some((area) => asked.startsWith(area))) return [asked];
  throw refuseAny('not_allowed', { pointer: '/region' });
}

/**
 * Counts by the divisions directly below a city, a district or a street: where a city has no districts, by its streets.
 * None where several areas were asked for, and of a street, whose communities are listed anyway.
 */
async function partsOf(
  { db }: Deps,
  book: number,
  prefixes: string[],
  communities: { code: string }[],
  { isCovered, on }: { isCovered: (one: { code: string }) => boolean; on: string },
) {
  const [prefix, ...others] = prefixes;
  if (prefix === undefined || others.length > 0) return [];
  const parent = prefix.length < 6 ? String(book) : prefix;
  const below = await divisionsBelow(db, book, { parent, on });
  const parts = new Map(below.map(({ code, name }) => [code, name]));
  const partOf = ({ code }: { code: string }) =>
    chainUp(code, parent)
      .slice(1)
      .find((each) => parts.has(each)) ?? '';
  return [...groupBy(communities, partOf)]
    .filter(([region]) => region !== '')
    .map(([region, within]) => ({
      ...{ region, regionName: parts.get(region)!, communities: within.length },
      covered: within.filter(isCovered).length,
    }));
}

function groupBy<T>(all: T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
