import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { refuse } from '../kit/kit-refusals.ts';
import { type Call, type Lane, openLane } from './lane.ts';
import { openLine } from './line.ts';
import type { PostResult, Transfer } from './transfer.ts';

/** What an operation may use whose whole effect is a posting. */
export interface LedgerDeps extends Deps {
  readonly lanes: Lanes;
}

export interface LanesOptions {
  /** Connections, each with one batch under way. */
  lanes?: number;
  /** Most transfers in one batch, and so in one call. */
  batchMax?: number;
  /** Most transfers that wait; past it a call is refused. */
  waitingMax?: number;
}

export interface Lanes {
  /**
   * Posts transfers whose whole effect is the posting, together with those of other callers: one round trip and
   * one commit for all. Answers as `post` in a transaction of its own would; after a lost connection a transfer
   * that was posted at the first try answers 'exists'.
   * Refuses: overloaded, when too many wait already or the lanes are closing. Rejects with the database's error
   * when the outcome stayed unknown or these very transfers break the statement: asking again is safe.
   */
  post(book: number, transfers: Transfer[]): Promise<PostResult[]>;
  /** Refuses new calls, answers all earlier ones and gives the connections back. */
  close(): Promise<void>;
}

const retryAfterSeconds = 1;
/** Behind so many full batches per lane a caller waits for less than about a second. */
const batchesWaitingMax = 8;

/**
 * Batches without a timer: a lane that is free takes whatever waits. Alone, a caller waits for nobody; the more
 * there are, the more share a commit. No lane is bound to a book or an account: the database orders their locks,
 * and what would wait for another lane's lock stands back for a while if something else can go first.
 */
export function openLanes(url: string, options: LanesOptions = {}): Lanes {
  const { lanes: count = 2, batchMax = 512 } = options;
  const { waitingMax = count * batchMax * batchesWaitingMax } = options;
  const all = Array.from({ length: count }, () => openLane(url));
  const free = [...all];
  const line = openLine(batchMax);
  let due = false;
  let closed: Promise<void> | undefined;
  let whenIdle = () => {};

  /** In the event loop's next turn, so that all who call or were answered in this one share a batch. */
  function wakeSoon() {
    if (due) return;
    due = true;
    setImmediate(wake);
  }

  function wake() {
    due = false;
    for (let lane = free.pop(); lane; lane = free.pop()) {
      const batch = line.take();
      if (batch.length === 0) {
        free.push(lane);
        break;
      }
      void run(lane, batch);
    }
    if (free.length === count && line.length() === 0) whenIdle();
  }

  async function run(lane: Lane, batch: Call[]) {
    const reached = await lane.post(batch);
    line.done(batch);
    // Who waits behind would only wait as long again.
    if (!reached) for (const call of line.clear()) call.reject(overloaded());
    free.push(lane);
    wakeSoon();
  }

  return {
    async post(book, transfers) {
      invariant(transfers.length <= batchMax, `at most ${batchMax} transfers in one call`);
      if (transfers.length === 0) return [];
      if (closed || line.length() + transfers.length > waitingMax) throw overloaded();
      return new Promise((resolve, reject) => {
        line.join({ book, transfers, resolve, reject });
        if (free.length > 0) wakeSoon();
      });
    },
    close() {
      closed ??= new Promise<void>((resolve) => {
        whenIdle = resolve;
        wakeSoon();
      }).then(async () => {
        await Promise.all(all.map((lane) => lane.close()));
      });
      return closed;
    },
  };
}

const overloaded = () => refuse('overloaded', { retryAfterSeconds });
