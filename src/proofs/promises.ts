import type { BookPromise } from '../ledger/index.ts';

/**
 * What moved, and what was promised, by each side of each transfer that the newest checkpoint contains, and by those
 * that went with their years: a year goes when all of it has been signed for long.
 */
const legs = `
  SELECT t.book, s.account, CASE WHEN t.kind IN (1, 3, 4) THEN 0 ELSE s.sign * t.amount END AS amount,
         CASE WHEN t.kind = 1 THEN t.amount WHEN t.kind IN (2, 3, 4) AND t.origin >= (SELECT ledger.kept_from()) THEN -h.amount ELSE 0 END AS pending, s.sign, 1 AS legs
  FROM ledger.transfer t
  JOIN (SELECT book, lane, max(block) AS block FROM proofs.checkpoint_lane GROUP BY book, lane) c ON c.book = t.book AND c.lane = t.lane AND t.block <= c.block
  LEFT JOIN ledger.hold h ON h.book = t.book AND h.id = t.origin AND t.kind IN (2, 3, 4)
  CROSS JOIN LATERAL (VALUES (t.debit, -1), (t.credit, 1)) AS s (account, sign)
  UNION ALL
  SELECT book, account, moved, 0, 0, legs FROM ledger.brought_forward`;

/** What checkpoints promise about the books, as far as the database itself can tell. */
export const proofPromises: BookPromise[] = [
  {
    name: 'checkpoints = blocks',
    meaning: {
      'zh-CN': '检查点编号连续，所含区块与账本一致',
      en: 'checkpoints are numbered without gaps and their blocks are in the books',
    },
    sql: `(SELECT c.book, 'checkpoint ' || c.checkpoint AS what, format('block %s of lane %s is not what was signed', c.block, c.lane) AS detail
           FROM proofs.checkpoint_lane c LEFT JOIN ledger.block b ON b.book = c.book AND b.lane = c.lane AND b.number = c.block
           WHERE b.hash IS DISTINCT FROM c.hash ORDER BY c.checkpoint LIMIT 20)
          UNION ALL
          (SELECT coalesce(h.book, c.book), 'checkpoint ' || coalesce(c.newest, 0), format('the newest should be %s of %s', h.number, c.count)
           FROM proofs.head h FULL JOIN (SELECT book, max(number) AS newest, count(*) AS count FROM proofs.checkpoint GROUP BY book) c ON c.book = h.book
           WHERE coalesce(h.number, 0) <> coalesce(c.newest, 0) OR c.newest <> c.count LIMIT 20)`,
  },
  {
    name: 'balances as signed',
    meaning: {
      'zh-CN': '最新检查点的每项余额等于其所含全部转账之和，限额与账户一致',
      en: 'each balance of the newest checkpoint is the sum of the transfers in it, with the limits of its account',
    },
    sql: `(SELECT coalesce(b.book, l.book) AS book, coalesce(b.account, l.account)::text AS what,
                  format('checkpoint says %s -%s +%s in %s, transfers %s -%s +%s in %s', b.balance, b.debit_pending, b.credit_pending, b.version,
                         l.balance, l.debit_pending, l.credit_pending, l.legs) AS detail
           FROM proofs.balance_leaf b
           FULL JOIN (SELECT book, account, sum(amount) AS balance, coalesce(sum(pending) FILTER (WHERE sign < 0), 0) AS debit_pending,
                             coalesce(sum(pending) FILTER (WHERE sign > 0), 0) AS credit_pending, sum(legs) AS legs
                      FROM (${legs}) leg GROUP BY book, account) l
             ON l.book = b.book AND l.account = b.account
           WHERE (b.balance, b.debit_pending, b.credit_pending, b.version)
             IS DISTINCT FROM (coalesce(l.balance, 0), coalesce(l.debit_pending, 0), coalesce(l.credit_pending, 0), coalesce(l.legs, 0)) LIMIT 20)
          UNION ALL
          (SELECT b.book, b.account::text, format('checkpoint says unit %s, limits %s to %s, closed %s; account %s, %s to %s, closed %s',
                  b.unit, b.floor, b.ceiling, b.closed, a.unit, a.floor, a.ceiling, a.closed_at)
           FROM proofs.balance_leaf b LEFT JOIN ledger.account a ON a.book = b.book AND a.id = b.account
           WHERE (b.unit, b.floor, b.ceiling, b.closed) IS DISTINCT FROM (a.unit, a.floor, a.ceiling, a.closed_at IS NOT NULL)
             AND NOT EXISTS (SELECT FROM proofs.limit_change c WHERE c.book = b.book AND c.account = b.account) LIMIT 20)`,
  },
  {
    name: 'tree = balances',
    meaning: {
      'zh-CN': '由全部余额重新计算的哈希树与最新检查点签名的根一致',
      en: 'the tree computed anew from all balances has the root that the newest checkpoint signs',
    },
    sql: `WITH leaf AS (
            SELECT book, bucket, account, leaf AS kept,
                   proofs.leaf(book, account, unit, balance, debit_pending, credit_pending, version, floor, ceiling, closed, salt) AS leaf
            FROM proofs.balance_leaf),
          built AS (
            SELECT book, 16 AS level, bucket AS place, sha256('\\x02'::bytea || string_agg(leaf, '' ORDER BY account)) AS hash FROM leaf GROUP BY book, bucket
            UNION ALL
            SELECT book, level - 1, place / 2, sha256('\\x01'::bytea || coalesce(string_agg(hash, '') FILTER (WHERE place % 2 = 0), decode(repeat('00', 32), 'hex'))
                                                                  || coalesce(string_agg(hash, '') FILTER (WHERE place % 2 = 1), decode(repeat('00', 32), 'hex')))
            FROM proofs.node WHERE level > 0 GROUP BY book, level, place / 2)
          (SELECT book, account::text AS what, 'its hash is not that of its balance' AS detail FROM leaf
           WHERE leaf <> kept OR bucket <> proofs.bucket(account) LIMIT 20)
          UNION ALL
          (SELECT coalesce(b.book, n.book), format('level %s, place %s', coalesce(b.level, n.level), coalesce(b.place, n.place)), 'its hash is not that of what is below'
           FROM built b FULL JOIN proofs.node n ON n.book = b.book AND n.level = b.level AND n.place = b.place
           WHERE b.hash IS DISTINCT FROM n.hash ORDER BY coalesce(b.level, n.level) DESC LIMIT 20)
          UNION ALL
          (SELECT c.book, 'checkpoint ' || c.number, format('it signs %s balances, the tree has %s', c.accounts, l.count)
           FROM proofs.head h JOIN proofs.checkpoint c ON c.book = h.book AND c.number = h.number
           LEFT JOIN proofs.node n ON n.book = c.book AND n.level = 0
           LEFT JOIN (SELECT book, count(*) AS count FROM proofs.balance_leaf GROUP BY book) l ON l.book = c.book
           WHERE n.hash IS DISTINCT FROM c.root OR l.count IS DISTINCT FROM c.accounts LIMIT 20)`,
  },
];
