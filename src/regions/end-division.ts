import { record } from '../audit/index.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { isInForce } from './division.ts';
import { endDivisions, resumeDivisions } from './end-store.ts';
import { refuse } from './refusals.ts';
import { findDivision, lockTree } from './store.ts';
import type { RegionRow } from './tables.ts';

export interface Ending {
  code: string;
  /** The first calendar day (in China) out of force; it may lie ahead. */
  on: string;
  /** What takes its place, where one division does. */
  successor?: string | undefined;
}

/**
 * Ends a division that was dissolved, with everything below it that has not ended before; what below it has a successor
 * of its own is ended first. Nothing new is taken there from that day on, and all that lies there keeps naming it
 * (domain.md 12.1, region code: keep history). Answers the codes that ended.
 * Refuses: division_unknown, division_of_book, division_ended, division_dates_wrong, successor_unfit.
 */
export async function endDivision(
  deps: Deps,
  book: number,
  { code, on, successor }: Ending,
): Promise<string[]> {
  const done = deps.transact(async (tx) => {
    const division = await lockedDivision(tx, book, code);
    const { name, validTo } = division;
    if (division.level === 'city') throw refuse('division_of_book');
    if (validTo !== null) throw refuse('division_ended', { values: { name, day: validTo } });
    if (successor !== undefined) await requireFit(tx, division, successor, on);
    const codes = await endDivisions(tx, book, code, { on, successor: successor ?? null });
    await record(tx, book, {
      action: 'region.end',
      object: { kind: 'region', id: code },
      after: { validTo: on, successor, divisions: codes.length },
    });
    return codes;
  });
  return done.catch(refuseByConstraint);
}

/**
 * Takes an end back that was entered by mistake, with what ended because of it. Answers the codes.
 * Refuses: division_unknown, division_not_ended, division_ended (what it lies in).
 */
export async function resumeDivision(deps: Deps, book: number, code: string): Promise<string[]> {
  return deps.transact(async (tx) => {
    const { validTo, successor, parent } = await lockedDivision(tx, book, code);
    if (validTo === null) throw refuse('division_not_ended');
    const above = parent === null ? undefined : await findDivision(tx, book, parent);
    if (above?.validTo)
      throw refuse('division_ended', { values: { name: above.name, day: above.validTo } });
    const codes = await resumeDivisions(tx, book, code);
    await record(tx, book, {
      action: 'region.resume',
      object: { kind: 'region', id: code },
      before: { validTo, successor },
      after: { divisions: codes.length },
    });
    return codes;
  });
}

async function lockedDivision(tx: Tx, book: number, code: string): Promise<RegionRow> {
  await lockTree(tx, book);
  const division = await findDivision(tx, book, code);
  if (!division) throw refuse('division_unknown');
  return division;
}

async function requireFit(tx: Tx, ending: RegionRow, successor: string, on: string) {
  const next = await findDivision(tx, ending.book, successor);
  const fits = next?.level === ending.level && next.code !== ending.code && isInForce(next, on);
  if (!fits) throw refuse('successor_unfit', { pointer: '/successor' });
}

function refuseByConstraint(error: unknown): never {
  const constraint = violatedConstraint(error);
  if (constraint === 'region_dates') throw refuse('division_dates_wrong', { pointer: '/on' });
  // It was itself to take over from another one later.
  if (constraint === 'region_successor_in_force')
    throw refuse('successor_unfit', { pointer: '/on' });
  throw error;
}
