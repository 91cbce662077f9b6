import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { maskText } from '../kit/mask.ts';
import { lockVolunteer } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { lockFor, type OnBehalf } from './act-for.ts';
import { type ConsentView, consentView } from './consent.ts';
import { currentVersion, type OwnPurpose, type Purpose } from './consent-texts.ts';
import { refuse } from './refusals.ts';
import { childConsent } from './registrant.ts';
import { addConsents, consentInForce, withdrawInForce } from './store.ts';
import type { ConsentChannel } from './tables.ts';
import { agesOf } from './ward-age.ts';

/**
 * Notes what somebody has agreed to, for one purpose, in the words that are shown today (PIPL Art. 14, 29). Agreeing
 * twice is no harm. A child agrees to nothing: the guardian does (Art. 28, 31).
 * Refuses: consent_text_old, child_consent.
 */
export async function giveConsent(
  deps: Deps,
  { book, personId }: Actor,
  asked: { purpose: OwnPurpose; textVersion: number },
): Promise<ConsentView> {
  return deps.transact(async (tx) => {
    const volunteer = await lockVolunteer(tx, book, personId);
    const now = await deps.clock.now(tx);
    if (volunteer?.nameSealed && (await agesOf(deps, tx, volunteer, now)).isChild) {
      const rules = await rulesInForce(tx, book, volunteer.residenceRegion, now);
      throw childConsent(rules, '/purpose');
    }
    return noteConsent(tx, { book, personId, by: personId, channel: 'self', ...asked }, now);
  });
}

/**
 * The same on paper, noted by an officer; for a child it is the guardian who has signed.
 * Refuses: volunteer_unknown, not_allowed, self_review, volunteer_state_wrong, consent_text_old.
 */
export async function giveConsentFor(
  deps: Deps,
  actor: Actor,
  volunteerId: string,
  { ground, ...asked }: OnBehalf & { purpose: OwnPurpose; textVersion: number },
): Promise<ConsentView> {
  const { book, personId: by } = actor;
  return deps.transact(async (tx) => {
    await lockFor(tx, actor, 'volunteer.act_for', volunteerId);
    const now = await deps.clock.now(tx);
    const agreed = { book, personId: volunteerId, by, channel: 'offline' as const, ground };
    return noteConsent(tx, { ...agreed, ...asked }, now);
  });
}

export interface Agreed {
  book: number;
  personId: string;
  by: string;
  channel: Exclude<ConsentChannel, 'organisation'>;
  purpose: Purpose;
  textVersion: number;
  /** Of an officer who has seen the paper. */
  ground?: string;
}

/** What was agreed to before, in other words or by somebody else, ends with it. Refuses: consent_text_old. */
export async function noteConsent(
  tx: Tx,
  { book, personId, by, channel, purpose, textVersion, ground }: Agreed,
  now: Instant,
): Promise<ConsentView> {
  if (textVersion !== currentVersion(purpose))
    throw refuse('consent_text_old', { pointer: '/textVersion' });
  const standing = await consentInForce(tx, book, personId, purpose);
  if (standing?.textVersion === textVersion && standing.givenBy === by)
    return consentView(standing);
  await withdrawInForce(tx, book, [personId], { by, now, of: [purpose] });
  const given = {
    channel,
    givenBy: by,
    givenAt: now,
    ground: ground === undefined ? null : maskText(ground),
  };
  await addConsents(tx, [{ book, id: newId(), personId, purpose, textVersion, ...given }]);
  const row = await consentInForce(tx, book, personId, purpose);
  invariant(row, 'a consent was just given');
  await record(tx, book, {
    action: 'consent.give',
    object: { kind: 'person', id: personId },
    by,
    after: { purpose, textVersion, ground },
  });
  return consentView(row);
}
