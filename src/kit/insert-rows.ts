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
  const fields = named.map(
    ([key, { name: column }]) => [key, `${JSON.stringify(column)}:`] as const,
  );
  const json = `[${given.map((row) => jsonOf(row, fields)).join()}]`;
  const columns = sql.join(
    named.map(([, column]) => sql.identifier(column.name)),
    sql`, `,
  );
  const into = sql`${sql.identifier(schema ?? 'public')}.${sql.identifier(name)}`;
  await tx.execute(sql`
    INSERT INTO ${into} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${into}, ${json}::json)
    ${passOver ? sql`ON CONFLICT DO NOTHING` : sql``}`);
}

/** A row as JSON, made without an object in between: imports make very many. What is not there is NULL. */
function jsonOf(
  row: Record<string, unknown>,
  fields: readonly (readonly [key: string, name: string])[],
): string {
  let json = '{';
  for (const [key, name] of fields) {
    const value = row[key];
    if (value === null || value === undefined) continue;
    if (json !== '{') json += ',';
    json += name;
    json += textOf(value);
  }
  return `${json}}`;
}

/** Bytes as PostgreSQL reads them from a text; dates become ISO texts by themselves. */
const textOf = (value: unknown): string =>
  Buffer.isBuffer(value) ? `"\\\\x${value.toString('hex')}"` : JSON.stringify(value);
