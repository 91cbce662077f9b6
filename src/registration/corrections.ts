import { type Actor, areasOf, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import { type Db, type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import type { Seals } from '../kit/seal.ts';
import {
  findPerson,
  lockVolunteer,
  openVolunteer,
  readNationalId,
  sealsOf,
  sealVolunteer,
  updateVolunteer,
  type VolunteerRow,
} from '../people/index.ts';
import { divisionInForce } from '../regions/index.ts';
import {
  addCorrection,
  answerCorrection,
  correctionsOf,
  lockCorrection,
  openCorrections,
} from './correction-store.ts';
import {
  type CorrectionView,
  correctionThing,
  describeCorrections,
  wantedPlace,
} from './describe-corrections.ts';
import { requireSeen } from './protect.ts';
import { refuse } from './refusals.ts';
import type { CorrectionField, CorrectionRow } from './tables.ts';

/**
 * A volunteer asks for a correction of who they are; a desk that sees the document decides (67号令 Art. 12, 13).
 * Refuses: volunteer_state_wrong, id_number_invalid, region_unknown, division_ended, correction_open.
 */
export async function askForCorrection(
  deps: Deps,
  actor: Actor,
  { field, wanted, reason }: { field: CorrectionField; wanted: string; reason: string },
): Promise<CorrectionView> {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const volunteer = await lockVolunteer(tx, book, personId);
    if (!volunteer?.nameSealed) throw refuse('volunteer_state_wrong');
    const now = await deps.clock.now(tx);
    await requireFit(tx, volunteer, field, wanted, now);
    const id = newId();
    const wantedSealed = (await ownSeals(deps, tx, volunteer)).seal(wantedPlace(id), wanted.trim());
    const row = {
      ...{
        book,
        id,
        volunteerId: personId,
        region: volunteer.residenceRegion,
        field,
        wantedSealed,
      },
      ...{ reason, state: 'open' as const, askedAt: now },
    };
    try {
      await addCorrection(tx, row);
    } catch (error) {
      if (violatedConstraint(error) === 'correction_open') throw refuse('correction_open');
      throw error;
    }
    await record(tx, book, {
      action: 'correction.ask',
      object: { kind: 'person', id: personId },
      by: personId,
      after: { correction: id, field, reason },
    });
    const none = { decidedBy: null, decidedAt: null, answer: null };
    const [view] = await describeCorrections(deps, tx, actor, [{ ...row, ...none }]);
    return view!;
  });
}

async function requireFit(
  tx: Tx,
  volunteer: VolunteerRow,
  field: CorrectionField,
  wanted: string,
  now: Instant,
) {
  const pointer = '/wanted';
  const isOfResident =
    volunteer.idType === 'resident_id' || volunteer.idType === 'residence_permit';
  if (field === 'id_number' && isOfResident && !readNationalId(wanted, now))
    throw refuse('id_number_invalid', { pointer });
  if (field === 'residence_region') {
    const division = await divisionInForce(tx, volunteer.book, wanted, { now, pointer });
    if (division?.level !== 'community') throw refuse('region_unknown', { pointer });
  }
}

async function ownSeals(
  deps: Deps,
  db: Db | Tx,
  { book, id }: { book: number; id: string },
): Promise<Seals> {
  const person = await findPerson(db, book, id);
  const seals = person && sealsOf(deps, person);
  invariant(seals, 'the volunteer has not left');
  return seals;
}

/** What the caller has asked for. */
export async function listOwnCorrections(deps: Deps, actor: Actor) {
  const rows = await correctionsOf(deps.db, actor.book, actor.personId);
  return describeCorrections(deps, deps.db, actor, rows);
}

/** Open requests of the caller's area, the oldest first. Refuses: bad_cursor. */
export async function listOpenCorrections(
  deps: Deps,
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<CorrectionView>> {
  const { book } = actor;
  const list = `corrections/${book}/${actor.personId}`;
  const after = cursor === undefined ? undefined : deps.cursors.read(list, cursor)[0];
  const prefixes = areasOf(actor, 'correction.decide');
  const protectedIn = areasOf(actor, 'volunteer.read_protected');
  const wanted = { prefixes, protectedIn, after, limit: limit + 1 };
  const rows = await openCorrections(deps.db, book, wanted);
  const views = await describeCorrections(deps, deps.db, actor, rows);
  return pageOf(
    views,
    limit,
    (view) => view,
    (last) => deps.cursors.write(list, [last.id]),
  );
}

/**
 * A desk of the area answers: accepted, and it is so from now on, or declined with the reason.
 * Refuses: correction_unknown, not_allowed, self_review, correction_answered, id_number_registered,
 * volunteer_state_wrong (who has left meanwhile), division_ended (the wanted residence, meanwhile).
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
    const asked = await lockCorrection(tx, book, id);
    const volunteer = asked && (await lockVolunteer(tx, book, asked.volunteerId));
    if (!asked || !volunteer) throw unknown;
    await requireSeen(tx, actor, volunteer, unknown);
    requireMay(actor, 'correction.decide', correctionThing(volunteer, asked), unknown);
    if (asked.state !== 'open') throw refuse('correction_answered');
    if (!volunteer.nameSealed) throw refuse('volunteer_state_wrong');
    const now = await deps.clock.now(tx);
    const accepted = decision.decision === 'accept';
    if (accepted) await correct(deps, tx, volunteer, asked, now);
    const row = await answerCorrection(tx, book, id, {
      state: accepted ? 'accepted' : 'declined',
      ...{ decidedBy: personId, decidedAt: now },
      answer: decision.decision === 'decline' ? decision.reason : null,
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
  asked: CorrectionRow,
  now: Instant,
) {
  const { book, id } = volunteer;
  const seals = await ownSeals(deps, tx, volunteer);
  invariant(asked.wantedSealed, 'an open request says what is wanted');
  const wanted = seals.open(wantedPlace(asked.id), asked.wantedSealed);
  if (asked.field === 'residence_region') {
    await requireFit(tx, volunteer, asked.field, wanted, now);
    return void (await updateVolunteer(tx, book, id, { residenceRegion: wanted }));
  }
  const secrets = openVolunteer(seals, volunteer);
  const identity = asked.field === 'id_number' ? readNationalId(wanted, asked.askedAt) : undefined;
  const idNumber = identity?.number ?? wanted.toUpperCase();
  const details = identity
    ? { ...secrets.details, sex: identity.sex, birthDate: identity.birthDate }
    : secrets.details;
  const anew =
    asked.field === 'name' ? { ...secrets, name: wanted } : { ...secrets, idNumber, details };
  try {
    // Whoever corrects has seen the document.
    await updateVolunteer(tx, book, id, {
      ...sealVolunteer(seals, deps.vault.index, id, anew),
      realNameLevel: 2,
    });
  } catch (error) {
    if (violatedConstraint(error) === 'volunteer_book_id_number_index_key')
      throw refuse('id_number_registered');
    throw error;
  }
}
