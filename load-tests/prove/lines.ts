/** The ways on which the callers reach the books: half of them straight, half through the fault proxy. */
import { appRole, type OpenDb, openDb, type Tx, transactOn } from '../../src/kit/db.ts';
import { post } from '../../src/ledger/index.ts';
import type { Line } from './callers.ts';

export interface Lines {
  lines: Line[];
  /** Where the database is now; sessions that are under way end as they end. */
  moveTo(urls: { straight: string; crooked: string }): void;
  close(): Promise<void>;
}

/**
 * How a call reaches the books: in a transaction of its own, as the service posts, or as one bare statement, as a lane
 * may. A statement that is late may be carried out long after its caller gave up and was told something else, so it
 * takes books in which a refused id stays refused; a transaction that nobody commits cannot do that.
 */
export type Manner = 'transactions' | 'statements';

/** As in the service, callers share a pool of sessions. */
export function openLines(
  book: number,
  count: number,
  manner: Manner,
  urls: { straight: string; crooked: string },
): Lines {
  const half = Math.ceil(count / 2);
  const open = (url: string) => openDb(url, { connectionsMax: half, role: appRole, book });
  const closing: Promise<void>[] = [];
  let pools = { straight: open(urls.straight), crooked: open(urls.crooked) };
  const close = ({ straight, crooked }: Record<keyof typeof pools, OpenDb>) =>
    closing.push(straight.close(), crooked.close());
  const line = (way: keyof typeof pools): Line => ({
    post(transfers) {
      const { db } = pools[way];
      return manner === 'transactions'
        ? transactOn(db)((tx) => post(tx, book, transfers))
        : post(db as unknown as Tx, book, transfers);
    },
  });
  return {
    lines: Array.from({ length: count }, (_, n) => line(n < half ? 'straight' : 'crooked')),
    moveTo({ straight, crooked }) {
      close(pools);
      pools = { straight: open(straight), crooked: open(crooked) };
    },
    async close() {
      close(pools);
      await Promise.all(closing);
    },
  };
}
