import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { type Db, sqlState, type Tx } from '../../src/kit/db.ts';
import { type Breach, checkBooks } from '../../src/ledger/index.ts';

/** A row as PostgreSQL writes it in JSON. */
export type Row = Record<string, unknown>;

interface Table {
  /** What tells one row from another. */
  key: string[];
  /** The part of the key that a copy has anew. */
  own: string;
  /** What a breach says of the row. */
  names: (row: Row) => string[];
}

const byId: Table = { key: ['book', 'id'], own: 'id', names: ({ id }) => [`${id}`] };
const blockOf = (row: Row, number: unknown) => `block ${number} of lane ${row.lane}`;
const tables: Record<string, Table> = {
  transfer: byId,
  account: byId,
  hold: byId,
  taken_back: byId,
  lot: {
    key: ['book', 'account', 'expires_on'],
    own: 'account',
    names: ({ account }) => [`${account}`],
  },
  lot_move: {
    key: ['book', 'transfer', 'position'],
    own: 'transfer',
    names: ({ transfer, account }) => [`${transfer}`, `${account}`],
  },
  block: {
    key: ['book', 'lane', 'number'],
    own: 'number',
    names: (row) => [blockOf(row, row.number)],
  },
  lane: { key: ['book', 'lane'], own: 'lane', names: ({ lane }) => [`lane ${lane}`] },
};

/** Other values for a column of each type; null is one more for all of them. */
const others: Record<string, (column: string) => string[]> = {
  boolean: (column) => [`NOT ${column}`],
  smallint: integers,
  integer: integers,
  bigint: (column) => [...integers(column), '9007199254740991', '9223372036854775807'],
  // The second keeps its time, and so its year.
  uuid: (column) => [
    `'${randomUUID()}'`,
    `(left(${column}::text, 24) || '${randomUUID().slice(24)}')::uuid`,
  ],
  date: (column) => [`${column} + 1`, `${column} - 1`, `'infinity'`],
  'timestamp with time zone': (column) => [
    `${column} + interval '1 millisecond'`,
    `${column} - interval '1 microsecond'`,
    `${column} + interval '1 day'`,
    'clock_timestamp()',
    `'infinity'`,
    `'-infinity'`,
  ],
  bytea: (column) => [
    `set_byte(${column}, 0, get_byte(${column}, 0) # 1)`,
    `set_byte(${column}, length(${column}) - 1, get_byte(${column}, length(${column}) - 1) # 128)`,
    `substring(${column} FROM 2)`,
    `substring(${column} FROM 33) || substring(${column} FOR 32)`,
    `''`,
  ],
  text: (column) => [`${column} || '1'`, `'merchant_points'`, `''`],
};

function integers(column: string): string[] {
  return [`${column} + 1`, `${column} - 1`, `-${column}`, `${column} * 2`, '0', '1', '77'];
}

export interface Way {
  table: string;
  how: 'change' | 'delete' | 'copy' | 'swap' | 'truncate';
  column?: string;
}

interface Column {
  table: string;
  name: string;
  type: string;
}

/** A superuser who knows what he is doing, for as long as `ownerDb` lives: nothing in the schema is in his way. */
export async function dropGuards(ownerDb: Db): Promise<void> {
  const guards = await ownerDb.execute<{ drop: string }>(sql`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop FROM pg_constraint
    WHERE connamespace = 'ledger'::regnamespace AND contype IN ('c', 'f') AND coninhcount = 0
    UNION ALL
    SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index i JOIN pg_class c ON c.oid = indrelid
    WHERE c.relnamespace = 'ledger'::regnamespace AND NOT indisprimary AND indisunique
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = indexrelid)
    UNION ALL
    SELECT format('ALTER TABLE %s ALTER %I DROP NOT NULL', attrelid::regclass, attname) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
    WHERE c.relnamespace = 'ledger'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND attnotnull AND attnum > 0
      AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = attrelid AND indisprimary AND attnum = ANY (indkey))`);
  for (const { drop } of guards) await ownerDb.execute(sql.raw(drop));
}

