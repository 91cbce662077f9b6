import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { maskText } from '../kit/mask.ts';
import {
  findPerson,
  lockVolunteer,
  sealsOf,
  updateVolunteer,
  type VolunteerRow,
} from '../people/index.ts';
import { lockFor, type OnBehalf } from './act-for.ts';
import { changePhone } from './change-phone.ts';
import {
  addCorrection,
  answerCorrection,
  findCorrection,
  lockCorrection,
} from './correction-store.ts';
import {
  type CorrectionView,
  correctionThing,
  describeCorrections,
  reasonPlace,
  wantedPlace,
} from './describe-corrections.ts';
import { requireSeen } from './protect.ts';
import { type Corrected, readCorrection } from './read-correction.ts';
import { refuse } from './refusals.ts';
import type { CorrectionField, CorrectionRow } from './tables.ts';

export interface Asking {
  field: CorrectionField;
  wanted: string;
  reason: string;
}

/**
 * A volunteer asks for a correction of who they are or how to reach them; a desk that sees the document decides (67号令
 * Art. 12, 13; PIPL Art. 46).
 * Refuses: volunteer_state_wrong, correction_open, and what `readCorrection` refuses.
 */
export async function askForCorrection(
  deps: Deps,
  actor: Actor,
  asking: Asking,
): Promise<CorrectionView> {
  return deps.transact(async (tx) =>
    ask(deps, tx, actor, await lockVolunteer(tx, actor.book, actor.personId), asking),
  );
}

/**
 * The same, entered at the desk for somebody who is there; another officer decides.
 * Refuses: volunteer_unknown, not_allowed, self_review, and what `askForCorrection` refuses.
 */
export async function askForCorrectionOf(
  deps: Deps,
  actor: Actor,
  volunteerId: string,
  { ground, ...asking }: Asking & OnBehalf,
): Promise<CorrectionView> {
  return deps.transact(async (tx) => {
    const volunteer = await lockFor(tx, actor, 'volunteer.act_for', volunteerId);
    return ask(deps, tx, actor, volunteer, asking, ground);
  });
}

async function ask(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  volunteer: VolunteerRow | undefined,
  { field, wanted, reason }: Asking,
  ground?: string,
): Promise<CorrectionView> {
  if (!volunteer?.nameSealed) throw refuse('volunteer_state_wrong');
  const { book, id: volunteerId, residenceRegion: region } = volunteer;
  const now = await deps.clock.now(tx);
  const one = await correctedOf(deps, tx, volunteer);
  await readCorrection(deps, tx, one, { field, wanted: wanted.trim() }, now);
  const id = newId();
  const row = {
    ...{ book, id, volunteerId, region, field, state: 'open' as const, askedAt: now },
    wantedSealed: one.seals.seal(wantedPlace(id), wanted.trim()),
    reasonSealed: one.seals.seal(reasonPlace(id), reason),
    askedBy: ground === undefined ? null : actor.personId,
    ground: ground === undefined ? null : maskText(ground),
  };
  try {
    await addCorrection(tx, row);
  } catch (error) {
    if (violatedConstraint(error) === 'correction_open') throw refuse('correction_open');
    throw error;
  }
  await record(tx, book, {
    action: 'correction.ask',
    object: { kind: 'person', id: volunteerId },
    by: actor.personId,
    after: { correction: id, field, ground },
  });
  const none = { decidedBy: null, decidedAt: null, answer: null };
  const [view] = await describeCorrections(deps, tx, actor, [{ ...row, ...none }]);
  return view!;
}

async function correctedOf(deps: Deps, tx: Tx, volunteer: VolunteerRow): Promise<Corrected> {
  const person = await findPerson(tx, volunteer.book, volunteer.id);
  const seals = person && sealsOf(deps, person);
  invariant(seals, 'the volunteer has not left');
  return { volunteer, person, seals };
}

/**
 * A desk of the area answers: accepted, and it is so from now on, or declined with the reason.
 * Refuses: correction_unknown, not_allowed, self_review, correction_answered, id_number_of_other, what
 * `readCorrection` refuses (things may have changed since it was asked for) and what `changePhone` refuses.
 */
export async function decideCorrection(
  deps: Deps,
  actor: Actor,
  id: string,
  decision: { decision: 'accept' } | { decision: 'decline'; reason: string },
): Promise<CorrectionView> {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuse('correction_unknown');
    // The volunteer before the request, as everybody does who ends a registration.
    const found = await findCorrection(tx, book, id);
    const volunteer = found && (await lockVolunteer(tx, book, found.volunteerId));
    const asked = await lockCorrection(tx, book, id);
    if (!asked || !volunteer) throw unknown;
    await requireSeen(tx, actor, volunteer, unknown);
    requireMay(actor, 'correction.decide', correctionThing(volunteer, asked), unknown);
    if (asked.state !== 'open') throw refuse('correction_answered');
    const now = await deps.clock.now(tx);
    const accepted = decision.decision === 'accept';
    if (accepted) await correct(deps, tx, volunteer, asked, { by: personId, now });
    const row = await answerCorrection(tx, book, id, {
      state: accepted ? 'accepted' : 'declined',
      ...{ decidedBy: personId, decidedAt: now },
      answer: decision.decision === 'decline' ? maskText(decision.reason) : null,
    });
    await record(tx, book, {
      action: accepted ? 'correction.accept' : 'correction.decline',
      object: { kind: 'person', id: volunteer.id },
      after: { correction: id, field: asked.field, answer: row.answer },
    });
    const [view] = await describeCorrections(deps, tx, actor, [row]);
    return view!;
  });
}

async function correct(
  deps: Deps,
  tx: Tx,
  volunteer: VolunteerRow,
  { id, field, wantedSealed }: CorrectionRow,
  { by, now }: { by: string; now: Instant },
): Promise<void> {
  const one = await correctedOf(deps, tx, volunteer);
  invariant(wantedSealed, 'an open request says what is wanted');
  const wanted = one.seals.open(wantedPlace(id), wantedSealed);
  const change = await readCorrection(deps, tx, one, { field, wanted }, now);
  if ('phone' in change) return changePhone(deps, tx, one, change.phone, { by, now });
  try {
    await updateVolunteer(tx, volunteer.book, volunteer.id, change.columns);
  } catch (error) {
    if (violatedConstraint(error) === 'volunteer_book_id_number_index_key')
      throw refuse('id_number_of_other');
    throw error;
  }
}
