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
      WHERE r.id IS NULL OR t.id IS NULL OR r.centipoints <> t.amount
      LIMIT 20`,
  },
  {
    name: 'refunds reverse',
    meaning: {
      'zh-CN': '每笔退回都冲正它所属的兑换',
      en: 'each refund reverses its own redemption',
    },
    sql: `
      SELECT f.book, f.id::text AS what, format('reverses %s', t.reverses) AS detail
      FROM rewards.refund f LEFT JOIN ledger.transfer t ON t.book = f.book AND t.id = f.id
      WHERE t.reverses IS DISTINCT FROM f.redemption_id
      LIMIT 20`,
  },
];
