import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import type { SealedColumn } from './sealed-columns.ts';

const name = (text: string) => sql.raw(text);

/** Sealed values of a column by the id of their rows. */
export async function sealedPage(
  db: Db,
  book: number,
  { table, column, row }: SealedColumn,
  after: string | undefined,
  limit: number,
): Promise<{ id: string; sealed: Buffer }[]> {
  const rows = await db.execute<{ id: string; sealed: Buffer }>(sql`
    SELECT ${name(row)} AS id, ${name(column)} AS sealed FROM ${name(table)}
    WHERE book = ${book} AND ${name(column)} IS NOT NULL ${after ? sql`AND ${name(row)} > ${after}` : sql``}
    ORDER BY ${name(row)} LIMIT ${limit}`);
  return [...rows];
}

/** Puts new envelopes in the place of those that are still there; how many were. */
export async function replaceSealed(
  tx: Tx,
  book: number,
  { table, column, row }: SealedColumn,
  changes: { id: string; before: Buffer; after: Buffer }[],
): Promise<number> {
  const values = sql.join(
    changes.map(({ id, before, after }) => sql`(${id}::uuid, ${before}::bytea, ${after}::bytea)`),
    sql`, `,
  );
  const rows = await tx.execute(sql`
    UPDATE ${name(table)} AS t SET ${name(column)} = c.after
    FROM (VALUES ${values}) AS c (id, before, after)
    WHERE t.book = ${book} AND t.${name(row)} = c.id AND t.${name(column)} = c.before RETURNING 1`);
  return rows.length;
}

/** How many values of a column begin with the number of a key. */
export async function countSealedWith(
  tx: Tx,
  book: number,
  { table, column }: SealedColumn,
  number: number,
): Promise<number> {
  const rows = await tx.execute<{ count: string }>(sql`
    SELECT count(*) AS count FROM ${name(table)}
    WHERE book = ${book} AND get_byte(${name(column)}, 0) = ${number}`);
  return Number(rows[0]!.count);
}
