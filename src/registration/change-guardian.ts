import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import {
  describeVolunteer,
  findPerson,
  type Guardian,
  lockVolunteer,
  openVolunteer,
  sealsOf,
  sealVolunteer,
  updateVolunteer,
  type VolunteerRow,
  type VolunteerView,
} from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { currentVersion, type Purpose } from './consent-texts.ts';
import { requireSeen } from './protect.ts';
import { refuse } from './refusals.ts';
import { readGuardian } from './registrant.ts';
import { addConsents, consentsOf, markWithdrawn } from './store.ts';
import { volunteerThing } from './volunteer-thing.ts';
import { ageOfWard } from './ward-age.ts';
import { purposesOf } from './wards.ts';

/**
 * A minor gets another guardian (民法典 Art. 27-36), who was there and has signed a paper. What the one before had agreed to is
 * withdrawn, and what the new one has signed stands for it; where nobody had agreed yet, the new one is waited for.
 * Refuses: volunteer_unknown, not_allowed, self_review, volunteer_state_wrong (no minor any more, ended, or never had a
 * guardian), guardian_invalid, phone_invalid.
 */
export async function changeGuardian(
  deps: Deps,
  actor: Actor,
  volunteerId: string,
  { ground, ...form }: Guardian & { ground: string },
): Promise<VolunteerView> {
  const { book, personId } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuse('volunteer_unknown');
    const volunteer = await lockVolunteer(tx, book, volunteerId);
    if (!volunteer) throw unknown;
    await requireSeen(tx, actor, volunteer, unknown);
    requireMay(actor, 'volunteer.change_guardian', volunteerThing(volunteer), unknown);
    const now = await deps.clock.now(tx);
    await requireMinor(deps, tx, volunteer, now);
    const person = await findPerson(tx, book, volunteerId);
    const seals = person && sealsOf(deps, person);
    invariant(seals, 'the minor has not left');
    const secrets = openVolunteer(seals, volunteer);
    const guardian = readGuardian(form, secrets.idNumber, now, '');
    const anew = sealVolunteer(seals, deps.vault.index, volunteerId, { ...secrets, guardian });
    await updateVolunteer(tx, book, volunteerId, anew);
    if (volunteer.state !== 'guardian_pending') {
      const purposes = await purposesOf(deps, tx, volunteer);
      await agreeAnew(tx, volunteer, purposes, { by: personId, ground, now });
    }
    await record(tx, book, {
      action: 'volunteer.change_guardian',
      object: { kind: 'person', id: volunteerId },
      before: { relation: secrets.guardian?.relation ?? null },
      after: { relation: guardian.relation, ground },
    });
    return describeVolunteer(deps, tx, book, volunteerId);
  });
}

async function requireMinor(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  volunteer: VolunteerRow,
  now: Instant,
): Promise<void> {
  const wrong = refuse('volunteer_state_wrong');
  if (!volunteer.nameSealed || !volunteer.guardianSealed || volunteer.state === 'revoked')
    throw wrong;
  const rules = await rulesInForce(tx, volunteer.book, volunteer.residenceRegion, now);
  const age = await ageOfWard(deps, tx, volunteer, now);
  if (age >= rules.get('volunteer.guardian_consent_below')) throw wrong;
}

async function agreeAnew(
  tx: Tx,
  { book, id: personId }: VolunteerRow,
  purposes: Purpose[],
  { by, ground, now }: { by: string; ground: string; now: Instant },
): Promise<void> {
  const standing = (await consentsOf(tx, book, personId)).filter(
    ({ purpose, withdrawnAt }) => !withdrawnAt && purposes.includes(purpose),
  );
  const ids = standing.map(({ id }) => id);
  await markWithdrawn(tx, book, ids, by, now);
  const given = { channel: 'offline' as const, givenBy: by, ground, givenAt: now };
  await addConsents(
    tx,
    purposes.map((purpose) => ({
      ...{ book, id: newId(), personId, purpose, textVersion: currentVersion(purpose), ...given },
    })),
  );
}
