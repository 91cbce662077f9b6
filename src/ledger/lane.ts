import { setTimeout as sleep } from 'node:timers/promises';
import { appRole, isUnavailable, openDb, sqlState, type Tx, wantsRetry } from '../kit/db.ts';
import { invariant } from '../kit/invariant.ts';
import { post } from './post.ts';
import type { PostResult, Transfer } from './transfer.ts';

/** What one caller wants posted together, and where the answer goes. */
export interface Call {
  book: number;
  transfers: Transfer[];
  resolve(results: PostResult[]): void;
  reject(error: unknown): void;
}

export interface Lane {
  /** Answers every call, whatever happens; false when the database could not be reached. */
  post(calls: Call[]): Promise<boolean>;
  close(): Promise<void>;
}

/** With the pauses between them they outlast a restart of the server. */
const attemptsMax = 7;
const queryCanceled = '57014';

/** One connection that posts batches of calls of one book. */
export function openLane(url: string): Lane {
  const connection = openDb(url, { connectionsMax: 1, role: appRole });

  /**
   * One statement is a transaction of its own: no round trips for BEGIN and COMMIT. After a lost connection
   * nobody knows whether it was committed; asking again with the same ids finds out and changes nothing.
   */
  async function insist(book: number, transfers: Transfer[]): Promise<PostResult[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await post(connection.db as Tx, book, transfers);
      } catch (error) {
        const unavailable = isUnavailable(error) && sqlState(error) !== queryCanceled;
        if (attempt >= attemptsMax || !(unavailable || wantsRetry(error))) throw error;
        await sleep((0.5 + Math.random() / 2) * (unavailable ? 50 * 2 ** attempt : 10 * attempt));
      }
    }
  }

  return {
    async post(calls) {
      const pieces = [calls];
      for (let piece = pieces.pop(); piece; piece = pieces.pop()) {
        try {
          answer(piece, await insist(piece[0]!.book, inOneBatch(piece)));
        } catch (error) {
          if (isUnavailable(error)) {
            for (const call of [piece, ...pieces].flat()) call.reject(cause(error));
            return false;
          }
          // Something in it breaks the statement, and nothing of it was posted: halve until it stands alone.
          const middle = piece.length >> 1;
          if (middle === 0) piece[0]!.reject(cause(error));
          else pieces.push(piece.slice(middle), piece.slice(0, middle));
        }
      }
      return true;
    },
    close: () => connection.close(),
  };
}

/** Groups are numbered anew, so that those of two callers who chose the same number stay two. */
function inOneBatch(calls: Call[]): Transfer[] {
  let groups = 0;
  return calls.flatMap(({ transfers }) =>
    transfers.map((transfer, at) => {
      const { group = 0 } = transfer;
      if (group <= 0) return transfer;
      if (transfers[at - 1]?.group !== group) groups++;
      return { ...transfer, group: groups };
    }),
  );
}

function answer(calls: Call[], results: PostResult[]): void {
  const asked = calls.reduce((total, { transfers }) => total + transfers.length, 0);
  invariant(results.length === asked, `${results.length} answers to ${asked} transfers`);
  let from = 0;
  for (const { transfers, resolve } of calls) {
    resolve(results.slice(from, from + transfers.length));
    from += transfers.length;
  }
}

/** Without the statement that drizzle adds, which would log the whole batch once for each of its callers. */
function cause(error: unknown): unknown {
  return error instanceof Error ? (error.cause ?? error) : error;
}
