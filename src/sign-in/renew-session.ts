import { refuseAccess } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { type Instant, plusSeconds, secondsBetween } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { describeMe } from './describe-me.ts';
import { lockSession, type Session, updateSession } from './session-store.ts';
import {
  hashOfSecret,
  issue,
  newExpiry,
  newRefreshSecret,
  type OpenedSession,
  type StartedSession,
} from './start-session.ts';

/**
 * A phone that lost an answer asks again at once, or when its page is opened next; whoever comes later with the same token
 * has it from elsewhere.
 */
const lostAnswerSeconds = 60;

/**
 * Gives a new access token for a refresh token, which is replaced by a new one each time. The one before is
 * forgiven once and within a minute, since a phone may have lost the answer; anything older means that somebody has copied
 * it, and the whole session ends.
 * Refuses: session_ended, also for a token of another city.
 */
export async function renewSession(
  deps: Deps,
  refreshToken: string | undefined,
): Promise<OpenedSession> {
  const [, bookText, sessionId, secret] =
    /^(\d{6})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/.exec(
      refreshToken ?? '',
    ) ?? [];
  const { book } = deps;
  if (Number(bookText) !== book || sessionId === undefined || secret === undefined)
    throw refuseAccess('session_ended');
  const renewed = await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const session = await lockSession(tx, book, sessionId);
    if (!session || session.endedAt || session.expiresAt <= now) return undefined;
    const given = hashOfSecret(secret);
    const isCurrent = given.equals(session.currentHash);
    if (!isCurrent && !isForgiven(session, given, now)) {
      await updateSession(tx, book, sessionId, { endedAt: now });
      await record(tx, book, {
        action: 'session.revoke',
        object: { kind: 'session', id: sessionId },
        after: { endedAt: now },
      });
      return undefined;
    }
    return replaceToken(deps, tx, session, isCurrent ? given : null, now);
  });
  if (!renewed) throw refuseAccess('session_ended');
  return issue(deps, book, renewed);
}

const isForgiven = ({ previousHash, replacedAt }: Session, given: Buffer, now: Instant) =>
  previousHash !== null &&
  replacedAt !== null &&
  given.equals(previousHash) &&
  now <= plusSeconds(replacedAt, lostAnswerSeconds);

/** `previousHash` may come once more; null after it has, so that it is forgiven no second time. */
async function replaceToken(
  deps: Deps,
  tx: Tx,
  session: Session,
  previousHash: Buffer | null,
  now: Instant,
): Promise<StartedSession | undefined> {
  const { book, id: sessionId, personId } = session;
  const described = await describeMe(deps, tx, { book, personId }, session.secondFactor);
  const expiresAt = await newExpiry(tx, book, session, described, now);
  // Somebody who has become staff since the last renewal may be past the longest time of staff.
  if (expiresAt <= now) return undefined;
  const secret = newRefreshSecret();
  await updateSession(tx, book, sessionId, {
    ...{ currentHash: hashOfSecret(secret), previousHash, lastUsedAt: now, expiresAt },
    replacedAt: previousHash && now,
  });
  await record(tx, book, {
    action: 'session.renew',
    object: { kind: 'session', id: sessionId },
    by: personId,
    before: { expiresAt: session.expiresAt },
    after: { expiresAt },
  });
  return { sessionId, secret, idleSeconds: secondsBetween(now, expiresAt), ...described };
}
