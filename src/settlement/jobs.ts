import { Type } from 'typebox';
import type { Deps } from '../kit/deps.ts';
import { defineJob } from '../kit/queue.ts';
import { postBatch } from './post-batch.ts';
import { type BatchKey, forgottenBatches } from './store.ts';

const sweepEverySeconds = 10;

const nudgeOf = (key: BatchKey) => ({
  id: `${key.book}-${key.settlementId}-${key.number}`,
  payload: key,
});

/** Posts one batch of a settlement. */
export const postBatchJob = defineJob({
  name: 'settlement-batch',
  payload: Type.Object({
    book: Type.Integer(),
    settlementId: Type.String(),
    number: Type.Integer(),
  }),
  run: (deps: Deps, key) => postBatch(deps, key),
  sweep: {
    everySeconds: sweepEverySeconds,
    find: async (deps: Deps) => (await forgottenBatches(deps.db, sweepEverySeconds)).map(nudgeOf),
  },
  concurrency: 2,
});

export async function nudgeBatches(deps: Deps, keys: BatchKey[]): Promise<void> {
  if (keys.length > 0) await deps.queues.nudge(postBatchJob, keys.map(nudgeOf));
}
