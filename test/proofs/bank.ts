import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Test } from 'tap';
import { checkAllBooks, checkBooksSince } from '../../src/check-books.ts';
import { createClock, type Instant } from '../../src/kit/clock.ts';
import { createLog } from '../../src/kit/log.ts';
import { openVault } from '../../src/kit/seal.ts';
import {
  checkBooks,
  ledgerPromises,
  type Movement,
  transferCodes,
} from '../../src/ledger/index.ts';
import { makeCheckpoint } from '../../src/proofs/index.ts';
import { proofPromises } from '../../src/proofs/promises.ts';
import { move, openTown, testBooks } from '../ledger/books.ts';

export const book = 1;

/** A movement that no other slice has to know of. */
export function give(from: string, to: string, amount: number, rest: Partial<Movement> = {}) {
  return move(from, to, amount, { code: transferCodes.lot_lapsed, ...rest });
}

/** All that a movement and a checkpoint write. */
export const historyTables = [
  ...['ledger.transfer', 'ledger.account', 'ledger.block', 'ledger.lane', 'ledger.hold'],
  ...['ledger.taken_back', 'ledger.lot', 'ledger.lot_move', 'proofs.checkpoint_lane'],
  ...['proofs.checkpoint', 'proofs.balance_leaf', 'proofs.node', 'proofs.head'],
];
const copyOf = (table: string) => table.replace('.', '_');

/** Books with checkpoints, and an administrator who may do anything to the database but does not have the key. */
export async function testBank(t: Test) {
  const books = await testBooks(t, { cleanAtEnd: false });
  const folder = await mkdtemp(join(tmpdir(), 'linli-checkpoints-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const deps = {
    db: books.db,
    transact: books.transact,
    clock: createClock(),
    log: createLog('silent'),
    vault: openVault(randomBytes(32)),
    checkpointFolder: folder,
  };
  const dayFile = async () =>
    join(folder, (await readdir(folder)).find((name) => name.endsWith('.jws'))!);
  const said: string[] = [];
  const does = (...statements: string[]) =>
    books.ownerDb.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL session_replication_role = replica`);
      for (const statement of statements) await tx.execute(sql.raw(statement));
    });
  const say = (line: string) => said.push(line);
  return {
    ...books,
    ...(await openTown(books, book)),
    deps,
    said,
    /** What the administrator does, past every trigger and foreign key. */
    does,
    /** Copies everything as it is now, so that it can be put back. */
    remember: () =>
      does(...historyTables.map((table) => `CREATE TABLE ${copyOf(table)} AS TABLE ${table}`)),
    /** Makes what came after `remember` never have happened, with every chain, account and tree mended. */
    rewrite: (tables = historyTables) =>
      does(
        `TRUNCATE ${tables.join(', ')}`,
        ...tables.map((table) => `INSERT INTO ${table} TABLE ${copyOf(table)}`),
      ),
    checkpoint: () => makeCheckpoint(deps, book),
    dayFile,
    /** The signed lines in the file. */
    lines: async () => (await readFile(await dayFile(), 'utf8')).trimEnd().split('\n'),
    /** The signed lines in the database. */
    async rows() {
      const rows = await books.ownerDb.execute<{ jws: string }>(
        sql`SELECT jws FROM proofs.checkpoint WHERE book = ${book} ORDER BY number`,
      );
      return rows.map(({ jws }) => jws);
    },
    /** The names of the promises of the database that are broken. */
    async brokenInside() {
      const checked = await checkBooks(books.db, [...ledgerPromises, ...proofPromises]);
      return checked
        .filter(({ breaches }) => breaches.length > 0)
        .map(({ promise }) => promise.name);
    },
    /** Whether `check-books` finds everything in order; what it says is in `said`. */
    check: () => checkAllBooks(books.db, say, deps),
    checkSince: (time?: Instant) => checkBooksSince(books.db, say, deps, time),
  };
}
export type TestBank = Awaited<ReturnType<typeof testBank>>;

export function said(jws: string) {
  return JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString());
}
