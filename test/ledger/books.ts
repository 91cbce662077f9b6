import { randomUUID } from 'node:crypto';
import type { Test } from 'tap';
import { appRole, type Db, openDb, type Transact, transactOn } from '../../src/kit/db.ts';
import {
  accountId,
  checkBooks,
  type Kind,
  openAccounts,
  type PostResult,
  post,
  type Transfer,
  transferCodes,
} from '../../src/ledger/index.ts';
import { testDatabase } from '../support/database.ts';

export const region = '110105';
export const sessionsMax = 20;

export interface TestBooks {
  url: string;
  db: Db;
  ownerDb: Db;
  transact: Transact;
  /** Opens an account of its own and answers its id; those that issue belong to a region of their own. */
  open(book: number, kind: Kind, ceiling?: number): Promise<string>;
  /** One batch in one transaction. */
  post(book: number, transfers: Transfer[]): Promise<PostResult[]>;
  /** The names of the promises that are broken. */
  broken(): Promise<string[]>;
}

/** Books with the service's own rights and enough sessions for races. Unless told otherwise they must be clean when `t` ends. */
export async function testBooks(t: Test, { cleanAtEnd = true } = {}): Promise<TestBooks> {
  const { url, ownerDb } = await testDatabase(t);
  const { db, close } = openDb(url, { connectionsMax: sessionsMax, role: appRole });
  const transact = transactOn(db);
  const broken = async () =>
    (await checkBooks(db))
      .filter(({ breaches }) => breaches.length > 0)
      .map(({ promise }) => promise.name);
  t.teardown(async () => {
    try {
      const names = cleanAtEnd ? await broken() : [];
      if (names.length > 0) throw new Error(`the books are not clean: ${names.join(', ')}`);
    } finally {
      await close();
    }
  });
  return {
    url,
    db,
    ownerDb,
    transact,
    broken,
    async open(book, kind, ceiling) {
      const owner = randomUUID();
      const id = accountId(book, owner, kind);
      const account = { id, kind, owner: kind.endsWith('_issue') ? null : owner, region };
      await transact((tx) =>
        openAccounts(tx, book, [{ ...account, ...(ceiling === undefined ? {} : { ceiling }) }]),
      );
      return id;
    },
    post: (book, transfers) => transact((tx) => post(tx, book, transfers)),
  };
}

/** A transfer with an id of its own. */
export function move(
  debit: string,
  credit: string,
  amount: number,
  rest: Partial<Transfer> = {},
): Transfer {
  return {
    id: randomUUID(),
    debit,
    credit,
    amount,
    code: transferCodes.service_points,
    ruleVersion: 1,
    ...rest,
  };
}

export function names(results: PostResult[]): string[] {
  return results.map(({ result }) => result);
}

/** The accounts that most tests of one book need; the shop's has a ceiling. */
export async function openTown(books: TestBooks, book: number) {
  const issue = await books.open(book, 'points_issue');
  const wang = await books.open(book, 'points_main');
  const li = await books.open(book, 'points_main');
  const shop = await books.open(book, 'merchant_points', 500);
  const hours = await books.open(book, 'hours_credit');
  return { issue, wang, li, shop, hours };
}

export const refund = (id: string = randomUUID()) => ({
  id,
  code: transferCodes.refund,
  ruleVersion: 1,
});
