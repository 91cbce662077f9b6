import type { BookPromise } from '../ledger/index.ts';

const zeros = `decode(repeat('00', 32), 'hex')`;

/** The promises of the ledger asked of an increment only: of the tables that `since-store.ts` makes. */
export const sincePromises: BookPromise[] = [
  {
    name: 'new chain links',
    meaning: {
      'zh-CN': '新区块从检查点起连续编号，哈希首尾相接，直到最新区块',
      en: 'the new blocks are linked from the checkpoint up to the head of each chain',
    },
    sql: `SELECT s.book, format('block %s of lane %s', b.number, s.lane) AS what, format('follows %s; the chain stands at %s', b.number_before, s.newest) AS detail
          FROM since_lane s LEFT JOIN (
            SELECT n.*, lag(n.number, 1, l.block) OVER w AS number_before, lag(n.hash, 1, l.hash) OVER w AS previous, lead(n.number) OVER w IS NULL AS is_newest
            FROM since_block n JOIN since_lane l ON l.book = n.book AND l.lane = n.lane WINDOW w AS (PARTITION BY n.book, n.lane ORDER BY n.number)) b
            ON b.book = s.book AND b.lane = s.lane
          WHERE (b.number IS NULL AND (s.newest, s.newest_hash) IS DISTINCT FROM (s.block, s.hash))
             OR b.number <> b.number_before + 1 OR b.hash <> ledger.block_hash(b.book, b.lane, b.number, b.transfers, b.at, b.previous, b.leaves, b.private_hash)
             OR (b.is_newest AND (s.newest, s.newest_hash) IS DISTINCT FROM (b.number, b.hash))
          ORDER BY s.book, s.lane, b.number LIMIT 20`,
  },
  {
    name: 'new blocks = rows',
    meaning: {
      'zh-CN': '每个新区块的哈希与其转账和分批变动逐行相符',
      en: 'the hashes in each new block are those of its rows',
    },
    sql: `SELECT coalesce(w.book, r.book) AS book, coalesce(r.id::text, format('block %s of lane %s', w.number, w.lane)) AS what,
                 format('block %s of lane %s, place %s: %s', coalesce(w.number, r.block), coalesce(w.lane, r.lane), coalesce(w.place, r.place),
                        CASE WHEN r.leaf IS NULL THEN 'the row is gone' WHEN w.leaf IS NULL THEN 'the row is in no block' ELSE 'the row was changed' END) AS detail
          FROM (SELECT b.book, b.lane, b.number, CASE WHEN n > b.transfers THEN 100000 + n - b.transfers - b.gone_moves ELSE n END AS place, substring(b.leaves FROM n * 32 - 31 FOR 32) AS leaf
                FROM since_block b CROSS JOIN LATERAL generate_series(1, b.transfers + b.moves) AS n
                WHERE NOT b.gone AND (CASE WHEN n > b.transfers THEN n > b.transfers + b.gone_moves ELSE n > b.gone_transfers END)) w
          FULL JOIN (SELECT book, lane, block, position::int AS place, leaf, id FROM since_transfer
                     UNION ALL
                     SELECT book, lane, block, 100000 + row_number() OVER (PARTITION BY book, lane, block ORDER BY transfer, position), leaf, transfer FROM since_move) r
            ON r.book = w.book AND r.lane = w.lane AND r.block = w.number AND r.place = w.place
          WHERE w.leaf IS DISTINCT FROM r.leaf ORDER BY 1, 3 LIMIT 20`,
  },
  {
    name: 'new balances as written',
    meaning: {
      'zh-CN': '每个新区块的私密哈希与其转账当时的余额、序号和分批变动相符',
      en: 'the private hash of each new block is that of the balances, versions and steps on lots of its transfers',
    },
    sql: `SELECT s.book, format('block %s of lane %s', a.number, s.lane) AS what, 'the balances, versions or steps on lots in it are not those that were written' AS detail
          FROM since_lane s CROSS JOIN LATERAL ledger.altered_blocks(s.book, s.lane, s.block) a ORDER BY 1, s.lane, a.number LIMIT 20`,
  },
  {
    name: 'new history exact',
    meaning: {
      'zh-CN': '每笔新流水与同账户的上一笔相接：序号连续、余额相符、时间不倒流',
      en: 'each new transfer continues the history of both accounts: version, balance, time',
    },
    sql: `SELECT l.book, l.id::text AS what, format('account %s, version %s, balance %s, before it %s', l.account, l.version, l.balance, p.balance) AS detail
          FROM (SELECT *, count(*) OVER (PARTITION BY book, account, version) AS same FROM since_leg) l
          LEFT JOIN LATERAL (
            SELECT debit_balance AS balance, recorded_at FROM ledger.transfer WHERE book = l.book AND debit = l.account AND debit_version = l.version - 1
            UNION ALL
            SELECT credit_balance, recorded_at FROM ledger.transfer WHERE book = l.book AND credit = l.account AND credit_version = l.version - 1
            UNION ALL
            SELECT balance, recorded_at FROM ledger.brought_forward WHERE book = l.book AND account = l.account AND version = l.version - 1
            OFFSET 0) p ON true
          WHERE l.same > 1 OR (l.version > 1) <> (p.balance IS NOT NULL) OR l.balance <> coalesce(p.balance, 0) + l.amount OR l.recorded_at < p.recorded_at LIMIT 20`,
  },
  {
    name: 'touched accounts',
    meaning: {
      'zh-CN': '有新流水的账户与其最近一笔相符，未越过限额，单位相同',
      en: 'each touched account stands as its newest transfer says, within its limits, in its unit',
    },
    sql: `SELECT coalesce(a.book, l.book) AS book, coalesce(a.id, l.account)::text AS what, format('account says %s in %s, its newest transfer %s in %s', a.balance, a.version, l.balance, l.version) AS detail
          FROM (SELECT DISTINCT ON (book, account) * FROM since_leg ORDER BY book, account, version DESC) l
          JOIN (SELECT book, account, count(DISTINCT unit) AS units, max(abs(extract(epoch FROM recorded_at - effective_at) * 1000)) AS furthest_ms
                FROM since_leg GROUP BY book, account) u ON u.book = l.book AND u.account = l.account
          LEFT JOIN since_account a ON a.book = l.book AND a.id = l.account
          WHERE (a.balance, a.version, a.last_at, a.unit) IS DISTINCT FROM (l.balance, l.version, l.recorded_at, l.unit) OR a.version <> a.first_version + a.legs - 1
             OR a.balance - a.debit_pending < a.floor OR a.balance + a.credit_pending > a.ceiling
             OR u.units > 1 OR u.furthest_ms > a.skew_ms LIMIT 20`,
  },
  {
    name: 'new holds and what became of them',
    meaning: {
      'zh-CN': '新的冻结、了结与冲正与其记录一致，有新流水的账户冻结数额等于其未了结冻结之和',
      en: 'new holds, what resolved them and reversals are noted so, and what is pending on touched accounts is their open holds',
    },
    sql: `(SELECT t.book, t.id::text AS what, format('hold %s of %s in state %s, resolved by %s', h.id, h.amount, h.state, h.resolved_by) AS detail
           FROM since_transfer t LEFT JOIN LATERAL (
             SELECT * FROM ledger.hold WHERE book = t.book AND id = CASE t.kind WHEN 1 THEN t.id ELSE t.origin END OFFSET 0) h ON true
           WHERE t.kind BETWEEN 1 AND 4 AND (h.id IS NULL OR (h.debit, h.credit) <> (t.debit, t.credit)
              OR (t.kind = 1 AND (h.amount, h.expires_at) IS DISTINCT FROM (t.amount, t.expires_at))
              OR (t.kind > 1 AND (h.state <> t.kind OR h.resolved_by IS DISTINCT FROM t.id OR t.amount > h.amount OR (t.kind <> 2 AND t.amount <> h.amount)
                  OR (t.kind = 4) <> (t.recorded_at >= h.expires_at)))) LIMIT 20)
          UNION ALL
          (SELECT a.book, a.id::text, format('account says -%s +%s, holds -%s +%s', a.debit_pending, a.credit_pending, h.debits, h.credits)
           FROM since_account a LEFT JOIN (
             SELECT s.book, s.account, sum(s.debits) AS debits, sum(s.credits) AS credits
             FROM ledger.hold h CROSS JOIN LATERAL (VALUES (h.book, h.debit, h.amount, 0::bigint), (h.book, h.credit, 0, h.amount)) AS s (book, account, debits, credits)
             WHERE h.state = 0 GROUP BY s.book, s.account) h ON h.book = a.book AND h.account = a.id
           WHERE a.debit_pending <> coalesce(h.debits, 0) OR a.credit_pending <> coalesce(h.credits, 0) LIMIT 20)
          UNION ALL
          (SELECT r.book, r.origin::text, format('%s taken back since, noted %s of %s', r.amount, b.taken, b.amount)
           FROM (SELECT book, origin, debit, credit, sum(amount) AS amount FROM since_transfer WHERE kind = 5 GROUP BY book, origin, debit, credit) r
           LEFT JOIN LATERAL (SELECT * FROM ledger.taken_back WHERE book = r.book AND id = r.origin OFFSET 0) b ON true
           LEFT JOIN LATERAL (SELECT * FROM ledger.transfer WHERE book = r.book AND id = r.origin OFFSET 0) o ON true
           WHERE b.id IS NULL OR (o.id IS NULL AND r.origin >= (SELECT ledger.kept_from())) OR (o.debit, o.credit) <> (r.credit, r.debit) OR b.amount <> o.amount OR b.taken < r.amount OR b.taken > o.amount LIMIT 20)`,
  },
  {
    name: 'touched lots',
    meaning: {
      'zh-CN': '有新流水的分批账户各批之和等于余额与冻结，每笔新转账的分批变动等于其数额',
      en: 'the lots of touched accounts sum to their balance, the moves of each new transfer to its amount',
    },
    sql: `(SELECT a.book, a.id::text AS what, format('balance %s, pending %s, lots %s, reserved %s', a.balance, a.debit_pending, l.remaining, l.reserved) AS detail
           FROM since_account a LEFT JOIN LATERAL (
             SELECT sum(remaining) AS remaining, sum(reserved) AS reserved FROM ledger.lot WHERE book = a.book AND account = a.id OFFSET 0) l ON true
           WHERE a.lots AND (a.balance, a.debit_pending) IS DISTINCT FROM (coalesce(l.remaining, 0), coalesce(l.reserved, 0)) LIMIT 20)
          UNION ALL
          (SELECT l.book, l.id::text, format('account %s moved %s, its lots %s', l.account, l.amount, m.amount)
           FROM since_leg l JOIN since_account a ON a.book = l.book AND a.id = l.account AND a.lots
           LEFT JOIN (SELECT book, transfer, account, sum(amount) AS amount FROM since_move GROUP BY book, transfer, account) m
             ON m.book = l.book AND m.transfer = l.id AND m.account = l.account
           WHERE l.amount <> coalesce(m.amount, 0) LIMIT 20)`,
  },
  {
    name: 'touched balances as signed',
    meaning: {
      'zh-CN': '有新流水的账户在最新检查点中的余额与流水相符，并由其签名的根证明',
      en: 'what the newest checkpoint says of touched accounts agrees with their transfers and leads to its root',
    },
    sql: `WITH expected AS (
            SELECT book, account, coalesce(max(version) FILTER (WHERE signed), min(version) - 1) AS version,
                   coalesce(max(balance) FILTER (WHERE version = last_signed), max(balance - amount) FILTER (WHERE version = first)) AS balance
            FROM (SELECT l.*, l.block <= coalesce(s.block, 0) AS signed, min(l.version) OVER (PARTITION BY l.book, l.account) AS first,
                         max(l.version) FILTER (WHERE l.block <= coalesce(s.block, 0)) OVER (PARTITION BY l.book, l.account) AS last_signed
                  FROM since_leg l JOIN since_root r ON r.book = l.book LEFT JOIN since_signed s ON s.book = l.book AND s.lane = l.lane) l
            GROUP BY book, account),
          kept AS (
            SELECT e.*, b.balance AS kept_balance, b.version AS kept_version, b.leaf, proofs.bucket(e.account) AS bucket,
                   proofs.leaf(b.book, b.account, b.unit, b.balance, b.debit_pending, b.credit_pending, b.version, b.floor, b.ceiling, b.closed, b.salt) AS own_leaf
            FROM expected e LEFT JOIN LATERAL (
              SELECT * FROM proofs.balance_leaf WHERE book = e.book AND bucket = proofs.bucket(e.account) AND account = e.account OFFSET 0) b ON true),
          place AS (
            SELECT DISTINCT k.book, level, k.bucket >> (16 - level) AS place FROM kept k CROSS JOIN generate_series(0, 16) AS level),
          built AS (
            SELECT p.book, p.level, p.place, (SELECT n.hash FROM proofs.node n WHERE n.book = p.book AND n.level = p.level AND n.place = p.place) AS hash,
                   CASE WHEN p.level = 16
                     THEN (SELECT sha256('\\x02'::bytea || string_agg(b.leaf, '' ORDER BY b.account)) FROM proofs.balance_leaf b WHERE b.book = p.book AND b.bucket = p.place)
                     ELSE (SELECT CASE WHEN count(*) > 0 THEN sha256('\\x01'::bytea || coalesce(string_agg(n.hash, '') FILTER (WHERE n.place % 2 = 0), ${zeros})
                                                                                  || coalesce(string_agg(n.hash, '') FILTER (WHERE n.place % 2 = 1), ${zeros})) END
                           FROM proofs.node n WHERE n.book = p.book AND n.level = p.level + 1 AND n.place IN (2 * p.place, 2 * p.place + 1)) END AS own_hash
            FROM place p)
          (SELECT book, account::text AS what, format('checkpoint says %s in %s, its transfers %s in %s', kept_balance, kept_version, balance, version) AS detail
           FROM kept WHERE (coalesce(kept_balance, 0), coalesce(kept_version, 0)) IS DISTINCT FROM (balance, version) OR leaf <> own_leaf LIMIT 20)
          UNION ALL
          (SELECT b.book, format('level %s, place %s', b.level, b.place), 'its hash is not that of what is below, or not the one that was signed'
           FROM built b JOIN since_root r ON r.book = b.book
           WHERE b.hash IS DISTINCT FROM b.own_hash OR (b.level = 0 AND b.hash IS DISTINCT FROM r.root) LIMIT 20)`,
  },
];
