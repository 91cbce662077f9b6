import { createRedisBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from './log.ts';
import type { QueueStore } from './queue-store.ts';

/**
 * Refuses (throws): Redis is not reachable; it keeps no append-only file, or may evict keys. Either would
 * lose nudges that were answered as taken.
 */
export async function openRedisStore(redisUrl: string, log: Logger): Promise<QueueStore> {
  let closed = false;
  const options = {
    lazyConnect: true,
    connectTimeout: 5_000,
    keepAlive: 10_000,
    // A worker that waits for Redis to come back opens its connection anew even after it was closed.
    retryStrategy: (times: number) => (closed ? null : Math.min(times * 100, 3_000)),
  };
  // Who nudges must hear at once that Redis is away, who works waits for it to come back.
  const nudging = new Redis(redisUrl, {
    ...options,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
  });
  const working = new Redis(redisUrl, { ...options, maxRetriesPerRequest: null });
  const disconnect = () => {
    closed = true;
    for (const client of [nudging, working]) client.disconnect();
  };
  let trouble: Error | undefined;
  for (const client of [nudging, working]) {
    client.on('error', (error: Error) => {
      trouble = error;
    });
  }
  try {
    await Promise.all([nudging.connect(), working.connect()]).catch((error: unknown) => {
      throw new Error(
        `Redis at ${new URL(redisUrl).host} is not reachable: ${reason(trouble ?? error)}`,
        {
          cause: error,
        },
      );
    });
    await checkKeepsWork(working, log);
  } catch (error) {
    disconnect();
    throw error;
  }
  return {
    bullmq: withBackend((name, opts, kind) =>
      createRedisBackend(
        name,
        { ...opts, connection: kind?.withBlockingConnection ? working : nudging },
        kind,
      ),
    ),
    options: { connection: {}, prefix: 'linli' },
    idleSeconds: 5,
    reachable: () => nudging.status === 'ready',
    async close() {
      disconnect();
    },
  };
}

const needed = { appendonly: 'yes', 'maxmemory-policy': 'noeviction' };

async function checkKeepsWork(client: Redis, log: Logger): Promise<void> {
  for (const [setting, wanted] of Object.entries(needed)) {
    const found = await readSetting(client, setting);
    if (found === undefined) {
      log.warn(
        { setting, wanted },
        `REDIS MAY LOSE WORK: it does not show its setting ${setting}; make sure that it is "${wanted}"`,
      );
    } else if (found !== wanted) {
      throw new Error(`Redis would lose work: set ${setting} to "${wanted}" (it is "${found}")`);
    }
  }
}

/** Undefined where the server hides its settings, as managed services do. */
async function readSetting(client: Redis, setting: string): Promise<string | undefined> {
  try {
    const answer = (await client.config('GET', setting)) as string[];
    return answer[1];
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return undefined;
    throw error;
  }
}

function reason(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || 'unknown';
}
