import { sql } from 'drizzle-orm';
import { stopwatch } from '../kit/clock.ts';
import { type Db, sqlState, type Tx } from '../kit/db.ts';
import { type BookPromise, type Breach, ledgerPromises } from './promises.ts';

export interface Checked {
  promise: BookPromise;
  breaches: Breach[];
  milliseconds: number;
}

/**
 * Asks for every promise whether it is kept, over all books that `db` sees. Each is one query, so it sees one moment and may
 * run while transfers are posted.
 */
export async function checkBooks(
  db: Db | Tx,
  promises: BookPromise[] = ledgerPromises,
): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const promise of promises) {
    const elapsed = stopwatch();
    const breaches = await findBreaches(db, promise);
    checked.push({ promise, breaches, milliseconds: elapsed() });
  }
  return checked;
}

/** Also of a time, and of what is infinite. */
const outOfRange = new Set(['22003', '22008', '0A000']);

async function findBreaches(db: Db | Tx, { name, sql: query }: BookPromise): Promise<Breach[]> {
  try {
    return [...(await unhurried(db, (tx) => tx.execute<Breach>(sql.raw(query))))];
  } catch (error) {
    // With amounts and times that nobody posted one cannot reckon; the hashes name the row.
    if (!outOfRange.has(sqlState(error) ?? '')) throw error;
    return [{ book: 0, what: name, detail: 'amounts or times are out of range' }];
  }
}

/** In a transaction that may take as long as large books need: callers wait for no lock, so no statement hangs. */
function unhurried<T>(db: Db | Tx, read: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`SET LOCAL statement_timeout = 0`);
    return read(tx as Tx);
  });
}

/** How many transfers all books have, to say what checking one of them costs. */
export async function countTransfers(db: Db | Tx): Promise<number> {
  const rows = await unhurried(db, (tx) =>
    tx.execute<{ n: string }>(sql`SELECT count(*) AS n FROM ledger.transfer`),
  );
  return Number(rows[0]!.n);
}
