import { type Actor, areasOf, requireMay } from '../access/index.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import {
  describeVolunteers,
  findVolunteer,
  protectedSince,
  type VolunteerState,
  type VolunteerView,
  volunteersWithin,
} from '../people/index.ts';
import { requireSeen } from './protect.ts';
import { refuse } from './refusals.ts';
import { deedsOpenTo, isForColleague, stepActions } from './review-volunteer.ts';
import { decisionsAbout } from './store.ts';
import { volunteerThing } from './volunteer-thing.ts';

export interface VolunteerSearch {
  /** `review`: those whom the caller can decide about now; `area`: all of the caller's area. */
  view: 'review' | 'area';
  state?: VolunteerState;
  limit: number;
  cursor?: string;
}

/**
 * Volunteers who live in the caller's area, masked, by time of registration; those who are protected only to whom that is
 * shown. Refuses: bad_cursor.
 */
export async function listVolunteers(
  deps: Deps,
  actor: Actor,
  { view, state, limit, cursor }: VolunteerSearch,
): Promise<Page<VolunteerView>> {
  const { db, cursors } = deps;
  const { book } = actor;
  const list = `volunteers/${book}/${actor.personId}/${view}/${state ?? ''}`;
  const after = cursor === undefined ? undefined : cursors.read(list, cursor)[0];
  const wanted =
    view === 'review' ? waitingFor(actor) : { prefixes: areasOf(actor, 'volunteer.read'), state };
  if (wanted.prefixes.length === 0) return { items: [], nextCursor: null };
  const protectedIn = areasOf(actor, 'volunteer.read_protected');
  const rows = await volunteersWithin(db, book, {
    ...wanted,
    protectedIn,
    after,
    limit: limit + 1,
  });
  const views = await describeVolunteers(deps, db, book, rows);
  return pageOf(
    views,
    limit,
    (view) => view,
    (last) => cursors.write(list, [last.id]),
  );
}

/** Whom the caller decides about now, and none of those that a colleague has to. */
function waitingFor(actor: Actor) {
  const steps = stepActions
    .map((action, stepsDone) => ({ stepsDone, prefixes: areasOf(actor, action) }))
    .filter(({ prefixes }) => prefixes.length > 0);
  return {
    prefixes: steps.flatMap(({ prefixes }) => prefixes),
    ...{ state: 'submitted' as const, steps, apartFrom: actor.personId },
  };
}

/** One volunteer of the caller's area, masked, with what was decided about them. Refuses: volunteer_unknown. */
export async function readVolunteer(deps: Deps, actor: Actor, id: string) {
  const { book } = actor;
  const unknown = refuse('volunteer_unknown');
  const row = await findVolunteer(deps.db, book, id);
  if (!row) throw unknown;
  await requireSeen(deps.db, actor, row, unknown);
  requireMay(actor, 'volunteer.read', volunteerThing(row), unknown);
  const [view] = await describeVolunteers(deps, deps.db, book, [row]);
  const decisions = await decisionsAbout(deps.db, book, id);
  return {
    ...view!,
    may: deedsOpenTo(actor, row),
    byColleague: isForColleague(actor, row),
    // Who may not see it was refused above, where there is one.
    protectedSince: (await protectedSince(deps.db, book, [id])).get(id) ?? null,
    decisions: decisions.map(({ decision, step, reason, decidedAt }) => ({
      ...{ decision, step, reason, at: decidedAt.toISOString() },
    })),
  };
}
