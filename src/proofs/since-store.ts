import { sql } from 'drizzle-orm';
import { many, type Tx } from '../kit/db.ts';
import type { Signed } from './checkpoint.ts';

/** All that follows in the transaction sees the books at one moment. Has to come first in `tx`. */
export async function oneMoment(tx: Tx): Promise<void> {
  await tx.execute(sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`);
}

/**
 * Copies what was written after the `base` checkpoints into temporary tables, for the promises of
 * `since-promises.ts`: its cost, and theirs, is that of the increment. `newest` are the checkpoints whose tree is kept.
 * Books without a base are copied whole. Answers how many transfers there are.
 */
export async function copyIncrement(
  tx: Tx,
  base: Map<number, Signed>,
  newest: Map<number, Signed>,
): Promise<number> {
  // Indexes decide, not estimates: see proofs.advance.
  await tx.execute(sql.raw('SET LOCAL enable_seqscan = off'));
  // Compiled plans cost more than all of it: a plan that has to scan a small table is priced like a huge one now.
  await tx.execute(sql.raw('SET LOCAL jit = off'));
  await tx.execute(sql.raw('SET LOCAL statement_timeout = 0'));
  await tx.execute(sql`
    CREATE TEMP TABLE since_lane ON COMMIT DROP AS
    SELECT coalesce(l.book, b.book) AS book, coalesce(l.lane, b.lane) AS lane, coalesce(l.number, 0) AS newest, l.hash AS newest_hash,
           coalesce(b.block, 0) AS block, coalesce(decode(b.hash, 'hex'), decode(repeat('00', 32), 'hex')) AS hash
    FROM ledger.lane l FULL JOIN ${lanesOf(base)} ON b.book = l.book AND b.lane = l.lane`);
  await tx.execute(sql`
    CREATE TEMP TABLE since_signed ON COMMIT DROP AS SELECT b.book, b.lane, b.block FROM ${lanesOf(newest)}`);
  const roots = [...newest.values()];
  await tx.execute(sql`
    CREATE TEMP TABLE since_root ON COMMIT DROP AS
    SELECT u.book, decode(u.root, 'hex') AS root
    FROM unnest(${many(
      roots.map(({ book }) => book),
      'int',
    )}, ${many(
      roots.map(({ root }) => root),
      'text',
    )}) AS u (book, root)`);
  for (const statement of copies) await tx.execute(sql.raw(statement));
  const rows = await tx.execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM since_transfer`);
  return rows[0]!.n;
}

/** The lanes of some checkpoints as a table `b`. */
function lanesOf(checkpoints: Map<number, Signed>) {
  const heads = [...checkpoints.values()].flatMap(({ book, lanes }) =>
    lanes.map((head) => ({ ...head, book })),
  );
  const books = heads.map(({ book }) => book);
  const lanes = heads.map(({ lane }) => lane);
  const blocks = heads.map(({ block }) => block);
  const hashes = heads.map(({ hash }) => hash);
  return sql`unnest(${many(books, 'int')}, ${many(lanes, 'smallint')}, ${many(blocks, 'bigint')}, ${many(hashes, 'text')}) AS b (book, lane, block, hash)`;
}

const moved = 'CASE WHEN t.kind IN (1, 3, 4) THEN 0 ELSE t.amount END';

/** OFFSET 0: lane by lane and row by row, each by its index. */
const copies = [
  `CREATE TEMP TABLE since_block ON COMMIT DROP AS
   SELECT b.* FROM since_lane s CROSS JOIN LATERAL (
     SELECT b.book, b.lane, b.number, b.transfers, b.moves, b.at, b.hash, b.private_hash, b.leaves,
            coalesce(bool_or(d.transfers IS NULL) FILTER (WHERE d.book IS NOT NULL), false) AS gone, coalesce(sum(d.transfers), 0) AS gone_transfers, coalesce(sum(d.moves), 0) AS gone_moves
     FROM ledger.block b LEFT JOIN ledger.detached_block d ON d.book = b.book AND d.lane = b.lane AND d.blocks @> b.number
     WHERE b.book = s.book AND b.lane = s.lane AND b.number > s.block GROUP BY b.book, b.lane, b.number OFFSET 0) b`,
  `CREATE TEMP TABLE since_transfer ON COMMIT DROP AS
   SELECT t.* FROM since_lane s CROSS JOIN LATERAL (
     SELECT t.*, ledger.leaf(t) AS leaf FROM ledger.transfer t WHERE t.book = s.book AND t.lane = s.lane AND t.block > s.block OFFSET 0) t`,
  `CREATE TEMP TABLE since_move ON COMMIT DROP AS
   SELECT t.lane, t.block, m.* FROM since_transfer t CROSS JOIN LATERAL (
     SELECT m.*, ledger.leaf(m) AS leaf FROM ledger.lot_move m WHERE m.book = t.book AND m.transfer = t.id OFFSET 0) m`,
  // Where a year went, histories begin with what was brought forward from it.
  `CREATE TEMP TABLE since_leg ON COMMIT DROP AS SELECT * FROM (
   SELECT t.book, t.id, t.lane, t.block, t.kind, t.unit, t.debit AS account, -${moved} AS amount, t.debit_balance AS balance, t.debit_version AS version,
          t.recorded_at, t.effective_at FROM since_transfer t
   UNION ALL
   SELECT t.book, t.id, t.lane, t.block, t.kind, t.unit, t.credit, ${moved}, t.credit_balance, t.credit_version, t.recorded_at, t.effective_at FROM since_transfer t) l
   WHERE NOT EXISTS (SELECT FROM ledger.brought_forward f WHERE f.book = l.book AND f.account = l.account AND f.version >= l.version)`,
  `CREATE TEMP TABLE since_account ON COMMIT DROP AS
   SELECT a.*, l.first_version, l.legs
   FROM (SELECT book, account, min(version) AS first_version, count(*) AS legs FROM since_leg GROUP BY book, account) l
   CROSS JOIN LATERAL (SELECT * FROM ledger.account WHERE book = l.book AND id = l.account OFFSET 0) a`,
  ...['lane', 'signed', 'root', 'block', 'transfer', 'move', 'leg', 'account'].map(
    (name) => `ANALYZE since_${name}`,
  ),
];
