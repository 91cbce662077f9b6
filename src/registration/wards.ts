import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import {
  describeVolunteer,
  describeVolunteers,
  findPerson,
  lockVolunteer,
  type VolunteerRow,
  type VolunteerView,
  wardsOf,
} from '../people/index.ts';
import { admitWard } from './admit-ward.ts';
import { type OwnPurpose, ownPurposes, type Purpose } from './consent-texts.ts';
import { endRegistration } from './end-serving.ts';
import { noteConsent } from './give-consent.ts';
import { isGuardianOf } from './guardian-of.ts';
import { refuse } from './refusals.ts';
import type { Ages } from './registrant.ts';
import { consentsOf, withdrawInForce } from './store.ts';
import { agesOf, agesOfWhoeverStays } from './ward-age.ts';
import { ofGuardian } from './withdraw-consent.ts';

export interface WardView extends VolunteerView {
  /** What the guardian is asked for, each on its own (PIPL Art. 31 below 14). */
  purposes: Purpose[];
  /** What only the guardian agrees to for a child, and nobody has to (PIPL Art. 16, 28). */
  optional: OwnPurpose[];
  /** What was agreed to for the minor and the guardian may take back. */
  consents: { id: string; purpose: Purpose }[];
}

export type WardAnswer =
  | { decision: 'agree'; consents: Partial<Record<Purpose, number>> }
  | { decision: 'refuse' };

/** The minors who name the caller's phone as their guardian's, masked. */
export async function listWards(deps: Deps, { book, personId }: Actor): Promise<WardView[]> {
  const { db } = deps;
  const now = await deps.clock.now(db);
  const named = await wardsOfPerson(db, book, personId);
  const aged = await Promise.all(named.map((row) => agesOfWhoeverStays(deps, db, row, now)));
  const wards = named.flatMap((row, n) => {
    const ages = aged[n];
    return ages?.needsGuardian ? [{ row, ages }] : [];
  });
  const rows = wards.map(({ row }) => row);
  const views = await describeVolunteers(deps, db, book, rows);
  const consents = await Promise.all(rows.map((row) => consentsOf(db, book, row.id)));
  return wards.map(({ ages }, n) => ({
    ...{ ...views[n]!, purposes: purposesOf(ages), optional: optionalFor(ages) },
    consents: consents[n]!.filter(
      ({ purpose, withdrawnAt }) => !withdrawnAt && (ages.isChild || ofGuardian.includes(purpose)),
    ).map(({ id, purpose }) => ({ id, purpose })),
  }));
}

async function wardsOfPerson(db: Db | Tx, book: number, personId: string) {
  const person = await findPerson(db, book, personId);
  return person?.phoneIndex ? wardsOf(db, book, person.phoneIndex) : [];
}

/** A child's data needs a consent of its own. */
export const purposesOf = ({ isChild }: Pick<Ages, 'isChild'>): Purpose[] =>
  isChild ? ['guardian', 'under_14'] : ['guardian'];

const optionalFor = ({ isChild }: Ages): OwnPurpose[] => (isChild ? [...ownPurposes] : []);

/**
 * The guardian agrees to each purpose, and the minor goes on to approval; or refuses, and nothing personal is kept. For a
 * child the guardian's answer is also the whole of what is agreed to about position and health.
 * Refuses: ward_unknown, ward_consent_missing, consent_not_asked, consent_text_old, volunteer_state_wrong.
 */
export async function answerForWard(
  deps: Deps,
  { book, personId }: Actor,
  wardId: string,
  answer: WardAnswer,
): Promise<VolunteerView> {
  return deps.transact(async (tx) => {
    const ward = await lockVolunteer(tx, book, wardId);
    // Asked when nobody can change the guardian any more.
    if (!ward || !(await isGuardianOf(tx, ward, personId))) throw refuse('ward_unknown');
    const now = await deps.clock.now(tx);
    const ages = await agesOf(deps, tx, ward, now);
    if (!ages.needsGuardian) throw refuse('ward_unknown');
    if (ward.state !== 'guardian_pending') throw refuse('volunteer_state_wrong');
    if (answer.decision === 'refuse') await endRegistration(deps, tx, ward, { by: personId, now });
    else {
      await agree(tx, ward, ages, answer.consents, { by: personId, now });
      await admitWard(tx, ward, now);
    }
    const view = await describeVolunteer(deps, tx, book, wardId);
    await record(tx, book, {
      action: 'ward.answer',
      object: { kind: 'person', id: wardId },
      by: personId,
      before: { state: ward.state },
      after: { state: view.state, decision: answer.decision },
    });
    return view;
  });
}

async function agree(
  tx: Tx,
  { book, id }: VolunteerRow,
  ages: Ages,
  consents: Partial<Record<Purpose, number>>,
  { by, now }: { by: string; now: Instant },
): Promise<void> {
  const [needed, optional] = [purposesOf(ages), optionalFor(ages)];
  const at = { pointer: '/consents' };
  if (needed.some((purpose) => consents[purpose] === undefined))
    throw refuse('ward_consent_missing', at);
  const given = Object.entries(consents) as [Purpose, number][];
  const asked: Purpose[] = [...needed, ...optional];
  if (given.some(([purpose]) => !asked.includes(purpose))) throw refuse('consent_not_asked', at);
  await withdrawInForce(tx, book, [id], { by, now, of: optional });
  for (const [purpose, textVersion] of given) {
    const agreed = { book, personId: id, by, purpose, textVersion };
    await noteConsent(tx, { ...agreed, channel: 'guardian' }, now);
  }
}
