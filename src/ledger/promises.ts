import type { Text } from '../kit/refusal.ts';
import { accountKinds, unitIds } from './account.ts';
import { chainPromises, keptFrom } from './chain-promises.ts';

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

/** What really moved: holds and what drops them only promise. */
const moved = 'CASE WHEN kind IN (1, 3, 4) THEN 0 ELSE amount END';

/** Adding two of these is no fault, so that an absurd one is named. */
const isSafe = (column: string) => `${column} BETWEEN -9007199254740991 AND 9007199254740991`;

/** How far it counts from before or after it was recorded. */
const skew = 'abs(extract(epoch FROM recorded_at - effective_at) * 1000)::bigint + 1';

/** Every leg of every transfer, as its account sees it. */
const legs = `
  SELECT book, id, debit AS account, -${moved} AS amount, debit_balance AS balance, debit_version AS version, recorded_at, ${skew} AS skew FROM ledger.transfer
  UNION ALL
  SELECT book, id, credit, ${moved}, credit_balance, credit_version, recorded_at, ${skew} FROM ledger.transfer`;

const kinds = Object.entries(accountKinds).map(
  ([name, kind]) => `('${name}', ${unitIds[kind.unit]}, ${'lapsesTo' in kind})`,
);
/** What `idFromCause` makes of the cause in `accountId`. */
const ownId = `(SELECT encode(set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex')::uuid
  FROM substring(sha256(convert_to(format('%s/account/%s/%s', book, coalesce(owner::text, region), kind), 'UTF8')) FOR 16) AS hash)`;

