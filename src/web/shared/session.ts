import { useSyncExternalStore } from 'react';
import { now } from './clock.ts';
import type { Me, Session } from './contract.ts';
import { lastDeedAt, nextDeed, noteDeed, wakeAll, watchDeeds } from './deeds.ts';
import { fetchFile, NoAnswer, Refusal, type Sending, send } from './http.ts';
import { recall, remember } from './memory.ts';

/**
 * Who is signed in. The access token lives only in this module's memory; the refresh token is a
 * cookie that scripts cannot read.
 */
export type SessionState =
  | { status: 'starting' | 'unreachable' }
  | { status: 'signed-out'; because: WhySignedOut }
  | { status: 'signed-in'; person: Me };

export type WhySignedOut = 'asked' | 'ended' | 'never' | 'left';

interface Token {
  value: string;
  expiresAt: number;
}

const renewBeforeMilliseconds = 30_000;
/** How often a page that nobody uses looks whether somebody does. */
const idleCheckMilliseconds = 10_000;
/** Who may stay away for longer than a day is on a device of their own: there, pages go on by themselves. */
const ownDeviceMilliseconds = 86_400_000;
/** Spares a visitor who never signed in a refused request on every visit. */
const everSignedIn = 'linli.signed-in';

let state: SessionState = { status: 'starting' };
let token: Token | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let renewing: Promise<void> | null = null;
/** When the session was renewed last, here or in another tab, and how long nobody may do anything after it. */
let renewedAt = 0;
let idleMilliseconds = 0;
/** How often somebody was signed out here. */
let ends = 0;
const listeners = new Set<() => void>();
/** One cookie serves every tab, so what happens in one is news to the others: two idle ones must not keep each other awake. */
type News = 'changed' | 'renewed' | 'deed';
const otherTabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('linli');
const tell = (news: News): void => otherTabs?.postMessage(news);

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

export function startSession(): void {
  otherTabs?.addEventListener('message', ({ data }: MessageEvent<News>) => {
    if (data === 'changed') void renew();
    else if (data === 'deed') noteDeed();
    else renewedAt = now();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && token !== null && isStale(token)) void renew();
  });
  // The others need to hear of the first one only: what counts is whether there was any.
  watchDeeds(() => {
    if (!isUsed()) tell('deed');
  });
  // Back from the identity provider, which has left the cookie.
  const cameBack = location.hash === '#signed-in';
  if (cameBack) history.replaceState(null, '', '#/');
  if (recall(everSignedIn) === null && !cameBack)
    become({ status: 'signed-out', because: 'never' });
  else void renew();
}

export async function signIn(phone: string, code: string, sharedDevice: boolean): Promise<void> {
  accept(await send<Session>('POST', '/v1/sessions', { body: { phone, code, sharedDevice } }));
  tell('changed');
}

export async function signInAsStaff(body: {
  phone: string;
  password: string;
  code: string;
  newPassword?: string;
}): Promise<void> {
  accept(await send<Session>('POST', '/v1/staff-sessions', { body }));
  tell('changed');
}

export async function signOutEverywhere(): Promise<void> {
  await ask('DELETE', '/v1/sessions');
  end('asked');
  tell('changed');
}

export async function signOut(): Promise<void> {
  await ask('DELETE', '/v1/sessions/current');
  end('asked');
  tell('changed');
}

/** Whoever has left for good has no session any more. */
export function endAsLeft(): void {
  end('left');
  tell('changed');
}

/** Exchanges the cookie for a fresh token and what the person may do now. */
export function renew(): Promise<void> {
  renewing ??= oneTabAtATime(renewNow).finally(() => {
    renewing = null;
  });
  return renewing;
}

/** An exchange as the person who is signed in. Renews a stale token first, and once on a 401. */
export const ask = <Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  sending: Omit<Sending, 'token'> = {},
): Promise<Answer> => asOneself((token) => send<Answer>(method, path, { ...sending, token }));

/** A file for the person who is signed in. */
export const askFile = (path: string, sending: Pick<Sending, 'body'> = {}): Promise<Blob> =>
  asOneself((token) => fetchFile(path, { ...sending, token }));

async function asOneself<Answer>(
  exchange: (token: string | null) => Promise<Answer>,
): Promise<Answer> {
  if (token !== null && isStale(token)) {
    // Whatever asks by itself, such as a count that is kept up to date, does not keep the session of who has gone.
    while (token !== null && !isUsed()) await nextDeed();
    if (token !== null && isStale(token)) await renew();
  }
  try {
    return await exchange(heldToken());
  } catch (failure) {
    if (!(failure instanceof Refusal) || failure.status !== 401 || token === null) throw failure;
    await renew();
    return exchange(heldToken());
  }
}

async function renewNow(): Promise<void> {
  const before = ends;
  try {
    const session = await send<Session>('POST', '/v1/access-tokens');
    // An answer that comes after somebody has signed out signs nobody in.
    if (ends === before) accept(session);
  } catch (failure) {
    if (ends !== before) return;
    if (failure instanceof Refusal && failure.status === 401) {
      end(state.status === 'starting' ? 'never' : 'ended');
    } else if (failure instanceof Refusal || failure instanceof NoAnswer) {
      // A person in the middle of something keeps the page, and it is tried again.
      if (state.status === 'signed-in') renewWhenDue(idleCheckMilliseconds);
      else become({ status: 'unreachable' });
    } else throw failure;
  }
}

/** The cookie is replaced by each renewal: two tabs at once would present the same one twice. */
function oneTabAtATime(work: () => Promise<void>): Promise<void> {
  // Absent on plain-http pages of a local network; there the race is accepted.
  return navigator.locks === undefined
    ? work()
    : navigator.locks.request('linli-session', work).then(() => undefined);
}

function accept(session: Session): void {
  const lifetime = session.expiresInSeconds * 1000;
  token = { value: session.accessToken, expiresAt: now() + lifetime };
  renewedAt = now();
  idleMilliseconds = session.idleSeconds * 1000;
  tell('renewed');
  wakeAll();
  renewWhenDue(Math.max(lifetime - renewBeforeMilliseconds, 1000));
  remember(everSignedIn, 'yes');
  become({ status: 'signed-in', person: session.person });
}

/**
 * Whether anybody has done anything since the session was renewed last: only then it is renewed, since a page left open is no
 * use, whatever it asks for by itself (domain.md 12: 15 idle minutes of staff).
 */
const isUsed = (): boolean => idleMilliseconds > ownDeviceMilliseconds || lastDeedAt() >= renewedAt;

/** Renews the session when it is used. Asked once the idle time is over, the service says so, and the page with what stands on it goes. */
function renewWhenDue(milliseconds: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (token !== null && isUsed()) return void renew();
    const left = renewedAt + idleMilliseconds - now();
    if (left <= 0) return void renew();
    renewWhenDue(Math.min(left + 1000, idleCheckMilliseconds));
  }, milliseconds);
}

function end(because: WhySignedOut): void {
  ends += 1;
  token = null;
  wakeAll();
  clearTimeout(timer);
  remember(everSignedIn, null);
  become({ status: 'signed-out', because });
}

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const isStale = (held: Token): boolean => held.expiresAt - now() < renewBeforeMilliseconds / 3;

/** Reads the token afresh: a renewal in between has replaced it. */
const heldToken = (): string | null => token?.value ?? null;
