import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { maskText } from '../kit/mask.ts';
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
import { admitWard } from './admit-ward.ts';
import { currentVersion, type Purpose } from './consent-texts.ts';
import { requireSeen } from './protect.ts';
import { refuse } from './refusals.ts';
import { type Ages, readGuardian, requirePhonesApart } from './registrant.ts';
import { addConsents, withdrawInForce } from './store.ts';
import { volunteerThing } from './volunteer-thing.ts';
import { agesOf } from './ward-age.ts';
import { purposesOf } from './wards.ts';
import { ofGuardian } from './withdraw-consent.ts';

/**
 * A minor gets another guardian (民法典 Art. 27-36), or the same one comes without a smartphone: who was there has signed a
 * paper, and the paper is the consent. What was agreed to before is withdrawn, and a minor who waited for it goes on.
 * Refuses: volunteer_unknown, not_allowed, self_review, volunteer_state_wrong (no minor any more, ended, or never had a
 * guardian), guardian_invalid, phone_invalid, guardian_phone_own.
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
    const ages = await agesOfMinor(deps, tx, volunteer, now);
    const person = await findPerson(tx, book, volunteerId);
    const seals = person && sealsOf(deps, person);
    invariant(seals, 'the minor has not left');
    const secrets = openVolunteer(seals, volunteer);
    const guardian = readGuardian(form, secrets.idNumber, now, '');
    const anew = sealVolunteer(seals, deps.vault.index, volunteerId, { ...secrets, guardian });
    requirePhonesApart(person, anew, '/phone');
    await updateVolunteer(tx, book, volunteerId, anew);
    await agreeAnew(tx, volunteer, purposesOf(ages), { by: personId, ground, now });
    const waited = volunteer.state === 'guardian_pending';
    const state = waited ? await admitWard(tx, volunteer, now) : volunteer.state;
    await record(tx, book, {
      action: 'volunteer.change_guardian',
      object: { kind: 'person', id: volunteerId },
      before: { relation: secrets.guardian?.relation ?? null, state: volunteer.state },
      after: { relation: guardian.relation, ground, state },
    });
    return describeVolunteer(deps, tx, book, volunteerId);
  });
}

async function agesOfMinor(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  volunteer: VolunteerRow,
  now: Instant,
): Promise<Ages> {
  const wrong = refuse('volunteer_state_wrong');
  if (!volunteer.nameSealed || !volunteer.guardianSealed || volunteer.state === 'revoked')
    throw wrong;
  const ages = await agesOf(deps, tx, volunteer, now);
  if (!ages.needsGuardian) throw wrong;
  return ages;
}

async function agreeAnew(
  tx: Tx,
  { book, id: personId }: VolunteerRow,
  purposes: Purpose[],
  { by, ground, now }: { by: string; ground: string; now: Instant },
): Promise<void> {
  await withdrawInForce(tx, book, [personId], { by, now, of: ofGuardian });
  const given = { channel: 'offline' as const, givenBy: by, givenAt: now };
  const written = { ...given, ground: maskText(ground) };
  await addConsents(
    tx,
    purposes.map((purpose) => ({
      ...{ book, id: newId(), personId, purpose, textVersion: currentVersion(purpose), ...written },
    })),
  );
}
