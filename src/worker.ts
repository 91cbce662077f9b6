import { writeLastCheckpoints } from './audit/index.ts';
import { signLogJob } from './audit/jobs.ts';
import { importJob } from './imports/jobs.ts';
import type { LedgerDeps } from './ledger/index.ts';
import { expireHoldJob, lapseLotsJob, openYearJob } from './ledger/jobs.ts';
import { makeLastCheckpoints } from './proofs/index.ts';
import { checkpointJob } from './proofs/jobs.ts';
import { retentionJob } from './protection/jobs.ts';
import { postBatchJob } from './settlement/jobs.ts';
import { removeStaleJob } from './sign-in/jobs.ts';

/** The background's table of contents: starts every slice's jobs. */
export async function startWorker(deps: LedgerDeps): Promise<void> {
  await deps.queues.work(
    [
      postBatchJob,
      expireHoldJob,
      lapseLotsJob,
      openYearJob,
      checkpointJob,
      signLogJob,
      retentionJob,
      removeStaleJob,
      importJob,
    ],
    deps,
  );
}

/** Ends the jobs in order and signs what they did last. */
export async function stopWorker(deps: LedgerDeps): Promise<void> {
  await deps.queues.close();
  await makeLastCheckpoints(deps);
  await writeLastCheckpoints(deps);
}
