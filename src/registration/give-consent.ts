import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { type ConsentView, consentView } from './consent.ts';
import { currentVersion, type OwnPurpose, type Purpose } from './consent-texts.ts';
import { refuse } from './refusals.ts';
import { addConsents, consentInForce } from './store.ts';

/**
 * Notes what somebody has agreed to, for one purpose, in the words that are shown today (PIPL Art. 14, 29). Agreeing
 * twice is no harm.
 * Refuses: consent_text_old.
 */
export async function giveConsent(
  deps: Deps,
  { book, personId }: Actor,
  asked: { purpose: OwnPurpose; textVersion: number },
): Promise<ConsentView> {
  return deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    return noteConsent(tx, { book, personId, by: personId, channel: 'self', ...asked }, now);
  });
}

export interface Agreed {
  book: number;
  personId: string;
  by: string;
  channel: 'self' | 'guardian';
  purpose: Purpose;
  textVersion: number;
}

export async function noteConsent(
  tx: Tx,
  { book, personId, by, channel, purpose, textVersion }: Agreed,
  now: Instant,
): Promise<ConsentView> {
  if (textVersion !== currentVersion(purpose))
    throw refuse('consent_text_old', { pointer: '/textVersion' });
  const standing = await consentInForce(tx, book, personId, purpose);
  if (standing) return consentView(standing);
  const given = { channel, givenBy: by, givenAt: now };
  await addConsents(tx, [{ book, id: newId(), personId, purpose, textVersion, ...given }]);
  const row = await consentInForce(tx, book, personId, purpose);
  invariant(row, 'a consent was just given');
  await record(tx, book, {
    action: 'consent.give',
    object: { kind: 'person', id: personId },
    by,
    after: { purpose, textVersion },
  });
  return consentView(row);
}
