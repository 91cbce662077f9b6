import { type Action, type Actor, requireMay, type Thing } from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import { refuse } from './refusals.ts';
import { findActivity, lockActivity } from './store.ts';
import type { ActivityRow } from './tables.ts';

/** What access to an activity depends on: its station, where that stands, and who submitted it. */
export const thingOf = ({ region, stationId, state, createdBy }: ActivityRow): Thing => ({
  region,
  place: stationId,
  isPublic: state === 'published' || state === 'closed',
  parties: [createdBy],
});

/** The activity, for an actor who may do `action` with it. Refuses: activity_unknown, not_allowed, self_review. */
export async function activityFor(
  db: Db | Tx,
  actor: Actor | null,
  book: number,
  action: Action,
  id: string,
): Promise<ActivityRow> {
  return allowed(await findActivity(db, book, id), actor, action);
}

/** The same with its lock. */
export async function lockActivityFor(
  tx: Tx,
  actor: Actor,
  action: Action,
  id: string,
): Promise<ActivityRow> {
  return allowed(await lockActivity(tx, actor.book, id), actor, action);
}

function allowed(row: ActivityRow | undefined, actor: Actor | null, action: Action): ActivityRow {
  const unknown = refuse('activity_unknown');
  if (!row) throw unknown;
  requireMay(actor, action, thingOf(row), unknown);
  return row;
}
