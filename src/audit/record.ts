import type { Tx } from '../kit/db.ts';
import type { Action } from './actions.ts';
import { changesBetween, type Facts } from './changes.ts';
import { currentOrigin } from './origin.ts';
import { writeEntries } from './store.ts';

/** One thing that somebody does. */
export interface Deed {
  action: Action;
  object: { kind: string; id: string };
  /** Who does it; left out, whoever sent the request, and nobody where there was none. */
  by?: string;
  /** What the object was and is; only what differs is kept. Personal data masked. */
  before?: Facts;
  after?: Facts;
}

/**
 * Writes deeds into the log in the transaction that does them: none without the other. Call it last, since the chain
 * that it takes is locked until the transaction ends (网络安全法 Art. 21; GB/T 22239-2019 8.1.4.3).
 */
export async function record(tx: Tx, book: number, ...deeds: Deed[]): Promise<void> {
  if (deeds.length === 0) return;
  const origin = currentOrigin();
  const entries = deeds.map(({ action, object, by, before, after }) => ({
    personId: by ?? origin?.personId ?? null,
    role: origin?.role ?? null,
    scope: origin?.scope ?? null,
    action,
    objectKind: object.kind,
    objectId: object.id,
    changes: changesBetween(before, origin?.cause ? { ...after, ...origin.cause } : after),
    requestId: origin?.requestId ?? null,
    address: origin?.address ?? null,
    device: origin?.device ?? null,
  }));
  await writeEntries(tx, book, entries);
}
