import { createHash, randomBytes } from 'node:crypto';
import { isStaffRole } from '../access/index.ts';
import { type Deed, record } from '../audit/index.ts';
import { type Instant, plusSeconds, secondsBetween } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { maskAddress } from '../kit/mask.ts';
import { rulesInForce } from '../rules/index.ts';
import { type Described, describeMe, type Me } from './describe-me.ts';
import { expiryOf } from './session-limits.ts';
import { addSession, endedSince } from './session-store.ts';

export interface OpenedSession {
  accessToken: string;
  expiresInSeconds: number;
  /** How long nobody may do anything before it ends. */
  idleSeconds: number;
  person: Me;
  /** For the cookie only; never in a body. */
  refreshToken: string;
}

/** Where somebody signs in. */
export interface Place {
  /** What the device calls itself (User-Agent). */
  device: string | null;
  /** On the network. */
  address: string;
  /** Others use the device too. */
  sharedDevice: boolean;
}

const deviceCharactersMax = 200;

/** What was stored of a session that is to be handed over. */
export interface StartedSession extends Described {
  sessionId: string;
  secret: string;
  idleSeconds: number;
}

/** Writes the session of somebody who has proved who they are, and what they did besides into the log. */
export async function startSession(
  deps: Deps,
  tx: Tx,
  who: { book: number; personId: string; secondFactor: boolean; place: Place },
  now: Instant,
  { besides = [], after = {} }: { besides?: Deed[]; after?: Deed['after'] } = {},
): Promise<StartedSession> {
  const { book, personId, secondFactor, place } = who;
  const sessionId = newId();
  const secret = newRefreshSecret();
  const described = await describeMe(deps, tx, { book, personId }, secondFactor);
  const { sharedDevice } = place;
  const expiresAt = await newExpiry(tx, book, { createdAt: now, sharedDevice }, described, now);
  await addSession(tx, {
    ...{ book, id: sessionId, personId, currentHash: hashOfSecret(secret) },
    ...{ secondFactor, sharedDevice, createdAt: now, lastUsedAt: now, expiresAt },
    confirmedAt: now,
    device: place.device?.slice(0, deviceCharactersMax) ?? null,
    address: maskAddress(place.address),
  });
  const object = { kind: 'session', id: sessionId };
  const facts = { ...after, secondFactor, sharedDevice };
  await record(tx, book, ...besides, {
    ...{ action: 'session.open', object, by: personId, after: facts },
  });
  return { sessionId, secret, idleSeconds: secondsBetween(now, expiresAt), ...described };
}

/** Until when a session stands that is opened or renewed now. */
export async function newExpiry(
  tx: Tx,
  book: number,
  session: { createdAt: Instant; sharedDevice: boolean },
  { held }: Described,
  now: Instant,
): Promise<Instant> {
  const rules = await rulesInForce(tx, book, String(book), now);
  return expiryOf({ ...session, isStaff: held.some(({ role }) => isStaffRole(role)) }, rules, now);
}

export const newRefreshSecret = () => randomBytes(32).toString('base64url');
export const hashOfSecret = (secret: string) => createHash('sha256').update(secret).digest();

/** Writes the tokens of a session that has just been stored. None outlives the session, or a role in it. */
export async function issue(
  deps: Deps,
  book: number,
  { sessionId, secret, idleSeconds, me, held }: StartedSession,
): Promise<OpenedSession> {
  const ends = held.flatMap(({ secondsLeft }) => secondsLeft ?? []);
  const life = Math.min(deps.tokens.lifeSeconds, idleSeconds, ...ends);
  const expiresInSeconds = Math.max(1, Math.floor(life));
  const roles = held.map(({ grant, role, scope }) => ({ grant, role, scope }));
  const claims = { sub: me.id, book, sid: sessionId, roles };
  return {
    accessToken: await deps.tokens.sign(claims, expiresInSeconds),
    expiresInSeconds,
    idleSeconds: Math.floor(idleSeconds),
    person: me,
    refreshToken: `${book}.${sessionId}.${secret}`,
  };
}

/** Ids of the sessions that were ended in the last seconds: their access tokens are worth nothing. */
export async function recentlyEnded(
  { db, book, clock }: Pick<Deps, 'db' | 'book' | 'clock'>,
  seconds: number,
): Promise<Set<string>> {
  const now = await clock.now(db);
  return endedSince(db, book, plusSeconds(now, -seconds));
}
