import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { lockVolunteer, updateVolunteer, type VolunteerRow } from '../people/index.ts';
import { lockFor, type OnBehalf } from './act-for.ts';
import type { Purpose } from './consent-texts.ts';
import { endRegistration } from './end-serving.ts';
import { isGuardianOf } from './guardian-of.ts';
import { refuse } from './refusals.ts';
import { findConsent, lockConsent, withdrawInForce } from './store.ts';
import type { ConsentRow } from './tables.ts';
import { agesOf } from './ward-age.ts';

/**
 * Takes a consent back (PIPL Art. 15), by whom it is about or the guardian; as easily as it was given, and at once:
 * health limits are deleted, a minor serves no more, and of a child nothing personal is kept.
 * Refuses: consent_unknown (also another person's, one that was withdrawn, and a guardian's of somebody grown up).
 */
export async function withdrawConsent(
  deps: Deps,
  { book, personId }: Actor,
  id: string,
): Promise<void> {
  await deps.transact(async (tx) => {
    // The volunteer before the consent, as everybody does who changes consents.
    const of = (await findConsent(tx, book, id))?.personId;
    const volunteer = of === undefined ? undefined : await lockVolunteer(tx, book, of);
    const consent = await lockConsent(tx, book, id);
    if (!consent || consent.withdrawnAt) throw refuse('consent_unknown');
    const now = await deps.clock.now(tx);
    const isTheirs =
      consent.personId === personId ||
      (volunteer && (await mayGuardian(deps, tx, volunteer, consent, { personId, now })));
    if (!isTheirs) throw refuse('consent_unknown');
    await takeBack(deps, tx, { volunteer, consent }, { by: personId, now });
  });
}

/**
 * The same on paper, noted by an officer: whoever has no phone takes back as easily as others do. Of a minor it is the
 * guardian who has signed.
 * Refuses: volunteer_unknown, not_allowed, self_review, volunteer_state_wrong, consent_unknown.
 */
export async function withdrawConsentFor(
  deps: Deps,
  actor: Actor,
  volunteerId: string,
  { consentId, ground }: OnBehalf & { consentId: string },
): Promise<void> {
  const { book, personId: by } = actor;
  await deps.transact(async (tx) => {
    const volunteer = await lockFor(tx, actor, 'volunteer.act_for', volunteerId);
    const consent = await lockConsent(tx, book, consentId);
    if (consent?.personId !== volunteerId || consent.withdrawnAt)
      throw refuse('consent_unknown', { pointer: '/consentId' });
    const now = await deps.clock.now(tx);
    await takeBack(deps, tx, { volunteer, consent }, { by, now, ground });
  });
}

/** What a guardian gives, and takes back. */
export const ofGuardian: readonly Purpose[] = ['guardian', 'under_14'];

/** Of a child a guardian takes back everything, of an older minor what is the guardian's own. */
async function mayGuardian(
  deps: Deps,
  tx: Tx,
  ward: VolunteerRow,
  { purpose }: ConsentRow,
  { personId, now }: { personId: string; now: Instant },
): Promise<boolean> {
  if (!(await isGuardianOf(tx, ward, personId))) return false;
  const { needsGuardian, isChild } = await agesOf(deps, tx, ward, now);
  return isChild || (needsGuardian && ofGuardian.includes(purpose));
}

export interface TakingBack {
  by: string;
  now: Instant;
  /** Of an officer who acts on somebody's behalf. */
  ground?: string;
}

/** Takes a consent back that is locked, with everything that hangs on it. The volunteer is locked too. */
export async function takeBack(
  deps: Deps,
  tx: Tx,
  { volunteer, consent }: { volunteer: VolunteerRow | undefined; consent: ConsentRow },
  { by, now, ground }: TakingBack,
): Promise<void> {
  const { book, personId, purpose, textVersion } = consent;
  // Without the guardian's consent no child's data is kept, and the one to the data falls with it.
  const of = ofGuardian.includes(purpose) ? ofGuardian : [purpose];
  await withdrawInForce(tx, book, [personId], { by, now, of });
  if (volunteer?.nameSealed) await apply(deps, tx, volunteer, purpose, { by, now });
  await record(tx, book, {
    action: 'consent.withdraw',
    object: { kind: 'person', id: personId },
    by,
    before: { purpose, textVersion },
    after: { ground },
  });
}

async function apply(
  deps: Deps,
  tx: Tx,
  volunteer: VolunteerRow,
  purpose: Purpose,
  { by, now }: TakingBack,
) {
  const { book, id } = volunteer;
  if (purpose === 'health') await updateVolunteer(tx, book, id, { healthSealed: null });
  if (!ofGuardian.includes(purpose)) return;
  const { needsGuardian } = await agesOf(deps, tx, volunteer, now);
  if (needsGuardian) await endRegistration(deps, tx, volunteer, { by, now });
}
