export { postBatch } from './post-batch.ts';
export { settleActivity } from './settle-activity.ts';
export { batchesOf, forgottenBatches } from './store.ts';
