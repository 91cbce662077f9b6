import type { BackendClasses, IQueueBackend } from 'bullmq';

/** Where the queues live: PostgreSQL or Redis. */
export interface QueueStore {
  /** BullMQ's classes, bound to this store. */
  readonly bullmq: BackendClasses<IQueueBackend, object>;
  /** What every queue and worker is opened with; the connection itself belongs to the store. */
  readonly options: { connection: object; prefix: string };
  /** How long an idle worker waits for a wake-up before it looks by itself. */
  readonly idleSeconds: number;
  /** False when a command would only pile up. */
  reachable(): boolean;
  close(): Promise<void>;
}
