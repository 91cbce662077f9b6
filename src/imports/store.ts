import { and, asc, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { insertRows } from '../kit/insert-rows.ts';
import type { Refusal, Text } from '../kit/refusal.ts';
import { leaseSeconds } from './limits.ts';
import { type BadRow, badRow, chunk, fileImport, type ImportRow, rowsThere } from './tables.ts';

/** Somebody else works on the import now: whoever finds that stops, and writes nothing more. */
export class LeaseLost extends Error {}

const isThis = (book: number, id: string) => and(eq(fileImport.book, book), eq(fileImport.id, id));
const untilLater = sql`clock_timestamp() + make_interval(secs => ${leaseSeconds})`;
const openStates = inArray(fileImport.state, ['waiting', 'running']);

export async function addImport(
  tx: Tx,
  row: typeof fileImport.$inferInsert,
  chunks: Buffer[],
): Promise<void> {
  await tx.insert(fileImport).values(row);
  for (const [number, content] of chunks.entries()) await addChunk(tx, row, number, content);
}

export async function addChunk(
  tx: Tx,
  { book, id }: Pick<ImportRow, 'book' | 'id'>,
  number: number,
  contentSealed: Buffer,
): Promise<void> {
  await tx.insert(chunk).values({ book, importId: id, number, contentSealed });
}

export async function removeChunks(tx: Tx, { book, id }: ImportRow): Promise<void> {
  await tx.delete(chunk).where(and(eq(chunk.book, book), eq(chunk.importId, id)));
}

export async function findImport(
  db: Db | Tx,
  book: number,
  id: string,
): Promise<ImportRow | undefined> {
  const rows = await db.select().from(fileImport).where(isThis(book, id));
  return rows[0];
}

export async function chunkOf(db: Db, book: number, importId: string, number: number) {
  const rows = await db
    .select()
    .from(chunk)
    .where(and(eq(chunk.book, book), eq(chunk.importId, importId), eq(chunk.number, number)));
  return rows[0]?.contentSealed;
}

/** Takes an import that nobody works on; undefined where somebody does, or it has ended. */
export async function claimImport(
  db: Db,
  book: number,
  id: string,
  runner: string,
): Promise<ImportRow | undefined> {
  const rows = await db
    .update(fileImport)
    .set({
      ...{ state: 'running', runner, attempts: sql`${fileImport.attempts} + 1` },
      leasedUntil: untilLater,
    })
    .where(and(isThis(book, id), openStates, lt(fileImport.leasedUntil, sql`clock_timestamp()`)))
    .returning();
  return rows[0];
}

/** What whoever holds the lease changes. Throws `LeaseLost`. */
async function setHeld(
  db: Db | Tx,
  { book, id, runner }: ImportRow,
  set: Record<string, unknown>,
): Promise<void> {
  const rows = await db
    .update(fileImport)
    .set(set)
    .where(and(isThis(book, id), eq(fileImport.runner, runner!), eq(fileImport.state, 'running')))
    .returning({ id: fileImport.id });
  if (rows.length === 0) throw new LeaseLost();
}

export const keepLease = (db: Db | Tx, row: ImportRow, rowsTotal?: number) =>
  setHeld(db, row, {
    leasedUntil: untilLater,
    ...(rowsTotal === undefined ? {} : { rowsTotal }),
  });

/** Lets go of an import that broke off, so that the next try need not wait. */
export const releaseImport = (db: Db, row: ImportRow) =>
  setHeld(db, row, { leasedUntil: sql`'-infinity'` });

/** Forgets what was found out about the rows. */
export async function startOver(tx: Tx, row: ImportRow): Promise<void> {
  await setHeld(tx, row, {
    ...{ rowsRead: 0, rowsFresh: 0, rowsThere: 0, rowsBad: 0, leasedUntil: untilLater },
  });
  await tx.delete(badRow).where(and(eq(badRow.book, row.book), eq(badRow.importId, row.id)));
  await tx
    .delete(rowsThere)
    .where(and(eq(rowsThere.book, row.book), eq(rowsThere.importId, row.id)));
}

/** Notes what became of some rows, in the transaction that took them. */
export async function noteRows(
  tx: Tx,
  row: ImportRow,
  { fresh, there, bad }: { fresh: number; there: number[]; bad: BadRow[] },
): Promise<void> {
  await setHeld(tx, row, {
    rowsRead: sql`${fileImport.rowsRead} + ${fresh + there.length + bad.length}`,
    rowsFresh: sql`${fileImport.rowsFresh} + ${fresh}`,
    rowsThere: sql`${fileImport.rowsThere} + ${there.length}`,
    rowsBad: sql`${fileImport.rowsBad} + ${bad.length}`,
    leasedUntil: untilLater,
  });
  await insertRows(tx, badRow, bad);
  const [firstLine] = there;
  if (firstLine === undefined) return;
  await tx.insert(rowsThere).values({ book: row.book, importId: row.id, firstLine, lines: there });
}

/** Ends an import in a transaction of its own. */
export async function finishImport(
  deps: Pick<Deps, 'transact' | 'clock'>,
  row: ImportRow,
  problem: Refusal | null,
): Promise<void> {
  const said = problem && { code: problem.code, text: problem.text };
  await deps.transact(async (tx) => endImport(tx, row, said, await deps.clock.now(tx)));
}

/** The end: the file is removed, the rows that were bad stay for their time. */
export async function endImport(
  tx: Tx,
  row: ImportRow,
  problem: { code: string; text: Text } | null,
  now: Instant,
): Promise<void> {
  const state = problem ? 'refused' : 'done';
  await setHeld(tx, row, { state, problem, runner: null, endedAt: now });
  await removeChunks(tx, row);
}

/** What somebody has sent, the newest first. */
export function importsOf(
  db: Db,
  book: number,
  ownerId: string,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<ImportRow[]> {
  return db
    .select()
    .from(fileImport)
    .where(
      and(
        eq(fileImport.book, book),
        eq(fileImport.ownerId, ownerId),
        before === undefined ? undefined : lt(fileImport.id, before),
      ),
    )
    .orderBy(desc(fileImport.id))
    .limit(limit);
}

/** Bad rows after a line, in the order of the file. */
export function badRowsAfter(
  db: Db,
  book: number,
  importId: string,
  { after, limit }: { after: number; limit: number },
): Promise<BadRow[]> {
  return db
    .select()
    .from(badRow)
    .where(and(eq(badRow.book, book), eq(badRow.importId, importId), gt(badRow.line, after)))
    .orderBy(asc(badRow.line))
    .limit(limit);
}

/** Of the rows that were there already, in the order of the file. */
export async function linesThere(db: Db, { book, id }: ImportRow): Promise<number[]> {
  const rows = await db
    .select({ lines: rowsThere.lines })
    .from(rowsThere)
    .where(and(eq(rowsThere.book, book), eq(rowsThere.importId, id)))
    .orderBy(asc(rowsThere.firstLine));
  return rows.flatMap(({ lines }) => lines);
}

/** Those that nobody works on. */
export function forgottenImports(db: Db) {
  return db
    .select({ book: fileImport.book, id: fileImport.id })
    .from(fileImport)
    .where(and(openStates, lt(fileImport.leasedUntil, sql`clock_timestamp()`)))
    .limit(100);
}

/** Removes imports, with all that is kept of their files, that ended before. */
export async function removeEndedBefore(tx: Tx, book: number, before: Instant): Promise<void> {
  await tx.delete(fileImport).where(and(eq(fileImport.book, book), lt(fileImport.endedAt, before)));
}
