import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Test } from 'tap';
import { appRole, type Db, openDb, type Transact, transactOn } from '../../src/kit/db.ts';
import { newId } from '../../src/kit/id.ts';
import {
  accountId,
  checkBooks,
  type Kind,
  type Movement,
  openAccounts,
  type PostResult,
  post,
  type Resolution,
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
  broken(): Promise<string[]>;
}

/** Books with the service's own rights and enough sessions for races. Unless told otherwise they must be clean when `t` ends. */
export async function testBooks(t: Test, { cleanAtEnd = true } = {}): Promise<TestBooks> {
  const { url, ownerDb } = await testDatabase(t);
  const { db, close } = openDb(url, { connectionsMax: sessionsMax, role: appRole, book: 1 });
  const transact = transactOn(db);
  const broken = () => brokenPromises(ownerDb);
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
      const issues = kind.endsWith('_issue');
      const account = issues
        ? { id, kind, owner: null, region: owner }
        : { id, kind, owner, region };
      await transact((tx) =>
        openAccounts(tx, book, [{ ...account, ...(ceiling === undefined ? {} : { ceiling }) }]),
      );
      return id;
    },
    post: (book, transfers) => transact((tx) => post(tx, book, transfers)),
  };
}

/** The names of the promises that are broken. */
export async function brokenPromises(db: Db): Promise<string[]> {
  return (await checkBooks(db))
    .filter(({ breaches }) => breaches.length > 0)
    .map(({ promise }) => promise.name);
}

/** A transfer with an id of its own. */
export function move(
  debit: string,
  credit: string,
  amount: number,
  rest: Partial<Movement> = {},
): Movement {
  return {
    id: newId(),
    debit,
    credit,
    amount,
    code: transferCodes.service_points,
    ruleVersion: 1,
    ...rest,
  };
}

/** Printed, so that a failing run can be had again with SEED=… */
export function seedOf(t: Test, name: string): number {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  t.comment(`${name}: SEED=${seed}`);
  return seed;
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

/** What becomes of an earlier transfer: all that is left of it, unless `rest` says otherwise. */
export function resolve(
  kind: Resolution['kind'],
  origin: Pick<Transfer, 'id'>,
  rest: Partial<Resolution> = {},
): Resolution {
  const code = kind === 'reversal' ? transferCodes.refund : transferCodes.redemption;
  return { kind, id: newId(), origin: origin.id, code, ruleVersion: 1, ...rest };
}

/** Moves the clock of these books forward, for all who use them. Time on an account never runs back, so never less than before. */
export async function later(
  books: Pick<TestBooks, 'ownerDb'>,
  { days = 0, seconds = 0 }: { days?: number; seconds?: number },
): Promise<void> {
  await setClock(books, `clock_timestamp() + interval '${days} days ${seconds} seconds'`);
}

/** Stops the clock of these books at a time. */
export async function stopClock(books: Pick<TestBooks, 'ownerDb'>, at: string): Promise<void> {
  await setClock(books, `timestamptz '${at}'`);
}

async function setClock({ ownerDb }: Pick<TestBooks, 'ownerDb'>, expression: string) {
  await ownerDb.execute(
    sql`CREATE OR REPLACE FUNCTION ledger.clock() RETURNS timestamptz LANGUAGE sql VOLATILE RETURN ${sql.raw(expression)}`,
  );
}

/** A little of everything, each kind of transfer once or twice. */
export async function writtenBooks(books: TestBooks, book = 1): Promise<void> {
  const issue = await books.open(book, 'points_issue');
  const person = await books.open(book, 'points_main');
  const shop = await books.open(book, 'merchant_points');
  const earned = move(issue, person, 40);
  const [captured, open] = [30, 10].map((amount) => move(person, shop, amount, { kind: 'hold' }));
  await books.post(book, [
    move(issue, person, 100, { code: transferCodes.service_hours, expiresOn: '2027-12-31' }),
    earned,
  ]);
  await books.post(book, [resolve('reversal', earned, { amount: 15 }), captured!, open!]);
  await books.post(book, [resolve('capture', captured!, { amount: 20 })]);
}
