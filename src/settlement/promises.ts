import type { BookPromise } from '../ledger/index.ts';

/** What settlement promises about the books. */
export const settlementPromises: BookPromise[] = [
  {
    name: 'each posted line once',
    meaning: {
      'zh-CN': '每条已入账的服务明细恰有对应的时长与积分各一笔，数额一致',
      en: 'each posted line has exactly its hours and its points in the books',
    },
    sql: `
      SELECT l.book, l.id::text AS what,
             format('line says %s min, %s centipoints; books say %s, %s', l.minutes, l.centipoints, t.hours, t.points) AS detail
      FROM settlement.line l JOIN settlement.settlement s ON s.book = l.book AND s.id = l.settlement_id LEFT JOIN (
        SELECT book, subject,
               sum(amount) FILTER (WHERE code = 1) AS hours, count(*) FILTER (WHERE code = 1) AS hour_rows,
               coalesce(sum(amount) FILTER (WHERE code = 2), 0) AS points, count(*) FILTER (WHERE code = 2) AS point_rows
        FROM ledger.transfer WHERE code IN (1, 2) AND kind <> 5 GROUP BY book, subject
      ) t ON t.book = l.book AND t.subject = l.id
      WHERE (l.state = 'posted' AND s.effective_at >= (SELECT ledger.kept_since()) AND (t.subject IS NULL OR t.hours <> l.minutes OR t.points <> l.centipoints
                                      OR t.hour_rows <> 1 OR t.point_rows > 1))
         OR (l.state <> 'posted' AND t.subject IS NOT NULL)
      LIMIT 20`,
  },
  {
    name: 'every service transfer has its line',
    meaning: {
      'zh-CN': '账本中的每笔服务时长和积分都能找到已入账的服务明细',
      en: 'every transfer for service belongs to a posted line',
    },
    sql: `
      SELECT t.book, t.id::text AS what, format('subject %s', t.subject) AS detail
      FROM ledger.transfer t LEFT JOIN settlement.line l ON l.book = t.book AND l.id = t.subject AND l.state = 'posted'
      WHERE t.code IN (1, 2) AND t.kind <> 5 AND l.id IS NULL
      LIMIT 20`,
  },
  {
    name: 'settlements logged',
    meaning: {
      'zh-CN': '每次结算都在操作日志中恰有一条记录，清理到期的除外',
      en: 'each settlement is in the log once, unless its entry was removed in time',
    },
    sql: `
      SELECT s.book, s.id::text AS what, format('%s entries', n.entries) AS detail
      FROM settlement.settlement s
      CROSS JOIN LATERAL (SELECT count(*) AS entries FROM audit.entry e WHERE e.book = s.book AND e.object_id = s.id::text AND e.action = 'settlement.make') n
      WHERE n.entries <> 1 AND s.created_at > (SELECT max(removed_until) FROM audit.lane l WHERE l.book = s.book) LIMIT 20`,
  },
];
