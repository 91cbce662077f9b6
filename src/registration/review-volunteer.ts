import { type Action, type Actor, may, requireMay } from '../access/index.ts';
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
import { actedFor } from './act-for.ts';
import { activate } from './add-registrations.ts';
import { endServing, liftSuspension } from './end-serving.ts';
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
    const row = await decide(deps, tx, volunteer, review, { by: personId, now });
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
  ...(['approve', 'reject', 'suspend', 'resume', 'revoke'] as const),
  ...(['merge', 'disclose', 'protect', 'change_guardian'] as const),
  ...(['act_for', 'end_for', 'export_for'] as const),
];
export type Deed = (typeof deeds)[number];

const onBehalf = {
  act_for: 'volunteer.act_for',
  end_for: 'volunteer.end_for',
  export_for: 'person.export_for',
} as const satisfies Partial<Record<Deed, Action>>;

/** What the actor may do about the volunteer now, so that pages offer only that. */
export function deedsOpenTo(actor: Actor, volunteer: VolunteerRow): Deed[] {
  const thing = volunteerThing(volunteer);
  return deeds.filter((deed) => {
    if (deed === 'protect') return may(actor, 'volunteer.protect', thing);
    if (deed === 'change_guardian')
      return hasGuardian(volunteer) && may(actor, 'volunteer.change_guardian', thing);
    if (deed === 'disclose')
      return volunteer.nameSealed !== null && may(actor, 'volunteer.disclose', thing);
    if (deed === 'merge')
      return (
        volunteer.nameSealed !== null &&
        !ended.includes(volunteer.state) &&
        may(actor, 'volunteer.merge', thing)
      );
    if (deed === 'act_for' || deed === 'end_for' || deed === 'export_for')
      return volunteer.nameSealed !== null && may(actor, onBehalf[deed], actedFor(volunteer));
    const { action } = stepOf(deed, volunteer);
    return from[deed].includes(volunteer.state) && may(actor, action, thing);
  });
}

/** Whether the step that is due would be the actor's, were it not about themselves or whom they entered. */
export function isForColleague(actor: Actor, volunteer: VolunteerRow): boolean {
  if (volunteer.state !== 'submitted') return false;
  const { action } = stepOf('approve', volunteer);
  const thing = volunteerThing(volunteer);
  return may(actor, action, { ...thing, parties: [] }) && !may(actor, action, thing);
}

/** What can be said without opening what is sealed: whoever has come of age since is found out later. */
const hasGuardian = ({ nameSealed, guardianSealed, state }: VolunteerRow) =>
  nameSealed !== null && guardianSealed !== null && state !== 'revoked';

const facts = ({ state, stepsDone, realNameLevel, reason }: VolunteerRow) => ({
  ...{ state, stepsDone, realNameLevel, reason },
});

async function decide(
  deps: Deps,
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
      // Whoever has left meanwhile does not serve again, but may register again.
      return volunteer.nameSealed
        ? set({ state: 'active', reason: null })
        : liftSuspension(deps, tx, volunteer);
    case 'revoke':
      await endServing(deps, tx, volunteer, { by, now });
      return set({ state: 'revoked', reason: review.reason });
  }
}
