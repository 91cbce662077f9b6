import { record } from '../audit/index.ts';
import { dateInChina, type Instant, instant, secondsBetween } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import type { Position } from '../kit/distance.ts';
import { newId } from '../kit/id.ts';
import { findStation } from '../organisations/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeActivities } from './activity.ts';
import { categories } from './categories.ts';
import { refuse } from './refusals.ts';
import { addActivity, nextActivitySerial } from './store.ts';

export interface ActivityDraft {
  title: string;
  category: string;
  content: string;
  riskNote: string;
  place: Position & { name: string };
  radiusMetres: number;
  startsAt: string;
  endsAt: string;
  capacity: number;
}

/**
 * Submits an activity of a station for review by the street. The risk note is mandatory (条例 Art. 12).
 * Refuses: activity_unknown (no such station), category_unknown, activity_times_wrong.
 */
export async function publishActivity(
  deps: Deps,
  by: { book: number; stationId: string; personId: string },
  draft: ActivityDraft,
  id = newId(),
) {
  const { book, stationId, personId } = by;
  if (!Object.hasOwn(categories, draft.category))
    throw refuse('category_unknown', { pointer: '/category' });
  return deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const station = await findStation(tx, book, stationId);
    if (!station) throw refuse('activity_unknown');
    const rules = await rulesInForce(tx, book, station.region, now);
    const startsAt = instant(draft.startsAt, '/startsAt');
    const endsAt = instant(draft.endsAt, '/endsAt');
    const days = rules.get('activity.max_days');
    if (endsAt <= startsAt || endsAt <= now || secondsBetween(startsAt, endsAt) > days * 86_400) {
      throw refuse('activity_times_wrong', { pointer: '/endsAt', values: { days } });
    }
    const { place, ...rest } = draft;
    const row = await addActivity(tx, {
      ...rest,
      book,
      id,
      number: activityNumber(station.region, now, await nextActivitySerial(tx)),
      stationId,
      region: station.region,
      placeName: place.name,
      latitude: place.latitude,
      longitude: place.longitude,
      datum: place.datum,
      startsAt,
      endsAt,
      state: 'pending_review',
      createdBy: personId,
      createdAt: now,
    });
    const { state, number, title, category, startsAt: starts, endsAt: ends, capacity } = row;
    await record(tx, book, {
      action: 'activity.submit',
      object: { kind: 'activity', id },
      by: personId,
      after: {
        state,
        number,
        stationId,
        title,
        category,
        startsAt: starts,
        endsAt: ends,
        capacity,
      },
    });
    const [view] = await describeActivities(tx, book, [row], undefined);
    return view!;
  });
}

/** P + 6 digits of district + YYMM + 7 digits of serial (domain.md 4). */
function activityNumber(region: string, now: Instant, serial: number): string {
  const month = dateInChina(now).slice(2, 7).replace('-', '');
  return `P${region.slice(0, 6)}${month}${String(serial % 10_000_000).padStart(7, '0')}`;
}
