import { type Actor, placeOf } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { dateInChina, type Instant } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { requireOpenStation } from '../organisations/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeActivities } from './activity.ts';
import { type ActivityText, activityFacts, columnsOf } from './draft.ts';
import { refuse } from './refusals.ts';
import { addActivity, nextActivitySerial } from './store.ts';

export interface ActivityDraft extends ActivityText {
  /** Which of the stations that the caller manages; left out by those who manage one. */
  stationId?: string;
}

/**
 * Submits an activity of a station for review by the street. The risk note is mandatory (条例 Art. 12).
 * Refuses: not_allowed, place_unclear, activity_unknown (no such station), station_not_open, division_ended (where the
 * station stands), category_unknown, activity_times_wrong.
 */
export async function publishActivity(
  deps: Deps,
  actor: Actor,
  { stationId: named, ...text }: ActivityDraft,
  id = newId(),
) {
  const { book, personId } = actor;
  const stationId = placeOf(actor, 'activity.submit', { id: named, pointer: '/stationId' });
  return deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const station = await requireOpenStation(tx, book, stationId);
    if (!station) throw refuse('activity_unknown');
    await divisionInForce(tx, book, station.region, { now, pointer: '/stationId' });
    const rules = await rulesInForce(tx, book, station.region, now);
    const row = await addActivity(tx, {
      ...columnsOf(text, rules, now),
      book,
      id,
      number: activityNumber(station.region, now, await nextActivitySerial(tx)),
      stationId,
      region: station.region,
      state: 'pending_review',
      createdBy: personId,
      createdAt: now,
    });
    await record(tx, book, {
      action: 'activity.submit',
      object: { kind: 'activity', id },
      by: personId,
      after: { number: row.number, stationId, ...activityFacts(row) },
    });
    const [view] = await describeActivities(tx, book, [row], actor);
    return view!;
  });
}

/** P + 6 digits of district + YYMM + 7 digits of serial (domain.md 4). */
function activityNumber(region: string, now: Instant, serial: number): string {
  const month = dateInChina(now).slice(2, 7).replace('-', '');
  return `P${region.slice(0, 6)}${month}${String(serial % 10_000_000).padStart(7, '0')}`;
}
