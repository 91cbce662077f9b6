import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import {
  describeVolunteer,
  describeVolunteers,
  findPerson,
  lockVolunteer,
  updateVolunteer,
  type VolunteerRow,
  type VolunteerView,
  wardsOf,
} from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { activate } from './add-registrations.ts';
import type { Purpose } from './consent-texts.ts';
import { noteConsent } from './give-consent.ts';
import { refuse } from './refusals.ts';
import { consentsOf } from './store.ts';
import { ageOfWard } from './ward-age.ts';
import { endRegistration, ofGuardian } from './withdraw-consent.ts';

export interface WardView extends VolunteerView {
  /** What the guardian is asked for, each on its own (PIPL Art. 31 below 14). */
  purposes: Purpose[];
  /** What the guardian has agreed to, and may take back. */
  consents: { id: string; purpose: Purpose }[];
}

export type WardAnswer =
  | { decision: 'agree'; consents: Partial<Record<Purpose, number>> }
  | { decision: 'refuse' };

/** The minors who name the caller's phone as their guardian's, masked. */
export async function listWards(deps: Deps, { book, personId }: Actor): Promise<WardView[]> {
  const rows = await wardsOfPerson(deps.db, book, personId);
  const views = await describeVolunteers(deps, deps.db, book, rows);
  const purposes = await Promise.all(rows.map((row) => purposesOf(deps, deps.db, row)));
  const consents = await Promise.all(rows.map((row) => consentsOf(deps.db, book, row.id)));
  return views.map((view, n) => ({
    ...{ ...view, purposes: purposes[n]! },
    consents: consents[n]!.filter(
      ({ purpose, withdrawnAt }) => !withdrawnAt && ofGuardian.includes(purpose),
    ).map(({ id, purpose }) => ({ id, purpose })),
  }));
}

async function wardsOfPerson(db: Db | Tx, book: number, personId: string) {
  const person = await findPerson(db, book, personId);
  return person?.phoneIndex ? wardsOf(db, book, person.phoneIndex) : [];
}

/** A child's data needs a consent of its own. */
export async function purposesOf(
  deps: Pick<Deps, 'vault' | 'clock'>,
  db: Db | Tx,
  row: VolunteerRow,
): Promise<Purpose[]> {
  const now = await deps.clock.now(db);
  const rules = await rulesInForce(db, row.book, row.residenceRegion, now);
  const age = await ageOfWard(deps, db, row, now);
  return age < rules.get('consent.child_below') ? ['guardian', 'under_14'] : ['guardian'];
}

/**
 * The guardian agrees to each purpose, and the minor goes on to approval; or refuses, and nothing personal is kept.
 * Refuses: ward_unknown, consent_missing, consent_text_old, volunteer_state_wrong.
 */
export async function answerForWard(
  deps: Deps,
  { book, personId }: Actor,
  wardId: string,
  answer: WardAnswer,
): Promise<VolunteerView> {
  return deps.transact(async (tx) => {
    const wards = await wardsOfPerson(tx, book, personId);
    const ward = wards.some(({ id }) => id === wardId) && (await lockVolunteer(tx, book, wardId));
    if (!ward) throw refuse('ward_unknown');
    if (ward.state !== 'guardian_pending') throw refuse('volunteer_state_wrong');
    const now = await deps.clock.now(tx);
    if (answer.decision === 'refuse') await endRegistration(tx, ward, { by: personId, now });
    else {
      for (const purpose of await purposesOf(deps, tx, ward)) {
        const textVersion = answer.consents[purpose];
        if (textVersion === undefined) throw refuse('consent_missing', { pointer: '/consents' });
        const agreed = { book, personId: wardId, by: personId, purpose, textVersion };
        await noteConsent(tx, { ...agreed, channel: 'guardian' }, now);
      }
      const { stepsNeeded } = ward;
      if (stepsNeeded === 0) await activate(tx, book, [ward], now);
      const state = stepsNeeded === 0 ? 'active' : 'submitted';
      await updateVolunteer(tx, book, wardId, { state });
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
