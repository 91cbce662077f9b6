import { setTimeout as sleep } from 'node:timers/promises';
import type { Static, TSchema } from 'typebox';
import type { Deps } from './deps.ts';
import type { Logger } from './log.ts';
import { openPostgresStore } from './queue-postgres.ts';
import { openRedisStore } from './queue-redis.ts';
import type { QueueStore } from './queue-store.ts';
import {
  attemptsMax,
  keepSweeping,
  keepWorking,
  type Report,
  type Running,
  rarely,
} from './queue-work.ts';

export { migrateQueues } from './queue-postgres.ts';

/** Work waiting for a job: `id` names the row that is the truth, so the same id twice is one piece of work. */
export interface Nudge<P> {
  id: string;
  payload: P;
}

/**
 * A job is a nudge with an id; the row is the truth. `run` re-reads the row and may run more than once for
 * one nudge (at least once, never exactly once), also at the same time on two machines.
 */
export interface Job<P = unknown, D = Deps> {
  /** The queue's name, e.g. `settlement-batch`. */
  readonly name: string;
  /** What arrives is unknown until it matches this. */
  readonly payload: TSchema;
  run(deps: D, payload: P): Promise<void>;
  /** Finds rows whose nudge was lost, every so often and once at the start. */
  readonly sweep?: { everySeconds: number; find(deps: D): Promise<Nudge<P>[]> };
  /** How many at once in one process; 1 when left out. */
  readonly concurrency?: number;
}

export interface JobDefinition<S extends TSchema, D> extends Omit<Job<Static<S>, D>, 'payload'> {
  readonly payload: S;
}

export function defineJob<S extends TSchema, D = Deps>(
  definition: JobDefinition<S, D>,
): Job<Static<S>, D> {
  return definition;
}

export interface Queues {
  /**
   * Wakes `job` for each id, after the transaction that wrote the rows has committed. Never throws and
   * takes at most two seconds: a nudge that could not be left is logged, and the sweep finds its row.
   * An id whose nudge still waits, runs or is to be retried is not queued again.
   */
  nudge<P, D>(job: Job<P, D>, nudges: readonly Nudge<P>[]): Promise<void>;
  /** Runs `jobs` in this process until `close`. */
  work<D>(jobs: readonly Job<unknown, D>[], deps: D): Promise<void>;
  /** Takes no more work, waits up to ten seconds for what runs, then closes. What was cut off runs again elsewhere. */
  close(): Promise<void>;
}

export interface QueueOptions {
  databaseUrl: string;
  /** Left out, the queues live in PostgreSQL. */
  redisUrl?: string | undefined;
  /** Cities that share a database or a Redis do not take each other's work: their sessions could not see its rows. */
  book?: number;
  log: Logger;
}

const nudgesPerCallMax = 500;
const nudgeMilliseconds = 2_000;
const firstRetryMilliseconds = 1_000;
const closeMilliseconds = 10_000;

/**
 * Refuses (throws): the queue's schema was not migrated; Redis is not reachable, or is set up in a way
 * that forgets work.
 */
export async function openQueues(options: QueueOptions): Promise<Queues> {
  const { databaseUrl, redisUrl, book, log } = options;
  const nameOf = (job: { name: string }) => (book === undefined ? job.name : `${job.name}-${book}`);
  const store = redisUrl
    ? await openRedisStore(redisUrl, log)
    : await openPostgresStore(databaseUrl);
  const report = rarely(log);
  const queues = new Map<string, Queue>();
  const running: Running[] = [];
  let closed: Promise<void> | undefined;

  const queueOf = (name: string) => {
    const queue = queues.get(name) ?? openQueue(store, name, report);
    queues.set(name, queue);
    return queue;
  };
  const add = async <P, D>(job: Job<P, D>, nudges: readonly Nudge<P>[]) => {
    for (let from = 0; from < nudges.length; from += nudgesPerCallMax) {
      if (closed) throw new Error('the queues are closed');
      if (!store.reachable()) throw new Error('the queue is not connected');
      const some = nudges.slice(from, from + nudgesPerCallMax).map(({ id, payload }) => ({
        name: job.name,
        data: payload,
        opts: { jobId: jobId(id) },
      }));
      // In PostgreSQL a bulk makes two temporary tables, which the usual single nudge can do without.
      if (some.length === 1) await queueOf(nameOf(job)).add(job.name, some[0]!.data, some[0]!.opts);
      else await queueOf(nameOf(job)).addBulk(some);
    }
  };
  const nudge: Queues['nudge'] = async (job, nudges) => {
    try {
      await within(nudgeMilliseconds, add(job, nudges));
    } catch (error) {
      const fields = { queue: job.name, ids: nudges.slice(0, 5).map(({ id }) => id), err: error };
      log.warn(fields, `${nudges.length} nudges may be lost, the sweep will find their rows`);
    }
  };

  return {
    nudge,
    async work(jobs, deps) {
      for (const job of jobs) {
        const own = { ...job, name: nameOf(job) };
        running.push(keepWorking(store, own, deps, log, report));
        if (job.sweep) running.push(keepSweeping(job, deps, nudge, log));
      }
    },
    close() {
      closed ??= closeAll(store, running, queues, log);
      return closed;
    },
  };
}

async function closeAll(
  store: QueueStore,
  running: readonly Running[],
  queues: ReadonlyMap<string, Queue>,
  log: Logger,
) {
  try {
    await within(closeMilliseconds, Promise.all(running.map((each) => each.finish())));
  } catch (error) {
    log.warn({ err: error }, 'jobs were cut off at closing, they run again');
    await Promise.allSettled(running.map((each) => each.abandon()));
  }
  await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
  await within(nudgeMilliseconds, store.close()).catch((error: unknown) =>
    log.warn({ err: error }, 'the queue did not close its connections in time'),
  );
}

type Queue = InstanceType<QueueStore['bullmq']['Queue']>;

function openQueue(store: QueueStore, name: string, report: Report): Queue {
  const queue = new store.bullmq.Queue(name, {
    ...store.options,
    // Removed in either case, so that the same id can be nudged again; the row says how it went.
    defaultJobOptions: {
      removeOnComplete: true,
      removeOnFail: true,
      attempts: attemptsMax,
      backoff: { type: 'exponential', delay: firstRetryMilliseconds, jitter: 0.5 },
    },
  });
  queue.on('error', (error) => report(name, error));
  return queue;
}

/** BullMQ takes neither a colon nor a bare whole number as a job's id. */
function jobId(id: string): string {
  return `id-${encodeURIComponent(id)}`;
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`not done after ${milliseconds} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => {});
    timer.abort();
  }
}
