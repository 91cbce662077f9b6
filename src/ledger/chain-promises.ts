import type { BookPromise } from './promises.ts';

/** What stands before the first block of a chain. */
const noHash = `decode(repeat('00', 32), 'hex')`;

/** Transfers with smaller ids went with their years. */
export const keptFrom = '(SELECT ledger.kept_from())';

/**
 * Every block with the hashes of what is left of it: first among the leaves of either kind are those of the smallest
 * ids, and so of the years that were detached; NULL where nothing is left.
 */
const keptBlocks = `(
  SELECT b.book, b.lane, b.number, CASE
           WHEN w.blocks @> b.number THEN NULL WHEN p.transfers IS NULL THEN b.leaves
           ELSE substring(b.leaves FROM p.transfers * 32 + 1 FOR (b.transfers - p.transfers) * 32) || substring(b.leaves FROM (b.transfers + p.moves) * 32 + 1)
         END AS leaves
  FROM ledger.block b
  LEFT JOIN (SELECT book, lane, range_agg(blocks) AS blocks FROM ledger.detached_block WHERE transfers IS NULL GROUP BY book, lane) w USING (book, lane)
  LEFT JOIN (SELECT book, lane, lower(blocks) AS number, sum(transfers)::int AS transfers, sum(moves)::int AS moves
             FROM ledger.detached_block WHERE transfers IS NOT NULL GROUP BY 1, 2, 3) p USING (book, lane, number))`;