/** Numbers from 0 up to `below`, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export interface Tampered {
  /** What was done. */
  statement: string;
  /** A breach has to say one of these. */
  names: string[];
  breaches: Breach[];
}

type Random = (below: number) => number;
type Plan = Pick<Tampered, 'statement' | 'names'>;
const triesMax = 100;

/**
 * Every way to tamper with the books as they stand, and the one who does it and then takes it back.
 * Columns in `loose` (table.column) are swapped only with all the others.
 */
export async function openTampering(ownerDb: Db, loose: string[]) {
  const columns = await readColumns(ownerDb);
  const rows = await readRows(ownerDb);
  const ways: Way[] = [
    ...columns.map(({ table, name }): Way => ({ table, how: 'change', column: name })),
    ...Object.keys(tables).flatMap((table) =>
      (['delete', 'copy', 'swap', 'truncate'] as const).map((how): Way => ({ table, how })),
    ),
  ];

  function planFor({ table, how, column }: Way, mine: Row[], random: Random): Plan {
    const choose = <T>(values: T[]) => values[random(values.length)]!;
    const row = choose(mine);
    const own = columns.filter((one) => one.table === table);
    const tight = own.filter(
      ({ name }) => !loose.includes(`${table}.${name}`) && !tables[table]!.key.includes(name),
    );
    switch (how) {
      case 'change':
        return change(table, row, own.find(({ name }) => name === column)!, mine, choose);
      case 'delete':
        return erase(table, row);
      case 'copy':
        return copy(table, row, own);
      case 'swap':
        return swap(table, row, choose(mine), random(2) === 0 ? own : [choose(tight)]);
      case 'truncate':
        return { statement: `TRUNCATE ledger.${table}`, names: mine.flatMap(tables[table]!.names) };
    }
  }

  return {
    ways,
    rows: (table: string) => rows.get(table)!,
    /** Tries until something was really changed; `only` picks the rows. */
    async tamper(way: Way, random: Random, only = (_: Row) => true): Promise<Tampered> {
      const mine = rows.get(way.table)!.filter(only);
      for (let tries = 0; tries < triesMax; tries++) {
        const plan = planFor(way, mine, random);
        const done = await attempt(ownerDb, way, plan);
        if (done) return { ...plan, ...done };
      }
      throw new Error(`nothing came of ${JSON.stringify(way)}`);
    },
  };
}

function change(
  table: string,
  row: Row,
  { name, type }: Column,
  mine: Row[],
  choose: <T>(values: T[]) => T,
): Plan {
  const elsewhere = `${literal(choose(mine)[name])}`;
  const value = choose([...others[type]!(name), 'NULL', elsewhere]);
  const where = `${isRow(table, row, 't')} AND ${name} IS DISTINCT FROM ${value}`;
  return {
    statement: `UPDATE ledger.${table} t SET ${name} = ${value} WHERE ${where} RETURNING to_jsonb(t) AS row`,
    names: [...tables[table]!.names(row), ...placeOf(table, row, [name])],
  };
}

/** Of a changed place in history one may know only the block: which of its rows it was is told by no other. */
function placeOf(table: string, row: Row, columns: string[]): string[] {
  const places = ['debit_version', 'credit_version'];
  const onlyPlaces = table === 'transfer' && columns.every((name) => places.includes(name));
  return onlyPlaces ? [blockOf(row, row.block)] : [];
}

function erase(table: string, row: Row): Plan {
  return {
    statement: `DELETE FROM ledger.${table} t WHERE ${isRow(table, row, 't')} RETURNING to_jsonb(t) AS row`,
    // Of a transfer that is gone only its place is left.
    names: [
      ...tables[table]!.names(row),
      ...(table === 'transfer' ? [blockOf(row, row.block)] : []),
    ],
  };
}

