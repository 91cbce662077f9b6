import { AsyncLocalStorage } from 'node:async_hooks';

/** Where a change comes from: the request that caused it. */
export interface Origin {
  personId: string | null;
  /** The role that lets the person act, where one is needed, and what it is held for; null where it is for oneself. */
  role: string | null;
  scope: string | null;
  requestId: string;
  address: string;
  device: string | null;
  /** What the request had done later, and in parts: each entry of it names that. */
  cause?: Record<string, string>;
}

const deviceCharactersMax = 200;
const origins = new AsyncLocalStorage<Origin>();

/**
 * Runs `work`, and everything that it awaits, as caused by `origin`. Handed on beside the arguments instead of
 * through them: every operation would have to carry what none of them decides by.
 */
export function withOrigin<T>(origin: Origin, work: () => T): T {
  const device = origin.device?.slice(0, deviceCharactersMax) ?? null;
  return origins.run({ ...origin, device }, work);
}

/** Undefined for what the service does by itself. */
export function currentOrigin(): Origin | undefined {
  return origins.getStore();
}

/** What was asked about the thing at hand has found the role that lets the person act: the log names this one. */
export function noteRole({ role, scope }: Pick<Origin, 'role' | 'scope'>): void {
  const origin = origins.getStore();
  if (origin) Object.assign(origin, { role, scope });
}
