import { sql } from 'drizzle-orm';
import { dateInChina, type Instant, instantOf, plusSeconds } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { accountKinds, type Kind } from './account.ts';
import { plainTexts, type TextFormat } from './plain-text.ts';
import { nameOfCode, type TransferCode } from './transfer.ts';

const pageSize = 2000;

export interface ExportedAccount {
  id: string;
  kind: Kind;
  region: string;
  unit: string;
  balance: bigint;
  /** What it had come to by transfers of years that have left the books. */
  forward: bigint;
}

export interface ExportedTransfer {
  id: string;
  name: string;
  recordedOn: string;
  effectiveOn: string;
  debit: ExportedAccount;
  credit: ExportedAccount;
  amount: bigint;
}

/**
 * Writes a book as a journal that hledger or beancount reads: every account by kind, region and id (never a
 * name), what was brought forward, every movement, and at the end what each account has to come to. Holds move
 * nothing, so they are left out. One moment of the books, page by page, so that its size does not matter; accounts are kept in memory.
 */
export async function exportBooks(
  db: Db,
  book: number,
  format: TextFormat,
  write: (text: string) => Promise<void>,
): Promise<void> {
  const text = plainTexts[format];
  await db.transaction(
    async (tx) => {
      // Whoever reads the journal may stop to think; a reader keeps nobody waiting.
      await tx.execute(sql`SET LOCAL idle_in_transaction_session_timeout = 0`);
      const accounts = await readAccounts(tx as Tx, book);
      await write(text.head(book));
      for (const account of accounts.values()) await write(text.account(account));
      const forward = [...accounts.values()].filter(({ forward }) => forward !== 0n);
      if (forward.length > 0) await write(text.forward(forward, await firstDay(tx as Tx)));
      let last: Instant = instantOf(0);
      for await (const page of pagesOf(tx as Tx, book, accounts)) {
        await write(page.map(text.transfer).join(''));
        const newest = page.map(({ at }) => at).reduce((a, b) => (a > b ? a : b), last);
        if (newest > last) last = newest;
      }
      const dayAfter = dateInChina(plusSeconds(last, 86_400));
      for (const account of accounts.values()) await write(text.balance(account, dayAfter));
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

async function readAccounts(tx: Tx, book: number): Promise<Map<string, ExportedAccount>> {
  const rows = await tx.execute<{
    id: string;
    kind: Kind;
    region: string;
    balance: string;
    forward: string;
  }>(sql`
    SELECT id, kind, region, balance, coalesce(f.moved, 0) AS forward FROM ledger.account a
    LEFT JOIN (SELECT account, sum(moved) AS moved FROM ledger.brought_forward WHERE book = ${book} GROUP BY account) f ON f.account = a.id
    WHERE book = ${book} AND version > 0 ORDER BY kind, region, id`);
  return new Map(
    rows.map(({ id, kind, region, balance, forward }) => [
      id,
      {
        ...{ id, kind, region, unit: accountKinds[kind].unit },
        ...{ balance: BigInt(balance), forward: BigInt(forward) },
      },
    ]),
  );
}

/** Of the oldest year that is still in the books. */
async function firstDay(tx: Tx): Promise<string> {
  const rows = await tx.execute<{ day: string }>(
    sql`SELECT (max(year) + 1) || '-01-01' AS day FROM ledger.detached_year`,
  );
  return rows[0]!.day;
}

async function* pagesOf(tx: Tx, book: number, accounts: Map<string, ExportedAccount>) {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await tx.execute<{
      id: string;
      code: TransferCode;
      debit: string;
      credit: string;
      amount: string;
      recorded_ms: string;
      effective_ms: string;
    }>(sql`
      SELECT id, code, debit, credit, CASE WHEN kind IN (1, 3, 4) THEN 0 ELSE amount END AS amount,
             floor(extract(epoch FROM recorded_at) * 1000)::bigint AS recorded_ms,
             floor(extract(epoch FROM coalesce(effective_at, recorded_at)) * 1000)::bigint AS effective_ms
      FROM ledger.transfer WHERE book = ${book} AND id > ${after} ORDER BY id LIMIT ${pageSize}`);
    if (rows.length === 0) return;
    after = rows.at(-1)!.id;
    yield rows
      .filter(({ amount }) => amount !== '0')
      .map((row) => {
        const [recorded, effective] = [Number(row.recorded_ms), Number(row.effective_ms)];
        return {
          id: row.id,
          name: nameOfCode(row.code),
          recordedOn: dateInChina(instantOf(recorded)),
          effectiveOn: dateInChina(instantOf(effective)),
          at: instantOf(recorded),
          debit: accounts.get(row.debit)!,
          credit: accounts.get(row.credit)!,
          amount: BigInt(row.amount),
        };
      });
  }
}
