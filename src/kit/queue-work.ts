import { UnrecoverableError } from 'bullmq';
import { Value } from 'typebox/value';
import type { Logger } from './log.ts';
import type { Job, Queues } from './queue.ts';
import type { QueueStore } from './queue-store.ts';

export const attemptsMax = 5;
/** How long a job of a process that was killed stays taken. Handlers are idempotent, so short is safe. */
const lockMilliseconds = 10_000;
const stalledMilliseconds = 5_000;
const stalledMax = 10;
const watchMilliseconds = 5_000;
const quietMilliseconds = 10_000;

/** Something that goes on in the background. */
export interface Running {
  /** Starts nothing new; resolves when what runs has ended. */
  finish(): Promise<void>;
  /** Lets go of what still runs. */
  abandon(): Promise<void>;
}

/** One worker for `job`, opened again should it ever stop by itself. */
export function keepWorking<D>(
  store: QueueStore,
  job: Job<unknown, D>,
  deps: D,
  log: Logger,
  report: Report,
): Running {
  const current = new Set<Promise<void>>();
  const open = () => {
    const worker = new store.bullmq.Worker<unknown, void>(
      job.name,
      async ({ id, data }) => {
        const ran = run(job, deps, id, data, log);
        current.add(ran);
        await ran.finally(() => current.delete(ran));
      },
      {
        ...store.options,
        concurrency: job.concurrency ?? 1,
        lockDuration: lockMilliseconds,
        stalledInterval: stalledMilliseconds,
        maxStalledCount: stalledMax,
        drainDelay: store.idleSeconds,
        runRetryDelay: 1_000,
      },
    );
    worker.on('error', (error) => report(job.name, error));
    worker.on('failed', (failed, error) => {
      const left =
        error instanceof UnrecoverableError ? 0 : attemptsMax - (failed?.attemptsMade ?? 0);
      log.error(
        { queue: job.name, id: failed?.id, attemptsLeft: left, err: error },
        'a job failed',
      );
    });
    return worker;
  };
  let worker = open();
  const watch = setInterval(() => {
    if (worker.isRunning()) return;
    log.error({ queue: job.name }, 'a worker stopped by itself, it is opened again');
    worker.close(true).catch(() => {});
    worker = open();
  }, watchMilliseconds).unref();
  return {
    async finish() {
      clearInterval(watch);
      if (store.reachable()) return worker.close();
      // BullMQ would wait for the connection to come back before it lets go.
      await Promise.allSettled(current);
      await worker.close(true);
    },
    abandon: () => worker.getBackend().close(true),
  };
}

async function run<D>(
  job: Job<unknown, D>,
  deps: D,
  id: string | undefined,
  payload: unknown,
  log: Logger,
) {
  if (!Value.Check(job.payload, payload)) {
    // The place of the fault only: a payload that is not ours may hold anything.
    const faults = Value.Errors(job.payload, payload)
      .slice(0, 5)
      .map(({ instancePath, keyword }) => `${instancePath || '/'} ${keyword}`);
    log.error({ queue: job.name, id, faults }, 'a job came with a bad payload');
    throw new UnrecoverableError('bad payload');
  }
  await job.run(deps, payload);
}

/** Nudges what `job.sweep` finds, at once and then every so often, one sweep at a time. */
export function keepSweeping<D>(
  job: Job<unknown, D>,
  deps: D,
  nudge: Queues['nudge'],
  log: Logger,
): Running {
  const { everySeconds, find } = job.sweep!;
  let current: Promise<void> | undefined;
  const sweep = async () => {
    try {
      const found = await find(deps);
      if (found.length > 0) await nudge(job, found);
    } catch (error) {
      log.error({ queue: job.name, err: error }, 'a sweep failed, the next one tries again');
    } finally {
      current = undefined;
    }
  };
  const tick = () => {
    current ??= sweep();
  };
  tick();
  const timer = setInterval(tick, everySeconds * 1000).unref();
  return {
    async finish() {
      clearInterval(timer);
      await current;
    },
    async abandon() {},
  };
}

export type Report = (queue: string, error: Error) => void;

/** A lost connection fails every worker every second; one line per queue in ten seconds says as much. */
export function rarely(log: Logger): Report {
  const quiet = new Map<string, { until: number; hidden: number }>();
  return (queue, error) => {
    const last = quiet.get(queue);
    if (last && last.until > performance.now()) {
      last.hidden++;
      return;
    }
    quiet.set(queue, { until: performance.now() + quietMilliseconds, hidden: 0 });
    log.error({ queue, hidden: last?.hidden ?? 0, err: error }, 'a queue has trouble');
  };
}
