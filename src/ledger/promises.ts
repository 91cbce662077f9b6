import { sql } from 'drizzle-orm';
import { stopwatch } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import type { Text } from '../kit/refusal.ts';

/** Something the books promise, as a query: any row it returns, at most 20, is a breach with `book`, `what` and `detail`. */
export interface BookPromise {
  name: string;
  meaning: Text;
  sql: string;
}

export interface Breach extends Record<string, unknown> {
  book: number;
  what: string;
  detail: string;
}

export interface Checked {
  promise: BookPromise;
  breaches: Breach[];
  milliseconds: number;
}

/** Every leg of every transfer, as its account sees it. */
const legs = `
  SELECT book, id, unit, debit AS account, -amount AS amount, debit_balance AS balance, debit_version AS version, recorded_at FROM ledger.transfer
  UNION ALL
  SELECT book, id, unit, credit, amount, credit_balance, credit_version, recorded_at FROM ledger.transfer`;

/** Each leg beside the one before it on the same account. */
const history = `
  SELECT *, lag(version, 1, 0::bigint) OVER w AS version_before, lag(balance, 1, 0::bigint) OVER w AS balance_before,
         lag(recorded_at, 1, '-infinity') OVER w AS at_before
  FROM (${legs}) leg WINDOW w AS (PARTITION BY book, account ORDER BY version)`;

/** What the ledger itself promises; slices that post add theirs. */
export const ledgerPromises: BookPromise[] = [
  {
    name: 'units balance',
    meaning: {
      'zh-CN': '每个账本每种单位的余额合计为零',
      en: 'in each book the balances of each unit sum to zero',
    },
    sql: `SELECT book, 'unit ' || unit AS what, format('sum is %s', sum(balance)) AS detail
          FROM ledger.account GROUP BY book, unit HAVING sum(balance) <> 0 LIMIT 20`,
  },
  {
    name: 'limits',
    meaning: { 'zh-CN': '没有账户越过下限或上限', en: 'no account is past its floor or ceiling' },
    sql: `SELECT book, id::text AS what, format('balance %s, floor %s, ceiling %s', balance, floor, ceiling) AS detail
          FROM ledger.account WHERE balance < floor OR balance > ceiling LIMIT 20`,
  },
  {
    name: 'history exact',
    meaning: {
      'zh-CN': '每个账户的流水序号连续、余额逐笔相符',
      en: 'on each account versions are gapless and running balances exact',
    },
    sql: `SELECT book, id::text AS what, format('account %s, version %s, balance %s', account, version, balance) AS detail
          FROM (${history}) h
          WHERE version <> version_before + 1 OR balance <> balance_before + amount LIMIT 20`,
  },
  {
    name: 'time runs forward',
    meaning: {
      'zh-CN': '每个账户的记账时间从不倒流',
      en: 'on each account time never runs backwards',
    },
    sql: `SELECT book, id::text AS what, format('account %s, version %s recorded at %s, the one before at %s', account, version, recorded_at, at_before) AS detail
          FROM (${history}) h WHERE recorded_at < at_before LIMIT 20`,
  },
  {
    name: 'accounts add up',
    meaning: {
      'zh-CN': '每个账户的余额、笔数和最近时间与其全部流水相符',
      en: 'each account row is the sum of its transfers',
    },
    sql: `SELECT coalesce(a.book, l.book) AS book, coalesce(a.id, l.account)::text AS what,
                 format('account says %s in %s, transfers %s in %s', a.balance, a.version, coalesce(l.balance, 0), coalesce(l.legs, 0)) AS detail
          FROM ledger.account a
          FULL JOIN (SELECT book, account, sum(amount) AS balance, count(*) AS legs, max(recorded_at) AS last_at
                     FROM (${legs}) leg GROUP BY book, account) l
            ON l.book = a.book AND l.account = a.id
          WHERE a.id IS NULL OR a.balance <> coalesce(l.balance, 0) OR a.version <> coalesce(l.legs, 0)
             OR a.last_at <> coalesce(l.last_at, '-infinity') LIMIT 20`,
  },
  {
    name: 'one unit',
    meaning: {
      'zh-CN': '每笔转账两端账户单位相同',
      en: 'both accounts of a transfer count its unit',
    },
    sql: `SELECT t.book, t.id::text AS what, format('unit %s between %s and %s', t.unit, d.unit, c.unit) AS detail
          FROM ledger.transfer t LEFT JOIN ledger.account d ON d.book = t.book AND d.id = t.debit
          LEFT JOIN ledger.account c ON c.book = t.book AND c.id = t.credit
          WHERE d.unit IS DISTINCT FROM t.unit OR c.unit IS DISTINCT FROM t.unit LIMIT 20`,
  },
  {
    name: 'reversals mirror',
    meaning: {
      'zh-CN': '每笔冲正都与原转账方向相反、金额相同，且每笔至多冲正一次',
      en: 'each reversal mirrors its original, which has no other',
    },
    sql: `SELECT r.book, r.id::text AS what, format('reverses %s', r.reverses) AS detail
          FROM (SELECT *, count(*) OVER (PARTITION BY book, reverses) AS times FROM ledger.transfer WHERE reverses IS NOT NULL) r
          LEFT JOIN ledger.transfer o ON o.book = r.book AND o.id = r.reverses
          WHERE o.id IS NULL OR o.reverses IS NOT NULL OR r.times > 1
             OR (o.debit, o.credit, o.amount) <> (r.credit, r.debit, r.amount) LIMIT 20`,
  },
  {
    name: 'amounts positive',
    meaning: { 'zh-CN': '每笔转账的数额都大于零', en: 'every transfer moves more than nothing' },
    sql: `SELECT book, id::text AS what, format('amount %s', amount) AS detail FROM ledger.transfer WHERE amount <= 0 LIMIT 20`,
  },
];

/**
 * Asks for every promise whether it is kept, over all books. Each is one query, so it sees one moment and may
 * run while transfers are posted.
 */
export async function checkBooks(
  db: Db,
  promises: BookPromise[] = ledgerPromises,
): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const promise of promises) {
    const elapsed = stopwatch();
    const breaches = await db.execute<Breach>(sql.raw(promise.sql));
    checked.push({ promise, breaches: [...breaches], milliseconds: elapsed() });
  }
  return checked;
}
