import { type Actor, may } from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import { stationNames } from '../organisations/index.ts';
import { divisionNames } from '../regions/index.ts';
import { thingOf } from './activity-for.ts';
import { placesAhead, signUpsOf } from './store.ts';
import type { ActivityRow, SignUpRow } from './tables.ts';

export type ActivityState = 'pending_review' | 'returned' | 'published' | 'closed';
export type SignUpState =
  | 'applied'
  | 'waiting'
  | 'admitted'
  | 'checked_in'
  | 'checked_out'
  | 'cancelled';

/** A person holds a place of the activity from signing up until cancelling. */
export const holdsPlace = (state: SignUpState) => state !== 'waiting' && state !== 'cancelled';

export function signUpView(row: SignUpRow, position: number | null) {
  return {
    id: row.id,
    activityId: row.activityId,
    state: row.state,
    position,
    signedUpAt: row.signedUpAt.toISOString(),
  };
}

/** What the viewer may do with an activity, so that pages offer only that. */
const offered = [
  'activity.edit',
  'activity.review',
  'sign_up.read',
  'sign_up.admit',
  'attendance.show_code',
  'settlement.make',
] as const;

/** What people see of activities: names instead of codes, and the viewer's own sign-up. */
export async function describeActivities(
  db: Db | Tx,
  book: number,
  rows: ActivityRow[],
  viewer: Actor | null,
) {
  const ids = rows.map(({ id }) => id);
  const regionCodes = rows.map(({ region }) => region);
  const stationIds = rows.map(({ stationId }) => stationId);
  const regions = await divisionNames(db, book, regionCodes);
  const stations = await stationNames(db, book, stationIds);
  const none = new Map<string, SignUpRow>();
  const mine = viewer ? await signUpsOf(db, book, viewer.personId, ids) : none;
  const waiting = [...mine.values()].filter(({ state }) => state === 'waiting');
  const positions = await placesAhead(db, book, waiting);
  return rows.map((row) => {
    const own = mine.get(row.id);
    return {
      ...activityView(row),
      stationName: stations.get(row.stationId) ?? '',
      regionName: regions.get(row.region) ?? row.region,
      mine: own ? signUpView(own, positions.get(own.id) ?? null) : null,
      may: offered.filter((action) => may(viewer, action, thingOf(row))),
    };
  });
}

function activityView(row: ActivityRow) {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    category: row.category,
    content: row.content,
    riskNote: row.riskNote,
    stationId: row.stationId,
    region: row.region,
    place: {
      name: row.placeName,
      latitude: row.latitude,
      longitude: row.longitude,
      datum: row.datum,
    },
    radiusMetres: row.radiusMetres,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    capacity: row.capacity,
    state: row.state,
    returnReason: row.returnReason,
    counts: { taken: row.taken, waiting: row.waiting, admitted: row.admitted },
    // A settlement has the id of the activity that it settles, so no look-up is needed.
    settlementId: row.state === 'closed' ? row.id : null,
  };
}
