import { type Actor, endOwnGrant } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import {
  findPerson,
  findVolunteer,
  lockVolunteer,
  updateVolunteer,
  type VolunteerRow,
} from '../people/index.ts';
import type { Purpose } from './consent-texts.ts';
import { refuse } from './refusals.ts';
import { consentsOf, lockConsent, markWithdrawn } from './store.ts';
import type { ConsentRow } from './tables.ts';

/**
 * Takes a consent back (PIPL Art. 15), by whoever gave it or the guardian; as easily as it was given, and at once: health limits are deleted,
 * a minor serves no more, and of a child nothing personal is kept.
 * Refuses: consent_unknown (also another person's, and one that was withdrawn).
 */
export async function withdrawConsent(deps: Deps, { book, personId }: Actor, id: string) {
  await deps.transact(async (tx) => {
    const consent = await lockConsent(tx, book, id);
    const isTheirs = consent?.personId === personId || (await isGuardian(tx, consent, personId));
    if (!consent || consent.withdrawnAt || !isTheirs) throw refuse('consent_unknown');
    const now = await deps.clock.now(tx);
    const before = await lockVolunteer(tx, book, consent.personId);
    // Without the guardian's consent no child's data is kept, and the one to the data falls with it.
    const alike = (await consentsOf(tx, book, consent.personId)).filter(
      ({ purpose, withdrawnAt }) => !withdrawnAt && fallTogether(consent.purpose, purpose),
    );
    const ids = alike.map((one) => one.id);
    await markWithdrawn(tx, book, ids, personId, now);
    if (before) await apply(tx, before, consent.purpose, { by: personId, now });
    await record(tx, book, {
      action: 'consent.withdraw',
      object: { kind: 'person', id: consent.personId },
      by: personId,
      before: { purpose: consent.purpose, textVersion: consent.textVersion },
    });
  });
}

/** What a guardian gives, and takes back. */
export const ofGuardian: Purpose[] = ['guardian', 'under_14'];
const fallTogether = (withdrawn: Purpose, other: Purpose) =>
  withdrawn === other || (ofGuardian.includes(withdrawn) && ofGuardian.includes(other));

async function isGuardian(tx: Tx, consent: ConsentRow | undefined, personId: string) {
  if (!consent || !ofGuardian.includes(consent.purpose)) return false;
  const ward = await findVolunteer(tx, consent.book, consent.personId);
  const guardian = await findPerson(tx, consent.book, personId);
  return Boolean(
    ward?.guardianIndex && guardian?.phoneIndex && ward.guardianIndex.equals(guardian.phoneIndex),
  );
}

async function apply(
  tx: Tx,
  volunteer: VolunteerRow,
  purpose: Purpose,
  { by, now }: { by: string; now: Instant },
) {
  const { book, id } = volunteer;
  if (purpose === 'health') await updateVolunteer(tx, book, id, { healthSealed: null });
  if (ofGuardian.includes(purpose)) await endRegistration(tx, volunteer, { by, now });
}

/**
 * Ends a registration and deletes what is personal in it; the number stays, for the records that name it. Who was
 * revoked stays revoked, and is known again by the index of the document: nobody comes back by leaving.
 */
export async function endRegistration(
  tx: Tx,
  { book, id, state }: VolunteerRow,
  { by, now, mergedInto }: { by: string; now: Instant; mergedInto?: string },
): Promise<void> {
  await endOwnGrant(tx, { book, role: 'volunteer', personId: id, by }, now);
  await updateVolunteer(tx, book, id, {
    ...(state === 'revoked' ? {} : { state: 'cancelled' as const, idNumberIndex: null }),
    ...{ nameSealed: null, nameIndex: null, idNumberSealed: null, detailsSealed: null },
    ...{ guardianSealed: null, guardianIndex: null, healthSealed: null },
    ...(mergedInto === undefined ? {} : { mergedInto }),
  });
}
