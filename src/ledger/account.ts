import { sql } from 'drizzle-orm';
import { many, type Tx } from '../kit/db.ts';
import { idFromCause } from '../kit/id.ts';

/** What the books count: HOURS and COIN in minutes, POINT in centipoints. */
export type Unit = 'HOURS' | 'COIN' | 'POINT';
export const unitIds = { HOURS: 1, COIN: 2, POINT: 3 } as const satisfies Record<Unit, number>;

interface AccountKind {
  unit: Unit;
  /** What the balance may not fall below; null for accounts that issue. */
  floor: number | null;
  /** Where it goes when its day is over, for accounts whose balance is made of lots. */
  lapsesTo?: string;
}

/** The chart of accounts. Kinds that issue stand for everything that was ever brought into a book in a region. */
export const accountKinds = {
  hours_credit: { unit: 'HOURS', floor: 0 },
  points_main: { unit: 'POINT', floor: 0, lapsesTo: 'points_expired' },
  merchant_points: { unit: 'POINT', floor: 0 },
  hours_issue: { unit: 'HOURS', floor: null },
  points_issue: { unit: 'POINT', floor: null },
  points_expired: { unit: 'POINT', floor: 0 },
} as const satisfies Record<string, AccountKind>;
export type Kind = keyof typeof accountKinds;

/**
 * The id of the account of `kind` that belongs to `owner`: a person or merchant by id, a region by code.
 * Derived, so that nobody has to look it up or can open a second one.
 */
export function accountId(book: number, owner: string, kind: Kind): string {
  return idFromCause(`${book}/account/${owner}/${kind}`);
}

export interface NewAccount {
  id: string;
  kind: Kind;
  /** A person or merchant; null for accounts of a region. */
  owner: string | null;
  region: string;
  /** What the balance may not rise above, in steps of the unit; none when left out. */
  ceiling?: number;
}

/**
 * Opens accounts at balance 0. One that is open already stays as it is, so doing it twice is no harm; an id
 * that is in use for another unit, kind or owner crashes.
 */
export async function openAccounts(tx: Tx, book: number, accounts: NewAccount[]): Promise<void> {
  if (accounts.length === 0) return;
  const kinds: AccountKind[] = accounts.map(({ kind }) => accountKinds[kind]);
  await tx.execute(sql`SELECT ledger.open_accounts(${book},
    ${many(
      accounts.map(({ id }) => id),
      'uuid',
    )},
    ${many(
      kinds.map(({ unit }) => unitIds[unit]),
      'smallint',
    )},
    ${many(
      accounts.map(({ kind }) => kind),
      'text',
    )},
    ${many(
      accounts.map(({ owner }) => owner),
      'uuid',
    )},
    ${many(
      accounts.map(({ region }) => region),
      'text',
    )},
    ${many(
      kinds.map(({ lapsesTo }) => String(lapsesTo !== undefined)),
      'boolean',
    )},
    ${many(
      kinds.map(({ floor }) => floor),
      'bigint',
    )},
    ${many(
      accounts.map(({ ceiling }) => ceiling ?? null),
      'bigint',
    )})`);
}

/** Nobody posts to the accounts until the transaction ends; `post` may follow in it, and locks no others then. */
export async function holdAccounts(tx: Tx, book: number, ids: string[]): Promise<void> {
  await tx.execute(sql`SELECT ledger.hold_accounts(${book}, ${many(ids, 'uuid')})`);
}

/** What `changeAccount` answers; all but `changed` change nothing. */
export type AccountChange =
  | 'changed'
  | 'account_unknown'
  | 'below_floor'
  | 'above_ceiling'
  | 'not_empty';

/**
 * Sets an account's limits and whether it is closed. A floor below 0 is a credit line; null means none.
 * Refuses an account that stands past a new limit already, a credit line for lots, and closing what is not empty.
 */
export async function changeAccount(
  tx: Tx,
  book: number,
  id: string,
  to: { floor: number | null; ceiling: number | null; closed: boolean },
): Promise<AccountChange> {
  const rows = await tx.execute<{ answer: AccountChange }>(sql`
    SELECT ledger.change_account(${book}, ${id}, ${to.floor}, ${to.ceiling}, ${to.closed}) AS answer`);
  return rows[0]!.answer;
}
