import { type Actor, requireMay, updateScope } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import type { WeeklyTime } from '../people/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { refuse } from './refusals.ts';
import {
  describeStations,
  missingItems,
  readOpeningHours,
  readStationPhone,
  type StationView,
  stationFacts,
  stationThing,
} from './station.ts';
import { addPreparedStation, lockStation, updateStation } from './store.ts';
import type { StationItem, StationRow } from './tables.ts';

export interface StationDetails {
  name: string;
  address: string;
  /** WGS84. Left out: none. */
  place?: { latitude: number; longitude: number };
  openingHours: WeeklyTime[];
  services: string[];
  /** Left out: none. */
  phone?: string;
  /** Which of the six 有 there are already. */
  met: StationItem[];
}

export interface StationForm extends StationDetails {
  /** The community it stands in. */
  region: string;
}

/**
 * The community or the street enters a station that is being prepared; the street opens it (`decideStation`).
 * Refuses: not_allowed (of another area), organisation_region_unknown, division_ended, station_hours_wrong, station_phone_invalid,
 * station_name_taken.
 */
export async function enterStation(
  deps: Deps,
  actor: Actor,
  { region, ...details }: StationForm,
): Promise<StationView> {
  const { book, personId } = actor;
  requireArea(actor, region);
  const columns = columnsOf(details);
  const entered = deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    await requireDivision(tx, book, region, now);
    const row: StationRow = {
      ...{ book, id: newId(), version: 1, region, state: 'preparing', reason: null, ...columns },
      ...{ enteredBy: personId, enteredAt: now, decidedBy: null, decidedAt: null },
    };
    await addPreparedStation(tx, row);
    await record(tx, book, {
      action: 'station.enter',
      object: { kind: 'station', id: row.id },
      after: stationFacts(row),
    });
    const [view] = await describeStations(deps, tx, { book, actor }, [row]);
    return view!;
  });
  return entered.catch(refuseTwice);
}

/**
 * Changes what a station says of itself, and moves it to another community. An open one keeps its six 有: what lost one
 * is suspended first. What it has published stays where it was.
 * Refuses: station_unknown, not_allowed (also to move it into another area), station_state_wrong (closed), stale,
 * organisation_region_unknown, division_ended, station_hours_wrong, station_phone_invalid, station_items_missing,
 * station_name_taken.
 */
export async function editStation(
  deps: Deps,
  actor: Actor,
  id: string,
  { version, ...details }: StationDetails & { region?: string; version?: number },
): Promise<StationView> {
  const { book } = actor;
  const edited = deps.transact(async (tx) => {
    const unknown = refuse('station_unknown');
    const before = await lockStation(tx, book, id);
    if (!before) throw unknown;
    requireMay(actor, 'station.edit', stationThing(before), unknown);
    if (before.state === 'closed') throw refuse('station_state_wrong');
    if (version !== undefined && version !== before.version) throw refuseAny('stale');
    if (before.state === 'open') requireAllItems(details.met);
    const { region = before.region } = details;
    if (region !== before.region) {
      requireArea(actor, region);
      await requireDivision(tx, book, region, await deps.clock.now(tx));
    }
    const row = await updateStation(tx, book, id, { region, ...columnsOf(details) });
    await updateScope(tx, { book, scope: id, name: row.name, region: row.region });
    await record(tx, book, {
      action: 'station.edit',
      object: { kind: 'station', id },
      before: stationFacts(before),
      after: stationFacts(row),
    });
    const [view] = await describeStations(deps, tx, { book, actor }, [row]);
    return view!;
  });
  return edited.catch(refuseTwice);
}

const atRegion = { pointer: '/region' };

/** Refuses: not_allowed. */
const requireArea = (actor: Actor, region: string) =>
  requireMay(actor, 'station.enter', { region }, refuseAny('not_allowed', atRegion));

/** Refuses: organisation_region_unknown, division_ended. */
async function requireDivision(tx: Tx, book: number, region: string, now: Instant): Promise<void> {
  if (!(await divisionInForce(tx, book, region, { now, ...atRegion })))
    throw refuse('organisation_region_unknown', atRegion);
}

/** Refuses: station_items_missing, which names them. */
export function requireAllItems(met: StationItem[]): void {
  const missing = missingItems(met);
  if (missing.length > 0) {
    const names = {
      'zh-CN': missing.map((item) => itemNames[item]).join('、'),
      en: missing.join(', '),
    };
    throw refuse('station_items_missing', {
      pointer: '/met',
      values: { missing: names },
    });
  }
}

const itemNames: Record<StationItem, string> = {
  venue: '有场所',
  team: '有队伍',
  projects: '有项目',
  facilities: '有设施',
  rules: '有制度',
  signs: '有标识',
};

const columnsOf = ({
  name,
  address,
  place,
  openingHours,
  services,
  phone,
  met,
}: StationDetails) => ({
  ...{ name: name.trim(), address: address.trim(), met },
  ...{ latitude: place?.latitude ?? null, longitude: place?.longitude ?? null },
  openingHours: readOpeningHours(openingHours),
  services: services.map((each) => each.trim()),
  phone: phone === undefined ? null : readStationPhone(phone),
});

function refuseTwice(error: unknown): never {
  if (violatedConstraint(error) === 'station_name')
    throw refuse('station_name_taken', { pointer: '/name' });
  throw error;
}
