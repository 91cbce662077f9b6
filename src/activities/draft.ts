import { type Instant, instant, secondsBetween } from '../kit/clock.ts';
import type { Position } from '../kit/distance.ts';
import { categories } from '../registration/index.ts';
import type { Rules } from '../rules/index.ts';
import { refuse } from './refusals.ts';
import type { ActivityRow } from './tables.ts';

/** What a station writes of an activity. */
export interface ActivityText {
  title: string;
  category: string;
  content: string;
  /** Mandatory (条例 Art. 12). */
  riskNote: string;
  place: Position & { name: string };
  radiusMetres: number;
  startsAt: string;
  endsAt: string;
  capacity: number;
}

/** Its columns. Refuses: category_unknown, activity_times_wrong. */
export function columnsOf({ place, ...text }: ActivityText, rules: Rules, now: Instant) {
  if (!Object.hasOwn(categories, text.category))
    throw refuse('category_unknown', { pointer: '/category' });
  const startsAt = instant(text.startsAt, '/startsAt');
  const endsAt = instant(text.endsAt, '/endsAt');
  const days = rules.get('activity.max_days');
  if (endsAt <= startsAt || endsAt <= now || secondsBetween(startsAt, endsAt) > days * 86_400)
    throw refuse('activity_times_wrong', { pointer: '/endsAt', values: { days } });
  return {
    ...text,
    placeName: place.name,
    latitude: place.latitude,
    longitude: place.longitude,
    datum: place.datum,
    startsAt,
    endsAt,
  };
}

/** What the log keeps of an activity when it is submitted or mended. */
export function activityFacts(row: ActivityRow) {
  const { state, title, category, content, riskNote, placeName, latitude, longitude } = row;
  const { radiusMetres, startsAt, endsAt, capacity } = row;
  const text = { state, title, category, content, riskNote };
  return { ...text, placeName, latitude, longitude, radiusMetres, startsAt, endsAt, capacity };
}