function copy(table: string, row: Row, own: Column[]): Plan {
  const { own: part } = tables[table]!;
  const isId = own.find(({ name }) => name === part)!.type === 'uuid';
  // A transfer's id has to be of a year.
  const id = `${String(row[part]).slice(0, 13)}${randomUUID().slice(13)}`;
  const fresh = JSON.stringify({ [part]: isId ? id : 99 });
  return {
    statement: `INSERT INTO ledger.${table} AS t SELECT (jsonb_populate_record(o, '${fresh}')).* FROM ledger.${table} o
      WHERE ${isRow(table, row, 'o')} RETURNING to_jsonb(t) AS row`,
    names: [],
  };
}

function swap(table: string, row: Row, other: Row, columns: Column[]): Plan {
  const { key } = tables[table]!;
  const swapped = columns.map(({ name }) => name).filter((name) => !key.includes(name));
  const both = (one: Row, two: Row) => `${isRow(table, one, 't')} AND ${isRow(table, two, 'o')}`;
  const values = (alias: string) => swapped.map((name) => `${alias}.${name}`).join(', ');
  return {
    statement: `UPDATE ledger.${table} t SET ${swapped.map((name) => `${name} = o.${name}`).join(', ')} FROM ledger.${table} o
      WHERE (${both(row, other)} OR ${both(other, row)}) AND (${values('t')}) IS DISTINCT FROM (${values('o')}) RETURNING to_jsonb(t) AS row`,
    names: [row, other].flatMap((one) => [
      ...tables[table]!.names(one),
      ...placeOf(table, one, swapped),
    ]),
  };
}

/** Undefined when nothing was changed, or PostgreSQL cannot even store it. */
async function attempt(ownerDb: Db, { table, how }: Way, { statement, names }: Plan) {
  const undone = new Error('taken back');
  let done: Omit<Tampered, 'statement'> | undefined;
  const work = async (tx: Tx) => {
    await tx.execute(sql`SET LOCAL session_replication_role = replica`);
    const changed = await tx.execute<{ row: Row }>(sql.raw(statement));
    if (changed.length > 0 || how === 'truncate') {
      const after = changed.flatMap(({ row }) => tables[table]!.names(row));
      const checked = await checkBooks(tx);
      done = { names: [...names, ...after], breaches: checked.flatMap(({ breaches }) => breaches) };
    }
    throw undone;
  };
  await ownerDb
    .transaction((tx) => work(tx as Tx))
    .catch((error) => {
      const state = sqlState(error) ?? '';
      // A value out of range, a key that is taken or null, an id that no part of the table can hold.
      if (error !== undone && (done || !/^2[23]/.test(state))) throw error;
    });
  return done;
}

async function readColumns(ownerDb: Db): Promise<Column[]> {
  return [
    ...(await ownerDb.execute<Column & Row>(sql`
      SELECT relname AS table, attname AS name, format_type(atttypid, NULL) AS type
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      WHERE relnamespace = 'ledger'::regnamespace AND relname IN ${Object.keys(tables)} AND attnum > 0 AND NOT attisdropped`)),
  ];
}

async function readRows(ownerDb: Db): Promise<Map<string, Row[]>> {
  const rows = new Map<string, Row[]>();
  for (const [table, { key }] of Object.entries(tables)) {
    const found = await ownerDb.execute<{ row: Row }>(
      sql.raw(`SELECT to_jsonb(t) AS row FROM ledger.${table} t ORDER BY ${key.join(', ')}`),
    );
    rows.set(
      table,
      found.map(({ row }) => row),
    );
  }
  return rows;
}

function isRow(table: string, row: Row, alias: string): string {
  const same = tables[table]!.key.map((name) => `${alias}.${name} = ${literal(row[name])}`);
  return `(${same.join(' AND ')})`;
}

function literal(value: unknown): string {
  return value === null ? 'NULL' : `'${value}'`;
}
