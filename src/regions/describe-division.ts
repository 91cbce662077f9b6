import { dateInChina } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import type { RegionLevel } from '../kit/region-code.ts';
import { type DivisionKind, divisionKind } from './division.ts';
import { refuse } from './refusals.ts';
import { divisionNames, divisionsBelow, findDivision, formerNames } from './store.ts';
import type { RegionRow } from './tables.ts';

/** A division as everybody may know it. */
export interface DivisionView {
  code: string;
  name: string;
  level: RegionLevel;
  kind: DivisionKind | null;
  parent: string | null;
  /** The first day in force; null for what was there when the book began. */
  validFrom: string | null;
  /** The first day out of force; null while no end is known. */
  validTo: string | null;
}

const viewOf = ({ code, name, level, parent, validFrom, validTo }: RegionRow): DivisionView => ({
  ...{ code, name, level, kind: divisionKind(code), parent, validFrom, validTo },
});

/**
 * Those directly below one that are in force on a day (today where none is named), by code; without a parent, the city
 * itself. With `ended`, also those that have ended by then.
 */
export async function listDivisions(
  deps: Deps,
  book: number,
  { parent, on, ended = false }: { parent?: string; on?: string; ended?: boolean },
): Promise<DivisionView[]> {
  const day = on ?? dateInChina(await deps.clock.now(deps.db));
  return (await divisionsBelow(deps.db, book, { parent, on: day, ended })).map(viewOf);
}

/** One division, whether it has ended or not, with what took its place and what it was called. Refuses: division_unknown. */
export async function describeDivision(deps: Deps, book: number, code: string) {
  const row = await findDivision(deps.db, book, code);
  if (!row) throw refuse('division_unknown');
  const { successor } = row;
  const names = await divisionNames(deps.db, book, successor === null ? [] : [successor]);
  return {
    ...viewOf(row),
    successor: successor === null ? null : { code: successor, name: names.get(successor)! },
    formerNames: await formerNames(deps.db, book, code),
  };
}
