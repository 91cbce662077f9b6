import { getTableColumns, sql } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { Tx } from './db.ts';

/**
 * Inserts many rows as one parameter. The query builder makes a parameter of each value, which for thousands of wide
 * rows takes longer than the database; PostgreSQL reads a row of JSON as one of the table. A column that no row names
 * gets its default. `passOver` leaves what is there already as it is.
 */
export async function insertRows<T extends PgTable>(
  tx: Tx,
  table: T,
  rows: readonly T['$inferInsert'][],
  { passOver = false } = {},
): Promise<void> {
  if (rows.length === 0) return;
  const { schema, name } = getTableConfig(table);
  const all = Object.entries(getTableColumns(table));
  const given = rows as readonly Record<string, unknown>[];
  const named = all.filter(([key]) => given.some((row) => row[key] !== undefined));
  const json = JSON.stringify(
    given.map((row) => {
      const plainRow: Record<string, unknown> = {};
      for (const [key, { name: column }] of named) {
        const value = row[key];
        // What is not there is NULL.
        if (value !== null && value !== undefined) plainRow[column] = plain(value);
      }
      return plainRow;
    }),
  );
  const columns = sql.join(
    named.map(([, column]) => sql.identifier(column.name)),
    sql`, `,
  );
  const into = sql`${sql.identifier(schema ?? 'public')}.${sql.identifier(name)}`;
  await tx.execute(sql`
    INSERT INTO ${into} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${into}, ${json}::json)
    ${passOver ? sql`ON CONFLICT DO NOTHING` : sql``}`);
}

/** Bytes as PostgreSQL reads them from a text; dates become ISO texts by themselves. */
const plain = (value: unknown) => (Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value);
