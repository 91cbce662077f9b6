import { useSyncExternalStore } from 'react';
import { now } from './clock.ts';
import type { Me, Session } from './contract.ts';
import { fetchFile, NoAnswer, Refusal, type Sending, send } from './http.ts';
import { recall, remember } from './memory.ts';

/**
 * Who is signed in. The access token lives only in this module's memory; the refresh token is a
 * cookie that scripts cannot read.
 */
export type SessionState =
  | { status: 'starting' | 'unreachable' }
  | { status: 'signed-out'; because: 'asked' | 'ended' | 'never' }
  | { status: 'signed-in'; person: Me };

interface Token {
  value: string;
  expiresAt: number;
}

const renewBeforeMilliseconds = 30_000;
/** How often a page that nobody uses looks whether somebody does. */
const idleCheckMilliseconds = 10_000;
/** Spares a visitor who never signed in a refused request on every visit. */
const everSignedIn = 'linli.signed-in';

let state: SessionState = { status: 'starting' };
let token: Token | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let renewing: Promise<void> | null = null;
/** When somebody last did something here, by this device's clock. */
let lastDeedAt = 0;
const listeners = new Set<() => void>();
// One cookie serves every tab, so a sign-in or sign-out in one is news to the others.
const otherTabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('linli');

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

export function startSession(): void {
  otherTabs?.addEventListener('message', () => void renew());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && token !== null && isStale(token)) void renew();
  });
  for (const deed of ['pointerdown', 'keydown'])
    addEventListener(deed, () => {
      lastDeedAt = now();
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
  otherTabs?.postMessage('changed');
}

export async function signInAsStaff(body: {
  phone: string;
  password: string;
  code: string;
  newPassword?: string;
}): Promise<void> {
  accept(await send<Session>('POST', '/v1/staff-sessions', { body }));
  otherTabs?.postMessage('changed');
}

export async function signOutEverywhere(): Promise<void> {
  await ask('DELETE', '/v1/sessions');
  end('asked');
  otherTabs?.postMessage('changed');
}

export async function signOut(): Promise<void> {
  await ask('DELETE', '/v1/sessions/current');
  end('asked');
  otherTabs?.postMessage('changed');
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
export const askFile = (path: string): Promise<Blob> =>
  asOneself((token) => fetchFile(path, { token }));

async function asOneself<Answer>(
  exchange: (token: string | null) => Promise<Answer>,
): Promise<Answer> {
  lastDeedAt = now();
  if (token !== null && isStale(token)) await renew();
  try {
    return await exchange(heldToken());
  } catch (failure) {
    if (!(failure instanceof Refusal) || failure.status !== 401 || token === null) throw failure;
    await renew();
    return exchange(heldToken());
  }
}

async function renewNow(): Promise<void> {
  try {
    accept(await send<Session>('POST', '/v1/access-tokens'));
  } catch (failure) {
    if (failure instanceof Refusal && failure.status === 401) {
      end(state.status === 'starting' ? 'never' : 'ended');
    } else if (failure instanceof Refusal || failure instanceof NoAnswer) {
      // A person in the middle of something keeps the page; the next request tries again.
      if (state.status !== 'signed-in') become({ status: 'unreachable' });
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
  clearTimeout(timer);
  renewWhenDue(now(), Math.max(lifetime - renewBeforeMilliseconds, 1000), session.idleSeconds);
  remember(everSignedIn, 'yes');
  become({ status: 'signed-in', person: session.person });
}

/**
 * Renews the session if anybody has done anything since it was renewed last: a page left open is no use, and ends with the
 * idle time. Asked once that is over, the service says so, and the page with what stands on it goes.
 */
function renewWhenDue(renewedAt: number, milliseconds: number, idleSeconds: number): void {
  timer = setTimeout(() => {
    if (lastDeedAt >= renewedAt) return void renew();
    const left = renewedAt + idleSeconds * 1000 - now();
    if (left <= 0) return void renew();
    renewWhenDue(renewedAt, Math.min(left + 1000, idleCheckMilliseconds), idleSeconds);
  }, milliseconds);
}

function end(because: 'asked' | 'ended' | 'never'): void {
  token = null;
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
