import { type Actor, areasOf, placesOf } from '../access/index.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { maskedVolunteers } from '../people/index.ts';
import { describeActivities, signUpView } from './activity.ts';
import { activityFor } from './activity-for.ts';
import { attendanceOf, signUpsPage } from './sign-up-store.ts';
import {
  activitiesInReview,
  activitiesOfStations,
  activitiesSignedUpFor,
  openActivities,
  placesAhead,
} from './store.ts';
import type { ActivityRow } from './tables.ts';

export type View = 'open' | 'mine' | 'organised' | 'review';
interface PageRequest {
  limit: number;
  cursor?: string;
}

/**
 * open: for everybody; mine: what a volunteer signed up for; organised: a station's own; review: what waits
 * for the caller to review.
 * Refuses: bad_cursor, not_signed_in, not_allowed (a view that needs a role the caller does not have).
 */
export async function listActivities(
  deps: Deps,
  actor: Actor | null,
  view: View,
  page: PageRequest,
) {
  const book = actor?.book ?? deps.book;
  const list = `activities/${view}`;
  const after = page.cursor === undefined ? [] : deps.cursors.read(list, page.cursor);
  const { rows, position } = await readView(deps, book, actor, view, page.limit + 1, after);
  const shown = pageOf(
    rows,
    page.limit,
    (row) => row,
    (last) => deps.cursors.write(list, position(last)),
  );
  const items = await describeActivities(deps.db, book, shown.items, actor);
  return { items, nextCursor: shown.nextCursor } satisfies Page<unknown>;
}

async function readView(
  deps: Deps,
  book: number,
  actor: Actor | null,
  view: View,
  limit: number,
  after: string[],
) {
  const byId = (row: ActivityRow) => [row.id];
  if (view === 'open') {
    const now = await deps.clock.now(deps.db);
    const from = after.length === 2 ? ([after[0]!, after[1]!] as [string, string]) : undefined;
    return {
      rows: await openActivities(deps.db, book, now, limit, from),
      position: (row: ActivityRow) => [row.startsAt.toISOString(), row.id],
    };
  }
  if (!actor) throw refuseAny('not_signed_in');
  if (view === 'mine') {
    const signed = await activitiesSignedUpFor(deps.db, book, actor.personId, limit, after[0]);
    const signUpIds = new Map(signed.map(({ activity, signUpId }) => [activity.id, signUpId]));
    return {
      rows: signed.map(({ activity }) => activity),
      position: (row: ActivityRow) => [signUpIds.get(row.id)!],
    };
  }
  const organised = view === 'organised';
  const scopes = organised ? placesOf(actor, 'activity.submit') : areasOf(actor, 'activity.review');
  if (scopes.length === 0) throw refuseAny('not_allowed');
  const list = organised ? activitiesOfStations : activitiesInReview;
  return { rows: await list(deps.db, book, scopes, limit, after[0]), position: byId };
}

/** One activity. What is not published is seen only by its station and the bodies of its area. Refuses: activity_unknown. */
export async function showActivity(deps: Deps, actor: Actor | null, id: string) {
  const book = actor?.book ?? deps.book;
  const row = await activityFor(deps.db, actor, book, 'activity.read', id);
  const [view] = await describeActivities(deps.db, book, [row], actor);
  return view!;
}

/** Who signed up, in order, with masked names and their comings and goings. Refuses: activity_unknown, not_allowed, bad_cursor. */
export async function listSignUps(deps: Deps, actor: Actor, activityId: string, page: PageRequest) {
  const { book } = actor;
  await activityFor(deps.db, actor, book, 'sign_up.read', activityId);
  const list = `sign-ups/${activityId}`;
  const after =
    page.cursor === undefined ? undefined : Number(deps.cursors.read(list, page.cursor)[0]);
  const rows = await signUpsPage(deps.db, book, activityId, page.limit + 1, after);
  const volunteerIds = rows.map(({ volunteerId }) => volunteerId);
  const people = await maskedVolunteers(deps, deps.db, book, volunteerIds);
  const attendance = await attendanceOf(deps.db, book, activityId, volunteerIds);
  const places = await placesAhead(
    deps.db,
    book,
    rows.filter(({ state }) => state === 'waiting'),
  );
  return pageOf(
    rows,
    page.limit,
    (row) => ({
      ...signUpView(row, places.get(row.id) ?? null),
      volunteer: people.get(row.volunteerId)!,
      attendance: attendance
        .filter(({ volunteerId }) => volunteerId === row.volunteerId)
        .map(({ checkedInAt, inMetres, checkedOutAt, outMetres }) => ({
          checkedInAt: checkedInAt.toISOString(),
          // The distance itself tells the station no more.
          nearbyIn: inMetres !== null,
          nearbyOut: checkedOutAt === null ? null : outMetres !== null,
          checkedOutAt: checkedOutAt?.toISOString() ?? null,
        })),
    }),
    (last) => deps.cursors.write(list, [last.sequence]),
  );
}
