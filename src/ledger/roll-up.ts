import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { subtreePrefix } from '../kit/region-code.ts';
import { accountKinds, type Kind } from './account.ts';

/**
 * Codes are digits, so a subtree is a range. LIKE would not find its way through the index: it could tell of rows that
 * row-level security hides, and has to wait for it.
 */
const afterDigits = ':';

/** What all accounts of one kind in a region and its parts hold together. */
export interface Total {
  kind: Kind;
  unit: string;
  accounts: number;
  balance: number;
  /** Of the balance, promised to others. */
  pending: number;
}

/** The chart of accounts of a region and all below it; `region` is a division code. */
export async function rollUp(db: Db | Tx, book: number, region: string): Promise<Total[]> {
  const prefix = subtreePrefix(region);
  const rows = await db.execute<{
    kind: Kind;
    accounts: string;
    balance: string;
    pending: string;
  }>(sql`
    SELECT kind, count(*) AS accounts, sum(balance) AS balance, sum(debit_pending) AS pending
    FROM ledger.account
    WHERE book = ${book} AND region ~>=~ ${prefix} AND region ~<~ ${`${prefix}${afterDigits}`}
    GROUP BY kind ORDER BY kind`);
  return rows.map((row) => ({
    kind: row.kind,
    unit: accountKinds[row.kind].unit,
    accounts: Number(row.accounts),
    balance: Number(row.balance),
    pending: Number(row.pending),
  }));
}