/** That nothing was written, changed or taken away past `ledger.post`. */
export const chainPromises: BookPromise[] = [
  {
    name: 'blocks = transfers',
    meaning: {
      'zh-CN': '每个区块的哈希与其转账和分批变动逐行相符',
      en: 'the hashes in each block are those of its transfers and moves, row by row',
    },
    // Rows are matched by their hashes, so that one that is gone does not make those behind it look changed.
    sql: `WITH leaf AS (
            SELECT book, lane, block, 1 AS part, NULL::uuid AS transfer, position, id, ledger.leaf(t) AS leaf FROM ledger.transfer t
            UNION ALL
            SELECT t.book, t.lane, t.block, 2, m.transfer, m.position, t.id, ledger.leaf(m)
            FROM ledger.lot_move m JOIN ledger.transfer t ON t.book = m.book AND t.id = m.transfer),
          bad AS (
            SELECT coalesce(b.book, l.book) AS book, coalesce(b.lane, l.lane) AS lane, coalesce(b.number, l.block) AS block, b.leaves
            FROM ${keptBlocks} b
            FULL JOIN (SELECT book, lane, block, string_agg(leaf, '' ORDER BY part, transfer, position) AS leaves FROM leaf GROUP BY book, lane, block) l
              ON l.book = b.book AND l.lane = b.lane AND l.block = b.number
            WHERE b.leaves IS DISTINCT FROM l.leaves ORDER BY 1, 2, 3 LIMIT 20),
          written AS (
            SELECT book, lane, block, place, substring(leaves FROM place * 32 - 31 FOR 32) AS leaf
            FROM bad CROSS JOIN LATERAL generate_series(1, length(leaves) / 32) AS place)
          SELECT book, coalesce(l.id::text, format('block %s of lane %s', block, lane)) AS what,
                 format('block %s of lane %s: ', block, lane) || CASE
                   WHEN l.leaf IS NULL AND w.leaf IS NULL THEN 'its rows are not those that it was made of'
                   WHEN l.leaf IS NULL THEN format('the row of place %s is gone or was changed', w.place)
                   ELSE format('a %s that is not as it was written', CASE l.part WHEN 1 THEN 'transfer' ELSE 'step on a lot' END) END AS detail
          FROM (SELECT * FROM written UNION ALL SELECT book, lane, block, 0, NULL FROM bad) w
          FULL JOIN (SELECT l.* FROM leaf l JOIN bad b ON (l.book, l.lane, l.block) IS NOT DISTINCT FROM (b.book, b.lane, b.block)) l USING (book, lane, block, leaf)
          WHERE w.place IS NULL OR l.id IS NULL ORDER BY book, lane, block, w.place LIMIT 20`,
  },
  {
    name: 'chain links',
    meaning: {
      'zh-CN': '每条链的区块号连续，哈希首尾相接，直到最新区块',
      en: 'the blocks of each chain are numbered without gaps and linked by their hashes up to its head',
    },
    sql: `(SELECT coalesce(b.book, l.book) AS book, format('block %s of lane %s', coalesce(b.number, l.number), coalesce(b.lane, l.lane)) AS what,
                 format('follows %s; the chain stands at %s', b.number_before, l.number) AS detail
          FROM (SELECT book, lane, number, transfers, at, hash, private_hash, leaves, lag(number, 1, 0::bigint) OVER w AS number_before, lag(hash, 1, ${noHash}) OVER w AS previous,
                       lead(number) OVER w IS NULL AS newest
                FROM ledger.block WINDOW w AS (PARTITION BY book, lane ORDER BY number)) b
          FULL JOIN ledger.lane l ON l.book = b.book AND l.lane = b.lane
          WHERE b.number <> b.number_before + 1 OR l.lane IS NULL
             OR (b.number IS NOT NULL AND b.hash IS DISTINCT FROM ledger.block_hash(b.book, b.lane, b.number, b.transfers, b.at, b.previous, b.leaves, b.private_hash))
             OR (coalesce(b.newest, true) AND (l.number, l.hash) IS DISTINCT FROM (coalesce(b.number, 0), coalesce(b.hash, ${noHash})))
          ORDER BY 1, coalesce(b.lane, l.lane), b.number LIMIT 20)
          UNION ALL
          (SELECT book, format('lane %s', lane), CASE WHEN l.number IS NULL THEN 'is gone' ELSE 'was never opened' END
          FROM ledger.lane l
          FULL JOIN (SELECT book, n::smallint AS lane, true AS opened FROM (SELECT DISTINCT book FROM ledger.account) b, generate_series(0, 31) AS n) o USING (book, lane)
          WHERE l.number IS NULL OR o.opened IS NULL ORDER BY book, lane LIMIT 20)`,
  },
  {
    name: 'balances as written',
    meaning: {
      'zh-CN': '每个区块的私密哈希与其转账当时的余额、序号和分批变动相符',
      en: 'the private hash of each block is that of the running balances, versions and steps on lots of its transfers',
    },
    sql: `SELECT l.book, format('block %s of lane %s', a.number, l.lane) AS what, 'the balances, versions or steps on lots in it are not those that were written' AS detail
          FROM ledger.lane l CROSS JOIN LATERAL ledger.altered_blocks(l.book, l.lane, 0) a ORDER BY 1, l.lane, a.number LIMIT 20`,
  },
  {
    name: 'years as they went',
    meaning: {
      'zh-CN': '每个已移出账本的年度，其结转记录与移出时的哈希相符，且该年度不再接受记账',
      en: 'what was written in place of a year that left the books is unchanged, and nothing is posted into it',
    },
    sql: `SELECT 0 AS book, 'year ' || year AS what, 'what was brought forward from it was changed, or its ids can be posted' AS detail
          FROM ledger.detached_year d WHERE hash <> ledger.brought_forward_hash(year) OR NOT EXISTS (SELECT FROM ledger.span s WHERE s.first_id >= d.end_id) LIMIT 20`,
  },
  {
    name: 'seals hold',
    meaning: {
      'zh-CN': '最近一次结账封存的余额哈希可以由现有账目重算得出',
      en: 'the newest seal of each book can be worked out again from the books',
    },
    sql: `SELECT s.book, 'period until ' || s.ends_at AS what, format('sealed %s over %s accounts, now %s over %s', encode(s.hash, 'hex'), s.accounts, encode(h.hash, 'hex'), h.accounts) AS detail
          FROM (SELECT DISTINCT ON (book) * FROM ledger.seal ORDER BY book, ends_at DESC) s
          CROSS JOIN LATERAL ledger.balances_hash(s.book, s.ends_at) h WHERE h.hash <> s.hash OR h.accounts <> s.accounts LIMIT 20`,
  },
];
