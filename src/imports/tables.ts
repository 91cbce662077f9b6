import {
  boolean,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Origin } from '../audit/index.ts';
import { at, bytes } from '../kit/columns.ts';
import type { Text } from '../kit/refusal.ts';
import type { Encoding } from './csv-table.ts';
import type { Fault } from './kind.ts';
import type { KindName } from './kinds.ts';
import type { FileFormat } from './table-file.ts';

const imports = pgSchema('imports');

export const importModes = ['all_or_nothing', 'skip_bad'] as const;
export type ImportMode = (typeof importModes)[number];
export const importStates = ['waiting', 'running', 'done', 'refused'] as const;
export type ImportState = (typeof importStates)[number];

export const fileImport = imports.table(
  'import',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    kind: text('kind').$type<KindName>().notNull(),
    mode: text('mode').$type<ImportMode>().notNull(),
    dryRun: boolean('dry_run').notNull(),
    organisationId: uuid('organisation_id'),
    format: text('format').$type<FileFormat>().notNull(),
    encoding: text('encoding').$type<Encoding>().notNull(),
    columns: text('columns').array().notNull(),
    ownerId: uuid('owner_id').notNull(),
    grants: uuid('grants').array().notNull(),
    createdAt: at('created_at').notNull(),
    state: text('state').$type<ImportState>().notNull().default('waiting'),
    attempts: smallint('attempts').notNull().default(0),
    runner: uuid('runner'),
    leasedUntil: at('leased_until'),
    rowsTotal: integer('rows_total'),
    rowsRead: integer('rows_read').notNull().default(0),
    rowsFresh: integer('rows_fresh').notNull().default(0),
    rowsThere: integer('rows_there').notNull().default(0),
    rowsBad: integer('rows_bad').notNull().default(0),
    problem: jsonb('problem').$type<{ code: string; text: Text }>(),
    endedAt: at('ended_at'),
    origin: jsonb('origin').$type<Origin>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const chunk = imports.table(
  'chunk',
  {
    book: integer('book').notNull(),
    importId: uuid('import_id').notNull(),
    number: integer('number').notNull(),
    contentSealed: bytes('content_sealed').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.importId, t.number] })],
);

export const badRow = imports.table(
  'bad_row',
  {
    book: integer('book').notNull(),
    importId: uuid('import_id').notNull(),
    line: integer('line').notNull(),
    cellsSealed: bytes('cells_sealed').notNull(),
    faults: jsonb('faults').$type<Fault[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.importId, t.line] })],
);

export const rowsThere = imports.table(
  'rows_there',
  {
    book: integer('book').notNull(),
    importId: uuid('import_id').notNull(),
    firstLine: integer('first_line').notNull(),
    lines: integer('lines').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.importId, t.firstLine] })],
);

export type ImportRow = typeof fileImport.$inferSelect;
export type BadRow = typeof badRow.$inferSelect;
