import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { type Instant, plusMinutes } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { maskedPhones } from '../people/index.ts';
import { authenticatorUri, newSecret, stepOfCode } from './authenticator.ts';
import { updateAuthenticator } from './credential-store.ts';
import { endOtherSessions } from './end-session.ts';
import { type Factors, requireSecondFactor, withBothFactors } from './prove-factors.ts';
import { refuse } from './refusals.ts';
import { secretPlace } from './secret-place.ts';

export interface OfferedSecret {
  secret: string;
  uri: string;
  /** The secret and for whom it is, which only the service reads; it comes back with the first code of it. */
  offer: string;
}

const offerMinutes = 15;
const offerPlace = { table: 'sign_in.offer', column: 'secret', row: 'authenticator' };

/**
 * A secret for another authenticator: of a new telephone, or because somebody has seen the old one. Nothing of it is kept,
 * and nothing changes before a code of it has come back (`changeAuthenticator`).
 * Refuses: second_factor_required.
 */
export async function offerSecret(deps: Deps, actor: Actor): Promise<OfferedSecret> {
  const { book, personId } = actor;
  await requireSecondFactor(deps, actor);
  const secret = newSecret();
  const until = plusMinutes(await deps.clock.now(deps.db), offerMinutes);
  const offer = deps.vault.seal(offerPlace, JSON.stringify({ personId, secret, until }));
  const phone = (await maskedPhones(deps, deps.db, book, [personId])).get(personId);
  return {
    ...{ secret, uri: authenticatorUri(secret, phone ?? '') },
    offer: offer.toString('base64url'),
  };
}

/**
 * Puts another authenticator in the place of the present one, for staff who show the password and a code of the present one,
 * or a recovery code where it is lost, and a first code of the new one. All their other sessions end; recovery codes stay.
 * Refuses: second_factor_required, staff_sign_in_locked, password_wrong, authenticator_code_wrong (of either),
 * authenticator_offer_over, overloaded.
 */
export async function changeAuthenticator(
  deps: Deps,
  actor: Actor,
  { offer, newCode, ...factors }: Factors & { offer: string; newCode: string },
): Promise<void> {
  const { book, personId, sessionId } = actor;
  await withBothFactors(deps, actor, factors, async (tx, now) => {
    const secret = secretOffered(deps, personId, offer, now);
    const lastStep = stepOfCode(secret, newCode, now);
    if (lastStep === undefined) throw refuse('authenticator_code_wrong', { pointer: '/newCode' });
    const secretSealed = deps.vault.seal(secretPlace(personId), secret);
    await updateAuthenticator(tx, book, personId, {
      ...{ secretSealed, lastStep, addedAt: now, confirmedAt: now },
    });
    await endOtherSessions(tx, book, personId, now, sessionId);
    await record(tx, book, {
      action: 'authenticator.change',
      object: { kind: 'person', id: personId },
      after: { confirmedAt: now },
    });
  });
}

/** Refuses: authenticator_offer_over (also one of somebody else, or of nobody). */
function secretOffered(
  { vault }: Pick<Deps, 'vault'>,
  personId: string,
  offer: string,
  now: Instant,
): string {
  const over = refuse('authenticator_offer_over', { pointer: '/offer' });
  let offered: { personId: string; secret: string; until: string };
  try {
    offered = JSON.parse(vault.open(offerPlace, Buffer.from(offer, 'base64url')));
  } catch {
    throw over;
  }
  if (offered.personId !== personId || offered.until <= now.toISOString()) throw over;
  return offered.secret;
}
