import type { Db, Tx } from '../kit/db.ts';
import { stationNames } from '../organisations/index.ts';
import { divisionNames } from '../regions/index.ts';
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

/** What people see of activities: names instead of codes, and the viewer's own sign-up. */
export async function describeActivities(
  db: Db | Tx,
  book: number,
  rows: ActivityRow[],
  viewer: string | undefined,
) {
  const [regions, stations, mine] = [
    await divisionNames(
      db,
      book,
      rows.map(({ region }) => region),
    ),
    await stationNames(
      db,
      book,
      rows.map(({ stationId }) => stationId),
    ),
    viewer
      ? await signUpsOf(
          db,
          book,
          viewer,
          rows.map(({ id }) => id),
        )
      : new Map<string, SignUpRow>(),
  ];
  const positions = await placesAhead(
    db,
    book,
    [...mine.values()].filter(({ state }) => state === 'waiting'),
  );
  return rows.map((row) => {
    const own = mine.get(row.id);
    return {
      id: row.id,
      number: row.number,
      title: row.title,
      category: row.category,
      content: row.content,
      riskNote: row.riskNote,
      stationId: row.stationId,
      stationName: stations.get(row.stationId) ?? '',
      region: row.region,
      regionName: regions.get(row.region) ?? row.region,
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
      mine: own ? signUpView(own, positions.get(own.id) ?? null) : null,
      // A settlement has the id of the activity that it settles, so no look-up is needed.
      settlementId: row.state === 'closed' ? row.id : null,
    };
  });
}
