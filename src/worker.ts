import { checkpointJob } from './audit/jobs.ts';
import type { LedgerDeps } from './ledger/index.ts';
import { expireHoldJob, lapseLotsJob, openYearJob } from './ledger/jobs.ts';
import { postBatchJob } from './settlement/jobs.ts';

/** The background's table of contents: starts every slice's jobs. `deps.queues.close()` ends them in order. */
export async function startWorker(deps: LedgerDeps): Promise<void> {
  await deps.queues.work(
    [postBatchJob, expireHoldJob, lapseLotsJob, openYearJob, checkpointJob],
    deps,
  );
}
