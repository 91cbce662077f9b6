import { sql } from 'drizzle-orm';
import { appRole, type Db, openDb, type Transact, transactOn } from '../../src/kit/db.ts';
import { idFromCause, newId } from '../../src/kit/id.ts';
import { migrate } from '../../src/kit/migrate.ts';
import {
  accountId,
  countTransfers,
  type Kind,
  type Movement,
  openAccounts,
  openLanes,
  post,
  type Transfer,
  transferCodes,
} from '../../src/ledger/index.ts';
import { say } from '../city.ts';
import type { Reference } from './references.ts';

const book = 1;
const region = '110105';
const people = 10_000;
const batch = 1000;
const centipointsEach = 1_000_000_000;

export interface OurBooks {
  url: string;
  db: Db;
  /** A transfer between two of ten thousand accounts, or to the hot one. */
  transfer(hot?: boolean): Transfer;
  /** Posts until the books hold so many transfers; their commits do not wait for the disk. */
  fill(transfers: number): Promise<void>;
  count(): Promise<number>;
  /** Of all tables and indexes of the ledger but the accounts. */
  bytes(): Promise<number>;
  close(): Promise<void>;
}

/** Of accounts with lots: everybody has one that never lapses and some that do. */
const days = ['2098-12-31', '2099-06-30', '2099-12-31', undefined];

/** Migrated books with ten thousand funded accounts and one more that everybody pays. */
export async function openBooks(url: string, kind: Kind = 'merchant_points'): Promise<OurBooks> {
  await migrate(url);
  const { db, close } = openDb(url, { connectionsMax: 2 });
  const sessions = { connectionsMax: 2, role: appRole, book };
  const hurried = openDb(`${url}?synchronous_commit=off`, sessions);
  const transact = transactOn(hurried.db);
  const owners = Array.from({ length: people + 1 }, (_, n) => idFromCause(`bench-${n}`));
  const ids = owners.map((owner) => accountId(book, owner, kind));
  const below = (n: number) => Math.floor(Math.random() * n);

  const plain = (debit: string, credit: string, amount: number): Movement => ({
    id: newId(),
    debit,
    credit,
    amount,
    code: transferCodes.service_points,
    ruleVersion: 1,
  });
  const count = () => countTransfers(db);
  const transfer = (hot = false) => {
    const debit = below(people);
    const credit = hot ? people : (debit + 1 + below(people - 1)) % people;
    return plain(ids[debit]!, ids[credit]!, 1 + below(100));
  };

  await fund(transact, kind, owners, ids, plain);
  await db.execute(sql`VACUUM ANALYZE`);

  return {
    url,
    db,
    transfer,
    count,
    async fill(transfers) {
      let left = transfers - (await count());
      const filler = async () => {
        for (; left > 0; left -= batch) {
          const some = Array.from({ length: Math.min(batch, left) }, () => transfer());
          await transact((tx) => post(tx, book, some));
          if (left % 1_000_000 < batch)
            say(`  ${left.toLocaleString('en')} more transfers to fill in`);
        }
      };
      await Promise.all([filler(), filler()]);
      await db.execute(sql`VACUUM ANALYZE`);
      await db.execute(sql`CHECKPOINT`);
    },
    async bytes() {
      const rows = await db.execute<{ bytes: string }>(sql`
        SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class
        WHERE relnamespace = 'ledger'::regnamespace AND relkind = 'r' AND relname <> 'account'`);
      return Number(rows[0]!.bytes);
    },
    async close() {
      await Promise.all([close(), hurried.close()]);
    },
  };
}

/** Opens everybody's accounts and gives each something to spend. */
async function fund(
  transact: Transact,
  kind: Kind,
  owners: string[],
  ids: string[],
  plain: (debit: string, credit: string, amount: number) => Movement,
): Promise<void> {
  const issue = accountId(book, region, 'points_issue');
  await transact((tx) =>
    openAccounts(tx, book, [
      { id: issue, kind: 'points_issue', owner: null, region },
      ...owners.map((owner, n) => ({ id: ids[n]!, kind, owner, region })),
    ]),
  );
  for (const expiresOn of kind === 'points_main' ? days : [undefined]) {
    for (let from = 0; from < people; from += batch) {
      const funds = ids.slice(from, from + batch).map((id) => ({
        ...plain(issue, id, centipointsEach),
        ...(expiresOn === undefined ? {} : { expiresOn }),
      }));
      await transact((tx) => post(tx, book, funds));
    }
  }
}

/** Callers' work through lanes, one transfer each. */
export function throughLanes(books: OurBooks, lanesMax: number, hot = false): Reference {
  const lanes = openLanes(books.url, { lanes: lanesMax });
  return {
    async work() {
      const [answer] = await lanes.post(book, [books.transfer(hot)]);
      if (answer?.result !== 'created') throw new Error(`refused: ${answer?.result}`);
    },
    close: () => lanes.close(),
  };
}
