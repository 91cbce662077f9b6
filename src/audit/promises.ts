import type { BookPromise } from '../ledger/index.ts';

/** What the log promises; that its checkpoints were signed by us is asked by `brokenCheckpoints`, which has the key. */
export const auditPromises: BookPromise[] = [
  {
    name: 'log unbroken',
    meaning: {
      'zh-CN': '操作日志每条链编号连续、哈希首尾相接，直到最新一条',
      en: 'the entries of each chain of the log are numbered without gaps and linked by their hashes up to its head',
    },
    sql: `(SELECT coalesce(e.book, l.book) AS book, format('entry %s of lane %s', coalesce(e.number, l.number), coalesce(e.lane, l.lane)) AS what,
                 format('follows %s; the chain stands at %s, its beginning was removed up to %s', e.number_before, l.number, l.removed_number) AS detail
          FROM (SELECT book, lane, number, hash, entry, lag(number) OVER w AS number_before, lag(hash) OVER w AS hash_before, lead(number) OVER w IS NULL AS newest
                FROM audit.entry WINDOW w AS (PARTITION BY book, lane ORDER BY number)) e
          FULL JOIN audit.lane l ON l.book = e.book AND l.lane = e.lane
          WHERE l.lane IS NULL OR e.number <> coalesce(e.number_before, l.removed_number) + 1
             OR (e.number IS NOT NULL AND e.hash IS DISTINCT FROM audit.entry_hash(e.entry, coalesce(e.hash_before, l.removed_hash)))
             OR (coalesce(e.newest, true) AND (l.number, l.hash) IS DISTINCT FROM (coalesce(e.number, l.removed_number), coalesce(e.hash, l.removed_hash)))
          ORDER BY 1, coalesce(e.lane, l.lane), e.number LIMIT 20)
          UNION ALL
          (SELECT book, format('lane %s', lane), CASE WHEN l.number IS NULL THEN 'is gone' ELSE 'was never opened' END
          FROM audit.lane l
          FULL JOIN (SELECT book, n::smallint AS lane, true AS opened
                     FROM (SELECT book FROM audit.entry UNION SELECT book FROM audit.lane UNION SELECT book FROM audit.checkpoint) b, generate_series(0, 31) AS n) o USING (book, lane)
          WHERE l.number IS NULL OR o.opened IS NULL ORDER BY book, lane LIMIT 20)`,
  },
  {
    name: 'log removed as noted',
    meaning: {
      'zh-CN': '已清理的日志与链中留下的清理记录一致，且清理时均已满六个月',
      en: 'what was removed of each chain is what the chain itself says was removed, and was six months old by then',
    },
    sql: `SELECT l.book, format('lane %s', l.lane) AS what, format('removed up to %s, noted %s', l.removed_number, n.changes) AS detail
          FROM audit.lane l
          LEFT JOIN LATERAL (SELECT * FROM audit.entry e WHERE e.book = l.book AND e.lane = l.lane AND e.action = 'audit_lane.shorten' ORDER BY number DESC LIMIT 1) n ON true
          WHERE (l.removed_number > 0 OR n.number IS NOT NULL)
            AND ((l.removed_number::text, encode(l.removed_hash, 'hex'), l.removed_until)
                 IS DISTINCT FROM (n.changes->'number'->>1, n.changes->'hash'->>1, (n.changes->'until'->>1)::timestamptz)
                 OR l.removed_until > n.at - interval '6 months') LIMIT 20`,
  },
  {
    name: 'log as signed',
    meaning: {
      'zh-CN': '操作日志与每个签名检查点相符',
      en: 'the log is as each signed checkpoint says it was',
    },
    sql: `SELECT c.book, format('checkpoint %s', c.number) AS what, 'the chains do not lead through it' AS detail
          FROM audit.checkpoint c
          CROSS JOIN LATERAL (
            SELECT sha256(string_agg(CASE WHEN n.number = 0 THEN decode(repeat('00', 32), 'hex') WHEN n.number = l.removed_number THEN l.removed_hash ELSE e.hash END, ''::bytea ORDER BY n.lane)) AS digest,
                   bool_or(n.number < l.removed_number) AS removed
            FROM unnest(c.numbers) WITH ORDINALITY AS n (number, lane)
            LEFT JOIN audit.lane l ON l.book = c.book AND l.lane = n.lane - 1
            LEFT JOIN audit.entry e ON e.book = c.book AND e.lane = n.lane - 1 AND e.number = n.number) h
          WHERE h.digest IS DISTINCT FROM c.digest AND h.removed IS NOT TRUE ORDER BY 1, c.number LIMIT 20`,
  },
];