/** What the ledger itself promises; slices that post add theirs. */
export const ledgerPromises: BookPromise[] = [
  {
    name: 'units balance',
    meaning: {
      'zh-CN': '每个账本每种单位的余额合计为零，冻结的收付两侧相等',
      en: 'in each book the balances of each unit sum to zero, and what is promised is promised to somebody',
    },
    sql: `SELECT book, 'unit ' || unit AS what, format('sum is %s, pending %s against %s', sum(balance), sum(debit_pending), sum(credit_pending)) AS detail
          FROM ledger.account GROUP BY book, unit HAVING sum(balance) <> 0 OR sum(debit_pending) <> sum(credit_pending) LIMIT 20`,
  },
  {
    name: 'limits',
    meaning: {
      'zh-CN': '没有账户越过下限或上限，冻结部分计算在内',
      en: 'no account is past its floor or ceiling, holds included',
    },
    sql: `SELECT book, id::text AS what, format('balance %s, pending -%s +%s, floor %s, ceiling %s', balance, debit_pending, credit_pending, floor, ceiling) AS detail
          FROM ledger.account WHERE balance - debit_pending < floor OR balance + credit_pending > ceiling
             OR debit_pending < 0 OR credit_pending < 0 LIMIT 20`,
  },
  {
    name: 'history exact',
    meaning: {
      'zh-CN': '每个账户的流水序号连续、余额逐笔相符、记账时间从不倒流',
      en: 'on each account versions are gapless, running balances exact, and time never runs backwards',
    },
    sql: `SELECT book, id::text AS what, format('account %s, version %s, balance %s, recorded at %s', account, version, balance, recorded_at) AS detail
          FROM (SELECT *, lag(version, 1, 0::bigint) OVER w AS version_before, lag(balance, 1, 0::bigint) OVER w AS balance_before,
                       lag(recorded_at, 1, '-infinity') OVER w AS at_before
                FROM (${legs} UNION ALL SELECT book, NULL, account, NULL, balance, version, recorded_at, skew_ms FROM ledger.brought_forward) leg
                WINDOW w AS (PARTITION BY book, account ORDER BY version)) h
          WHERE (version <> version_before + 1 AND (version = version_before OR version > coalesce(
                  (SELECT max(f.version) FROM ledger.brought_forward f WHERE f.book = h.book AND f.account = h.account), 0)))
             OR version < 1 OR CASE WHEN ${isSafe('balance')} AND ${isSafe('balance_before')} AND coalesce(${isSafe('amount')}, true)
                                    THEN version = version_before + 1 AND balance <> balance_before + amount ELSE true END
             OR recorded_at < at_before ORDER BY book, recorded_at LIMIT 20`,
  },
  {
    name: 'accounts add up',
    meaning: {
      'zh-CN': '每个账户的余额、笔数、最近时间和时间差与其全部流水相符',
      en: 'each account row is the sum of its transfers, their number, newest time and widest gap in time',
    },
    sql: `SELECT coalesce(a.book, l.book) AS book, coalesce(a.id, l.account)::text AS what,
                 format('account says %s in %s up to %s, within %s ms; transfers %s in %s up to %s, within %s ms', a.balance, a.version, a.last_at, a.skew_ms, l.balance, l.legs, l.last_at, l.skew) AS detail
          FROM ledger.account a
          FULL JOIN (SELECT book, account, sum(amount) AS balance, sum(legs) AS legs, max(recorded_at) AS last_at, max(skew) AS skew
                     FROM (SELECT book, account, amount, 1 AS legs, recorded_at, skew FROM (${legs}) leg
                           UNION ALL SELECT book, account, moved, legs::int, recorded_at, skew_ms FROM ledger.brought_forward) s GROUP BY book, account) l
            ON l.book = a.book AND l.account = a.id
          WHERE a.id IS NULL OR (a.balance, a.version, a.last_at, a.skew_ms)
            IS DISTINCT FROM (coalesce(l.balance, 0), coalesce(l.legs, 0), coalesce(l.last_at, '-infinity'), coalesce(l.skew, 0)) LIMIT 20`,
  },
  {
    name: 'own kind',
    meaning: {
      'zh-CN': '每笔转账两端账户的单位都是该转账的单位',
      en: 'both accounts of a transfer count its unit',
    },
    sql: `SELECT t.book, t.id::text AS what, format('unit %s between %s and %s', t.unit, d.unit, c.unit) AS detail
          FROM ledger.transfer t LEFT JOIN ledger.account d ON d.book = t.book AND d.id = t.debit
          LEFT JOIN ledger.account c ON c.book = t.book AND c.id = t.credit
          WHERE d.unit IS DISTINCT FROM t.unit OR c.unit IS DISTINCT FROM t.unit LIMIT 20`,
  },
  {
    name: 'own id',
    meaning: {
      'zh-CN': '每个账户的单位和分批方式符合其类型，编号由账本、所有者和类型得出',
      en: 'each account counts as its kind does, and its id is that of its book, owner and kind',
    },
    sql: `SELECT book, id::text AS what, format('%s of %s in region %s, unit %s, %s', kind, coalesce(owner::text, 'nobody'), region, unit, CASE WHEN lots THEN 'in lots' ELSE 'without lots' END) AS detail
          FROM ledger.account a LEFT JOIN (VALUES ${kinds.join(', ')}) AS k (kind, own_unit, own_lots) USING (kind)
          WHERE (unit, lots, id) IS DISTINCT FROM (own_unit, own_lots, ${ownId}) LIMIT 20`,
  },
  {
    name: 'holds resolve once',
    meaning: {
      'zh-CN': '每笔冻结与其转账一致，至多了结一次，到期与否以入账时间为准',
      en: 'each hold is as its transfer made it and resolved by at most one other, in time',
    },
    sql: `SELECT coalesce(h.book, t.book, r.book) AS book, coalesce(h.id, t.id, r.id)::text AS what,
                 format('hold of %s in state %s; made by %s of %s; resolved by %s of kind %s at %s', h.amount, h.state, t.id, t.amount, r.id, r.kind, r.recorded_at) AS detail
          FROM (SELECT * FROM ledger.transfer WHERE kind = 1) t
          FULL JOIN ledger.hold h ON h.book = t.book AND h.id = t.id
          FULL JOIN (SELECT * FROM ledger.transfer WHERE kind IN (2, 3, 4)) r ON r.book = h.book AND r.origin = h.id
          WHERE h.id IS NULL OR ((t.id IS NOT NULL OR h.id >= ${keptFrom})
                 AND (h.debit, h.credit, h.amount, h.expires_at) IS DISTINCT FROM (t.debit, t.credit, t.amount, t.expires_at)) OR ((r.id IS NULL AND h.resolved_by < ${keptFrom}) IS NOT TRUE
                 AND (h.state IS DISTINCT FROM coalesce(r.kind, 0) OR h.resolved_by IS DISTINCT FROM r.id))
             OR (r.id IS NOT NULL AND (h.state <> r.kind OR (r.debit, r.credit) <> (h.debit, h.credit) OR r.amount > h.amount
                 OR (r.kind <> 2 AND r.amount <> h.amount) OR (r.kind = 4) <> (r.recorded_at >= h.expires_at)))
          LIMIT 20`,
  },
  {
    name: 'pending = open holds',
    meaning: {
      'zh-CN': '每个账户的冻结数额等于其未了结的冻结之和',
      en: 'what is pending on each account is the sum of its open holds',
    },
    sql: `SELECT coalesce(a.book, h.book) AS book, coalesce(a.id, h.account)::text AS what,
                 format('account says -%s +%s, holds -%s +%s', a.debit_pending, a.credit_pending, h.debits, h.credits) AS detail
          FROM (SELECT * FROM ledger.account WHERE (debit_pending, credit_pending) IS DISTINCT FROM (0, 0)) a
          FULL JOIN (SELECT book, account, sum(debits) AS debits, sum(credits) AS credits FROM (
                       SELECT book, debit AS account, amount AS debits, 0 AS credits FROM ledger.hold WHERE state = 0
                       UNION ALL SELECT book, credit, 0, amount FROM ledger.hold WHERE state = 0) s GROUP BY book, account) h
            ON h.book = a.book AND h.account = a.id
          WHERE (a.debit_pending, a.credit_pending) IS DISTINCT FROM (h.debits, h.credits) LIMIT 20`,
  },
  {
    name: 'reversals mirror',
    meaning: {
      'zh-CN': '每笔冲正都与原转账方向相反，合计不超过原数额，且与已冲正数一致',
      en: 'reversals mirror their original and never take back more than there was',
    },
    sql: `SELECT coalesce(r.book, b.book) AS book, coalesce(r.id, b.id)::text AS what,
                 format('reverses %s of %s; %s taken back, %s of it in years that went, noted %s', r.origin, o.amount, r.total, v.amount, b.taken) AS detail
          FROM (SELECT *, sum(amount) OVER (PARTITION BY book, origin) AS total FROM ledger.transfer WHERE kind = 5) r
          LEFT JOIN ledger.transfer o ON o.book = r.book AND o.id = r.origin
          FULL JOIN ledger.taken_back b ON b.book = r.book AND b.id = r.origin
          LEFT JOIN (SELECT book, origin, sum(amount) AS amount FROM ledger.detached_reversal GROUP BY book, origin) v ON v.book = b.book AND v.origin = b.id
          WHERE b.id IS NULL OR (o.id IS NULL AND r.origin >= ${keptFrom}) OR o.kind NOT IN (0, 2, 6) OR (o.debit, o.credit) <> (r.credit, r.debit)
             OR b.amount IS NULL OR b.amount <> o.amount OR b.taken > b.amount OR b.taken IS DISTINCT FROM coalesce(r.total, 0) + coalesce(v.amount, 0) LIMIT 20`,
  },
  {
    name: 'lots = balance',
    meaning: {
      'zh-CN': '分批账户的各批余量之和等于余额，各批冻结之和等于冻结数额',
      en: 'the lots of an account sum to its balance, what they promise to what is pending',
    },
    sql: `SELECT coalesce(a.book, l.book) AS book, coalesce(a.id, l.account)::text AS what,
                 format('balance %s, pending %s, lots %s, reserved %s', a.balance, a.debit_pending, l.remaining, l.reserved) AS detail
          FROM (SELECT * FROM ledger.account WHERE lots) a
          FULL JOIN (SELECT book, account, sum(remaining) AS remaining, sum(reserved) AS reserved,
                            bool_or(remaining < reserved OR reserved < 0) AS wrong FROM ledger.lot GROUP BY book, account) l
            ON l.book = a.book AND l.account = a.id
          WHERE a.id IS NULL OR a.balance <> coalesce(l.remaining, 0) OR a.debit_pending <> coalesce(l.reserved, 0) OR l.wrong LIMIT 20`,
  },
  {
    name: 'lots = their moves',
    meaning: {
      'zh-CN': '每批余量等于其全部变动之和',
      en: 'each lot is the sum of its moves',
    },
    sql: `SELECT coalesce(l.book, m.book) AS book, coalesce(l.account, m.account)::text AS what,
                 format('lot of %s says %s, %s reserved; moves %s, %s', coalesce(l.expires_on, m.expires_on), l.remaining, l.reserved, m.amount, m.reserved) AS detail
          FROM ledger.lot l
          FULL JOIN (SELECT book, account, expires_on, sum(amount) AS amount, sum(reserved) AS reserved FROM ledger.lot_move GROUP BY book, account, expires_on) m
            ON m.book = l.book AND m.account = l.account AND m.expires_on = l.expires_on
          WHERE (l.remaining, l.reserved) IS DISTINCT FROM (m.amount, m.reserved) LIMIT 20`,
  },
  {
    name: 'moves = transfers',
    meaning: {
      'zh-CN': '每笔转账在分批账户上的变动合计等于其数额，冲正不多还任何一批',
      en: 'what a transfer did to the lots of an account is what it did to the account, and no lot gets back more than it gave',
    },
    sql: `(SELECT coalesce(l.book, m.book) AS book, coalesce(l.id, m.transfer)::text AS what,
                 format('account %s: moved %s, reserved %s; its lots %s, %s', coalesce(l.account, m.account), l.amount, l.reserved, m.amount, m.reserved) AS detail
          FROM (SELECT g.* FROM (
                  SELECT book, id, debit AS account, -${moved} AS amount,
                         CASE WHEN kind = 1 THEN amount WHEN kind IN (2, 3, 4) THEN -(SELECT h.amount FROM ledger.hold h WHERE h.book = t.book AND h.id = t.origin) ELSE 0 END AS reserved
                  FROM ledger.transfer t
                  UNION ALL SELECT book, id, credit, ${moved}, 0 FROM ledger.transfer WHERE kind NOT IN (1, 3, 4)) g
                JOIN ledger.account a ON a.book = g.book AND a.id = g.account AND a.lots) l
          FULL JOIN (SELECT book, transfer, account, sum(amount) AS amount, sum(reserved) AS reserved FROM ledger.lot_move
                     WHERE transfer >= ${keptFrom} GROUP BY book, transfer, account) m
            ON m.book = l.book AND m.transfer = l.id AND m.account = l.account
          WHERE (l.amount, l.reserved) IS DISTINCT FROM (m.amount, m.reserved) LIMIT 20)
          UNION ALL
          (SELECT b.book, b.origin::text, format('lot of %s, account %s: changed by %s, given back %s', b.origin_day, b.account, sum(o.amount), b.amount)
          FROM (SELECT book, origin, origin_day, account, sum(amount) AS amount FROM ledger.lot_move WHERE origin IS NOT NULL GROUP BY book, origin, origin_day, account) b
          LEFT JOIN ledger.lot_move o ON o.book = b.book AND o.transfer = b.origin AND o.expires_on = b.origin_day AND o.account = b.account
          GROUP BY b.book, b.origin, b.origin_day, b.account, b.amount
          HAVING coalesce(sum(o.amount), 0) * b.amount >= 0 OR abs(b.amount) > abs(sum(o.amount)) LIMIT 20)`,
  },
  ...chainPromises,
];
