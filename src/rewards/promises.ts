import type { BookPromise } from '../ledger/index.ts';

/** What redemptions and refunds promise about the books. */
export const rewardPromises: BookPromise[] = [
  {
    name: 'each redemption once',
    meaning: {
      'zh-CN': '每笔兑换和退回在账本中恰有一笔金额一致的转账，反之亦然',
      en: 'each redemption and refund has exactly its transfer of the same amount, and the other way round',
    },
    sql: `
      SELECT coalesce(r.book, t.book) AS book, coalesce(r.id, t.id)::text AS what,
             format('receipt says %s, books say %s', r.centipoints, t.amount) AS detail
      FROM (SELECT book, id, centipoints, 3 AS code FROM rewards.redemption
            UNION ALL SELECT book, id, centipoints, 4 FROM rewards.refund) r
      FULL JOIN (SELECT book, id, amount, code FROM ledger.transfer WHERE code IN (3, 4)) t
        ON t.book = r.book AND t.id = r.id AND t.code = r.code
      WHERE r.id IS NULL OR (t.id IS NULL AND r.id >= (SELECT ledger.kept_from())) OR r.centipoints <> t.amount
      LIMIT 20`,
  },
  {
    name: 'refunds reverse',
    meaning: {
      'zh-CN': '每笔退回都冲正它所属的兑换',
      en: 'each refund reverses its own redemption',
    },
    sql: `
      SELECT f.book, f.id::text AS what, format('reverses %s', t.origin) AS detail
      FROM rewards.refund f LEFT JOIN ledger.transfer t ON t.book = f.book AND t.id = f.id
      WHERE t.origin IS DISTINCT FROM f.redemption_id AND (t.id IS NOT NULL OR f.id >= (SELECT ledger.kept_from()))
      LIMIT 20`,
  },
  {
    name: 'receipts name who the books name',
    meaning: {
      'zh-CN': '每笔兑换的付款人和商家就是账本转账两端的账户持有人',
      en: 'payer and merchant of each redemption own the two accounts of its transfer',
    },
    sql: `
      SELECT r.book, r.id::text AS what,
             format('receipt says %s to %s, books say %s (%s) to %s (%s)',
                    r.volunteer_id, r.merchant_id, d.owner, d.kind, c.owner, c.kind) AS detail
      FROM rewards.redemption r JOIN ledger.transfer t ON t.book = r.book AND t.id = r.id
      LEFT JOIN ledger.account d ON d.book = t.book AND d.id = t.debit
      LEFT JOIN ledger.account c ON c.book = t.book AND c.id = t.credit
      WHERE (d.owner, d.kind, c.owner, c.kind)
            IS DISTINCT FROM (r.volunteer_id, 'points_main', r.merchant_id, 'merchant_points')
      LIMIT 20`,
  },
  {
    name: 'redemptions logged',
    meaning: {
      'zh-CN': '每笔兑换和退回都在操作日志中恰有一条记录，清理到期的除外',
      en: 'each redemption and refund is in the log once, unless its entry was removed in time',
    },
    sql: `
      SELECT r.book, r.id::text AS what, format('%s entries of %s', n.entries, r.action) AS detail
      FROM (SELECT book, id, at, 'redemption.make' AS action FROM rewards.redemption
            UNION ALL SELECT book, redemption_id, at, 'redemption.refund' FROM rewards.refund) r
      CROSS JOIN LATERAL (SELECT count(*) AS entries FROM audit.entry e WHERE e.book = r.book AND e.object_id = r.id::text AND e.action = r.action) n
      WHERE n.entries <> 1 AND r.at > (SELECT max(removed_until) FROM audit.lane l WHERE l.book = r.book) LIMIT 20`,
  },
];
