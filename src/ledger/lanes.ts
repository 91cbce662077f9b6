import { invariant } from '../kit/invariant.ts';
import { refuse } from '../kit/kit-refusals.ts';
import { type Call, type Lane, openLane } from './lane.ts';
import type { PostResult, Transfer } from './transfer.ts';

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
 * there are, the more share a commit. No lane is bound to a book or an account: the database orders their locks.
 */
export function openLanes(url: string, options: LanesOptions = {}): Lanes {
  const { lanes: count = 2, batchMax = 256 } = options;
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
        line.join({ book, transfers, ids: transfers.map(oneSpelling), resolve, reject });
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

/** PostgreSQL reads one id in many spellings; what is the same there must be the same here. */
function oneSpelling({ id }: Transfer): string {
  return id.replaceAll(/[{}-]/g, '').toLowerCase();
}

/** Calls in the order of their coming. */
function openLine(transfersMax: number) {
  let waiting: Call[] = [];
  let length = 0;
  /** Ids that a lane is posting. */
  const underWay = new Set<string>();

  return {
    /** How many transfers wait. */
    length: () => length,
    join(call: Call) {
      waiting.push(call);
      length += call.transfers.length;
    },
    /**
     * The first call and those behind it that fit into its batch. One with an id that is under way, or that
     * stands before it in the line, keeps its place: in the same batch it would be told duplicate_in_batch.
     */
    take(): Call[] {
      const batch: Call[] = [];
      const kept: Call[] = [];
      const keptIds = new Set<string>();
      let size = 0;
      let seen = 0;
      for (const call of waiting) {
        if (size + call.ids.length > transfersMax) break;
        seen++;
        const clash = call.ids.some((id) => underWay.has(id) || keptIds.has(id));
        if (clash || (batch[0] && batch[0].book !== call.book)) {
          kept.push(call);
          for (const id of call.ids) keptIds.add(id);
        } else {
          batch.push(call);
          size += call.ids.length;
          for (const id of call.ids) underWay.add(id);
        }
      }
      waiting = [...kept, ...waiting.slice(seen)];
      length -= size;
      return batch;
    },
    done(batch: Call[]) {
      for (const { ids } of batch) for (const id of ids) underWay.delete(id);
    },
    /** Empties the line. */
    clear(): Call[] {
      const calls = waiting;
      waiting = [];
      length = 0;
      return calls;
    },
  };
}
