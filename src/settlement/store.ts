import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import { type Instant, instantOf } from '../kit/clock.ts';
import { type Db, many, type Tx } from '../kit/db.ts';
import {
  batch,
  type LineRow,
  type LineState,
  line,
  type SettlementRow,
  settlement,
} from './tables.ts';

export interface BatchKey {
  book: number;
  settlementId: string;
  number: number;
}

const rowsPerInsert = 1000;
/** A sweep nudges at most this many at once; the next sweep takes the rest. */
const sweptMax = 500;

export async function addSettlement(
  tx: Tx,
  row: SettlementRow,
  lines: (typeof line.$inferInsert)[],
  batches: number,
) {
  await tx.insert(settlement).values(row);
  if (batches > 0) {
    await tx.insert(batch).values(
      Array.from({ length: batches }, (_, index) => ({
        book: row.book,
        settlementId: row.id,
        number: index + 1,
      })),
    );
  }
  for (let from = 0; from < lines.length; from += rowsPerInsert) {
    await tx.insert(line).values(lines.slice(from, from + rowsPerInsert));
  }
}

export async function findSettlement(
  db: Db | Tx,
  book: number,
  id: string,
): Promise<SettlementRow | undefined> {
  const rows = await db
    .select()
    .from(settlement)
    .where(and(eq(settlement.book, book), eq(settlement.id, id)));
  return rows[0];
}

export interface Progress {
  waiting: number;
  posted: number;
  held: number;
  minutes: number;
  centipoints: number;
  settledAt: string | null;
}

/** How far a settlement has come, counted from its lines. */
export async function progressOf(db: Db | Tx, book: number, id: string): Promise<Progress> {
  const rows = await db.execute<{
    waiting: number;
    posted: number;
    held: number;
    minutes: string;
    centipoints: string;
    open: boolean;
    done: string | null;
  }>(sql`
    SELECT count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
           count(*) FILTER (WHERE state = 'posted')::int AS posted,
           count(*) FILTER (WHERE state = 'held')::int AS held,
           coalesce(sum(minutes) FILTER (WHERE state = 'posted'), 0) AS minutes,
           coalesce(sum(centipoints) FILTER (WHERE state = 'posted'), 0) AS centipoints,
           (SELECT bool_or(state = 'waiting') FROM settlement.batch WHERE book = ${book} AND settlement_id = ${id}) AS open,
           (SELECT floor(extract(epoch FROM max(done_at)) * 1000) FROM settlement.batch
            WHERE book = ${book} AND settlement_id = ${id}) AS done
    FROM settlement.line WHERE book = ${book} AND settlement_id = ${id}`);
  const row = rows[0]!;
  return {
    waiting: row.waiting,
    posted: row.posted,
    held: row.held,
    minutes: Number(row.minutes),
    centipoints: Number(row.centipoints),
    settledAt: row.open || row.done === null ? null : instantOf(Number(row.done)).toISOString(),
  };
}

export async function lockBatch(tx: Tx, key: BatchKey) {
  const rows = await tx
    .select()
    .from(batch)
    .where(
      and(
        eq(batch.book, key.book),
        eq(batch.settlementId, key.settlementId),
        eq(batch.number, key.number),
      ),
    )
    .for('update');
  return rows[0];
}

export function waitingLines(tx: Tx, key: BatchKey): Promise<LineRow[]> {
  return tx
    .select()
    .from(line)
    .where(
      and(
        eq(line.book, key.book),
        eq(line.settlementId, key.settlementId),
        eq(line.batch, key.number),
        eq(line.state, 'waiting'),
      ),
    )
    .orderBy(asc(line.id));
}

export async function finishBatch(
  tx: Tx,
  key: BatchKey,
  outcomes: { id: string; heldReason: string | null }[],
  now: Instant,
): Promise<void> {
  const ids = many(
    outcomes.map(({ id }) => id),
    'uuid',
  );
  const reasons = many(
    outcomes.map(({ heldReason }) => heldReason),
    'text',
  );
  await tx.execute(sql`
    UPDATE settlement.line l SET state = CASE WHEN u.reason IS NULL THEN 'posted' ELSE 'held' END, held_reason = u.reason
    FROM unnest(${ids}, ${reasons}) AS u (id, reason) WHERE l.book = ${key.book} AND l.id = u.id`);
  await tx
    .update(batch)
    .set({ state: 'done', doneAt: now })
    .where(
      and(
        eq(batch.book, key.book),
        eq(batch.settlementId, key.settlementId),
        eq(batch.number, key.number),
      ),
    );
}

export async function batchesOf(
  db: Db | Tx,
  book: number,
  settlementId: string,
): Promise<BatchKey[]> {
  return db
    .select({ book: batch.book, settlementId: batch.settlementId, number: batch.number })
    .from(batch)
    .where(
      and(eq(batch.book, book), eq(batch.settlementId, settlementId), eq(batch.state, 'waiting')),
    )
    .orderBy(asc(batch.number));
}

/** Batches that have waited longer than a nudge should take. */
export async function forgottenBatches(db: Db, olderThanSeconds: number): Promise<BatchKey[]> {
  return db
    .select({ book: batch.book, settlementId: batch.settlementId, number: batch.number })
    .from(batch)
    .where(
      and(
        eq(batch.state, 'waiting'),
        sql`${batch.createdAt} < clock_timestamp() - make_interval(secs => ${olderThanSeconds})`,
      ),
    )
    .orderBy(asc(batch.createdAt))
    .limit(sweptMax);
}

export function linesPage(
  db: Db,
  book: number,
  settlementId: string,
  page: { limit: number; state: LineState | undefined; after: string | undefined },
) {
  return db
    .select()
    .from(line)
    .where(
      and(
        eq(line.book, book),
        eq(line.settlementId, settlementId),
        page.state ? eq(line.state, page.state) : undefined,
        page.after ? gt(line.id, page.after) : undefined,
      ),
    )
    .orderBy(asc(line.id))
    .limit(page.limit);
}

export async function findLines(
  db: Db,
  book: number,
  ids: string[],
): Promise<Map<string, LineRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(line)
    .where(and(eq(line.book, book), inArray(line.id, ids)));
  return new Map(rows.map((row) => [row.id, row]));
}
