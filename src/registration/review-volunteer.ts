import { type Action, type Actor, endOwnGrant, may, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import {
  describeVolunteer,
  lockVolunteer,
  updateVolunteer,
  type VolunteerRow,
  type VolunteerView,
} from '../people/index.ts';
import { activate } from './add-registrations.ts';
import { requireSeen } from './protect.ts';
import { refuse } from './refusals.ts';
import { addDecision } from './store.ts';
import type { Decision } from './tables.ts';
import { volunteerThing } from './volunteer-thing.ts';

export type Review =
  | { decision: 'approve'; documentSeen?: boolean }
  | { decision: 'reject' | 'suspend' | 'revoke'; reason: string }
  | { decision: 'resume' };

/** Who decides each step (domain.md 9.1: 居委会 or liaison officer, 街道, 区). */
export const stepActions: Action[] = [
  'volunteer.review_community',
  'volunteer.review_street',
  'volunteer.review_district',
];

/**
 * Decides about a volunteer: approves or sends back at the step that is due, suspends, lets serve again, or revokes
 * (domain.md 9; the street decides what is not a step).
 * Refuses: volunteer_unknown, not_allowed, self_review, volunteer_state_wrong.
 */
export async function reviewVolunteer(
  deps: Deps,
  actor: Actor,
  volunteerId: string,
  review: Review,
): Promise<VolunteerView> {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuse('volunteer_unknown');
    const volunteer = await lockVolunteer(tx, book, volunteerId);
    if (!volunteer) throw unknown;
    await requireSeen(tx, actor, volunteer, unknown);
    const { step, action } = stepOf(review.decision, volunteer);
    requireMay(actor, action, volunteerThing(volunteer), unknown);
    if (!from[review.decision].includes(volunteer.state)) throw refuse('volunteer_state_wrong');
    const now = await deps.clock.now(tx);
    const row = await decide(tx, volunteer, review, { by: personId, now });
    await addDecision(tx, {
      ...{ book, id: newId(), volunteerId, decision: review.decision },
      step,
      reason: row.reason,
      ...{ decidedBy: personId, decidedAt: now },
    });
    await record(tx, book, {
      action: `volunteer.${review.decision}`,
      object: { kind: 'person', id: volunteerId },
      before: facts(volunteer),
      after: facts(row),
    });
    return describeVolunteer(deps, tx, book, volunteerId);
  });
}

const from: Record<Decision, VolunteerRow['state'][]> = {
  approve: ['submitted'],
  reject: ['submitted'],
  suspend: ['active'],
  resume: ['suspended'],
  revoke: ['active', 'suspended'],
};

/** Which step a decision is, from 1, and who takes it; what is no step is the street's. */
function stepOf(
  decision: Decision,
  { stepsDone }: VolunteerRow,
): { step: number | null; action: Action } {
  if (decision !== 'approve' && decision !== 'reject')
    return { step: null, action: 'volunteer.decide' };
  const step = Math.min(stepsDone, stepActions.length - 1);
  return { step: step + 1, action: stepActions[step]! };
}

/** Of these nothing goes on. */
export const ended: VolunteerRow['state'][] = ['cancelled', 'revoked'];

/** What can be done about a volunteer: the decisions, and what other routes do. */
export const deeds = [
  ...['approve', 'reject', 'suspend', 'resume', 'revoke'],
  ...['merge', 'disclose'],
] as (Decision | 'merge' | 'disclose')[];
export type Deed = (typeof deeds)[number];

/** What the actor may do about the volunteer now, so that pages offer only that. */
export function deedsOpenTo(actor: Actor, volunteer: VolunteerRow): Deed[] {
  const thing = volunteerThing(volunteer);
  return deeds.filter((deed) => {
    if (deed === 'disclose')
      return volunteer.nameSealed !== null && may(actor, 'volunteer.disclose', thing);
    if (deed === 'merge')
      return !ended.includes(volunteer.state) && may(actor, 'volunteer.decide', thing);
    const { action } = stepOf(deed, volunteer);
    return from[deed].includes(volunteer.state) && may(actor, action, thing);
  });
}

const facts = ({ state, stepsDone, realNameLevel, reason }: VolunteerRow) => ({
  ...{ state, stepsDone, realNameLevel, reason },
});

async function decide(
  tx: Tx,
  volunteer: VolunteerRow,
  review: Review,
  { by, now }: { by: string; now: Instant },
): Promise<VolunteerRow> {
  const { book, id, stepsNeeded } = volunteer;
  const set = (change: Partial<VolunteerRow>) => updateVolunteer(tx, book, id, change);
  switch (review.decision) {
    case 'approve': {
      const stepsDone = volunteer.stepsDone + 1;
      const isLast = stepsDone >= stepsNeeded;
      if (isLast) await activate(tx, book, [volunteer], now);
      const realNameLevel = review.documentSeen ? 2 : volunteer.realNameLevel;
      return set({ stepsDone, realNameLevel, ...(isLast ? { state: 'active' } : {}) });
    }
    case 'reject':
      return set({ state: 'rejected', reason: review.reason });
    case 'suspend':
      return set({ state: 'suspended', reason: review.reason });
    case 'resume':
      return set({ state: 'active', reason: null });
    case 'revoke':
      await endOwnGrant(tx, { book, role: 'volunteer', personId: id, by }, now);
      return set({ state: 'revoked', reason: review.reason });
  }
}
