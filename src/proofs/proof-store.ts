import { sql } from 'drizzle-orm';
import type { Db } from '../kit/db.ts';

/** With all digits that the database has: what is hashed is the microsecond. */
const time = (column: string) =>
  `CASE WHEN isfinite(${column}) THEN to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE ${column}::text END`;
const hex = (value: string) => `encode(${value}, 'hex')`;

export interface TransferFields extends Record<string, unknown> {
  book: number;
  id: string;
  kind: number;
  unit: number;
  code: number;
  ruleVersion: number;
  debit: string;
  credit: string;
  amount: number;
  subject: string | null;
  origin: string | null;
  recordedAt: string;
  effectiveAt: string | null;
  lane: number;
  block: number;
  position: number;
  /** Of holds; 'infinity' for one that never runs out. */
  expiresAt: string | null;
}

/** A transfer with every field that its hash is taken of: what both sides may know. */
export async function findTransfer(
  db: Db,
  book: number,
  id: string,
): Promise<TransferFields | undefined> {
  const rows = await db.execute<TransferFields>(sql`
    SELECT book, id, kind, unit, code, rule_version AS "ruleVersion", debit, credit, amount::float8 AS amount, subject, origin,
           ${sql.raw(time('recorded_at'))} AS "recordedAt", ${sql.raw(time('effective_at'))} AS "effectiveAt",
           lane, block::float8 AS block, position, ${sql.raw(time('expires_at'))} AS "expiresAt"
    FROM ledger.transfer WHERE book = ${book} AND id = ${id}`);
  return rows[0];
}

/** The first checkpoint that contains a block, and the newest block of the lane that it contains. */
export async function checkpointWith(
  db: Db,
  { book, lane, block }: { book: number; lane: number; block: number },
) {
  const rows = await db.execute<{ jws: string; head: number }>(sql`
    SELECT c.jws, l.block::float8 AS head
    FROM proofs.checkpoint_lane l JOIN proofs.checkpoint c ON c.book = l.book AND c.number = l.checkpoint
    WHERE l.book = ${book} AND l.lane = ${lane} AND l.block >= ${block} ORDER BY l.block LIMIT 1`);
  return rows[0];
}

interface Header extends Record<string, unknown> {
  transfers: number;
  at: string;
  /** Stands for the balances and lots in it, and shows none. */
  privateHash: string;
}

export interface BlockWithLeaves extends Header {
  /** The hashes of its transfers, in order. */
  leaves: string[];
}

export interface BlockHeader extends Header {
  /** SHA-256 over the hashes of its transfers. */
  leavesHash: string;
}

const header = sql.raw(`transfers, ${time('at')} AS at, ${hex('private_hash')} AS "privateHash"`);

/** The block with the hashes of all its transfers, and the hash of the block before it. */
export async function findBlock(db: Db, book: number, lane: number, number: number) {
  const rows = await db.execute<BlockWithLeaves>(sql`
    SELECT ${header}, ARRAY(SELECT encode(substring(leaves FROM n FOR 32), 'hex') FROM generate_series(1, transfers * 32, 32) AS n ORDER BY n) AS leaves
    FROM ledger.block WHERE book = ${book} AND lane = ${lane} AND number = ${number}`);
  const before = await db.execute<{ hash: string }>(sql`
    SELECT ${sql.raw(hex('hash'))} AS hash FROM ledger.block WHERE book = ${book} AND lane = ${lane} AND number = ${number - 1}`);
  return rows[0] && { ...rows[0], previous: before[0]?.hash };
}

/** The headers of the blocks after `number`, up to and with `last`. */
export async function blockHeaders(
  db: Db,
  { book, lane, after, last }: { book: number; lane: number; after: number; last: number },
) {
  const rows = await db.execute<BlockHeader>(sql`
    SELECT ${header}, ${sql.raw(hex('sha256(ledger.transfer_leaves(transfers, leaves))'))} AS "leavesHash"
    FROM ledger.block WHERE book = ${book} AND lane = ${lane} AND number > ${after} AND number <= ${last} ORDER BY number`);
  return [...rows];
}

export interface BalanceFields extends Record<string, unknown> {
  book: number;
  account: string;
  unit: number;
  balance: number;
  debitPending: number;
  creditPending: number;
  version: number;
  floor: number | null;
  ceiling: number | null;
  closed: boolean;
  salt: string;
}

export interface ProvenBalance extends BalanceFields {
  /** Hashes of the balances before and after it in its bucket. */
  before: string[];
  after: string[];
  /** The other child of each node from the bucket up to the root. */
  path: string[];
  jws: string;
}

/** A balance at the newest checkpoint with everything that leads from it to the signed root: one statement, so one moment. */
export async function findBalance(
  db: Db,
  book: number,
  account: string,
): Promise<ProvenBalance | undefined> {
  const siblings = (side: '<' | '>') => sql`ARRAY(
    SELECT encode(s.leaf, 'hex') FROM proofs.balance_leaf s
    WHERE s.book = b.book AND s.bucket = b.bucket AND s.account ${sql.raw(side)} b.account ORDER BY s.account)`;
  const rows = await db.execute<ProvenBalance>(sql`
    SELECT b.book, b.account, b.unit, b.balance::float8 AS balance, b.debit_pending::float8 AS "debitPending",
           b.credit_pending::float8 AS "creditPending", b.version::float8 AS version, b.floor::float8 AS floor,
           b.ceiling::float8 AS ceiling, b.closed, b.salt, ${siblings('<')} AS before, ${siblings('>')} AS after,
           ARRAY(SELECT encode(coalesce(n.hash, decode(repeat('00', 32), 'hex')), 'hex')
                 FROM generate_series(16, 1, -1) AS level
                 LEFT JOIN proofs.node n ON n.book = b.book AND n.level = level.level AND n.place = ((b.bucket >> (16 - level.level)) # 1)
                 ORDER BY level.level DESC) AS path,
           c.jws
    FROM proofs.balance_leaf b
    JOIN proofs.head h ON h.book = b.book
    JOIN proofs.checkpoint c ON c.book = h.book AND c.number = h.number
    WHERE b.book = ${book} AND b.bucket = proofs.bucket(${account}) AND b.account = ${account}`);
  return rows[0];
}
