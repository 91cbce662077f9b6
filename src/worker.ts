import type { Deps } from './kit/deps.ts';
import { postBatchJob } from './settlement/jobs.ts';

/** The background's table of contents: starts every slice's jobs. `deps.queues.close()` ends them in order. */
export async function startWorker(deps: Deps): Promise<void> {
  await deps.queues.work([postBatchJob], deps);
}
