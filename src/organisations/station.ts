import { type Action, type Actor, may, type Thing } from '../access/index.ts';
import { type Instant, weeklyMoment } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { WeeklyTime } from '../people/index.ts';
import { divisionNames } from '../regions/index.ts';
import { refuse } from './refusals.ts';
import { type StationItem, type StationRow, type StationState, stationItems } from './tables.ts';

/** The directory shows stations from their opening until they are closed; one that is suspended with its reason. */
export const publicStates: readonly StationState[] = ['open', 'suspended'];

/** Where a station lies, and who does not decide about it: who entered it. */
export const stationThing = ({ id, region, state, enteredBy }: StationRow): Thing => ({
  ...{ region, place: id, isPublic: publicStates.includes(state) },
  parties: enteredBy === null ? [] : [enteredBy],
});

/** Which of the six 有 are missing. */
export const missingItems = (met: readonly StationItem[]) =>
  stationItems.filter((item) => !met.includes(item));

/** Whether people find the doors open: the station is, and this is an hour of its week, in China. */
export function isOpenAt(
  { state, openingHours }: Pick<StationRow, 'state' | 'openingHours'>,
  at: Instant,
): boolean {
  const { day, time } = weeklyMoment(at);
  const isThen = (each: WeeklyTime) => each.day === day && each.from <= time && time < each.to;
  return state === 'open' && openingHours.some(isThen);
}

/** In order of the week; a day may be open twice, but not twice at a time. Refuses: station_hours_wrong. */
export function readOpeningHours(hours: WeeklyTime[]): WeeklyTime[] {
  const key = ({ day, from }: WeeklyTime) => `${day} ${from}`;
  for (const [n, one] of hours.entries()) {
    const pointer = `/openingHours/${n}`;
    if (one.from >= one.to) throw refuse('station_hours_wrong', { pointer });
    const meets = hours
      .slice(0, n)
      .some(({ day, from, to }) => day === one.day && from < one.to && one.from < to);
    if (meets) throw refuse('station_hours_wrong', { pointer });
  }
  return [...hours].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** 022-27301234, 4006001234, 12345: what everybody may call. Refuses: station_phone_invalid, also for mobile phones. */
export function readStationPhone(typed: string): string {
  const text = typed.replace(/[\s()（）]/g, '').replace(/^(\+|00)86/, '');
  const fixed = /^(0(?:10|2\d|[3-9]\d{2}))-?([2-8]\d{6,7})$/.exec(text);
  if (fixed) return `${fixed[1]}-${fixed[2]}`;
  const service = text.replace(/-/g, '');
  if (!/^(400\d{7}|1\d{4}|9[56]\d{3,4})$/.test(service))
    throw refuse('station_phone_invalid', { pointer: '/phone' });
  return service;
}

/** What the viewer may do with a station, so that pages offer only that. */
const offered: Action[] = ['station.edit', 'station.decide'];

export async function describeStations(
  { clock }: Pick<Deps, 'clock'>,
  db: Db | Tx,
  { book, actor }: { book: number; actor: Actor | null },
  rows: StationRow[],
) {
  const now = await clock.now(db);
  const codes = rows.map(({ region }) => region);
  const names = await divisionNames(db, book, codes);
  return rows.map((row) => {
    const { id, name, region, state, address, openingHours, services, phone, met, reason } = row;
    return {
      place: placeOf(row),
      ...{ id, name, region, regionName: names.get(region) ?? region, state, reason },
      ...{ address, openingHours, openNow: isOpenAt(row, now), services, phone },
      ...{ met: stationItems.filter((item) => met.includes(item)), missing: missingItems(met) },
      ...{ enteredAt: iso(row.enteredAt), decidedAt: iso(row.decidedAt), version: row.version },
      may: offered.filter((action) => may(actor, action, stationThing(row))),
    };
  });
}

const placeOf = ({ latitude, longitude }: StationRow) =>
  latitude === null || longitude === null ? null : { latitude, longitude };

const iso = (at: Instant | null) => at?.toISOString() ?? null;

export type StationView = Awaited<ReturnType<typeof describeStations>>[number];

/** What the log keeps of a station. */
export const stationFacts = (row: StationRow) => {
  const { name, region, state, address, openingHours, services, phone, met, reason } = row;
  const place = placeOf(row);
  return {
    ...{ name, region, state, address, services, phone, met, reason },
    place: place && `${place.latitude}, ${place.longitude}`,
    openingHours: openingHours.map(({ day, from, to }) => `${day} ${from}-${to}`),
  };
};
