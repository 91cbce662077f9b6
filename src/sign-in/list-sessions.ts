import type { Actor } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { openSessionsOf } from './session-store.ts';

export interface SessionView {
  id: string;
  /** What the device calls itself. */
  device: string | null;
  /** Where it came from, masked. */
  address: string | null;
  sharedDevice: boolean;
  begunAt: string;
  lastUsedAt: string;
  expiresAt: string;
  /** The one that asks. */
  current: boolean;
}

/** Where one is signed in, the newest session first. */
export async function listSessions(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { book, personId, sessionId }: Actor,
): Promise<SessionView[]> {
  const rows = await openSessionsOf(db, book, personId, await clock.now(db));
  return rows.map(({ id, device, address, sharedDevice, createdAt, lastUsedAt, expiresAt }) => ({
    ...{ id, device, address, sharedDevice, current: id === sessionId },
    begunAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }));
}
