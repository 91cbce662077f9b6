import { AsyncLocalStorage } from 'node:async_hooks';

/** Where a change comes from: the request that caused it. */
export interface Origin {
  personId: string | null;
  /** The role that let the person in, where one was needed. */
  role: string | null;
  requestId: string;
  address: string;
  device: string | null;
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
