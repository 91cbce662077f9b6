import { bigint, integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at } from '../kit/columns.ts';

const schema = pgSchema('settlement');

export type LineState = 'waiting' | 'posted' | 'held';

export const settlement = schema.table(
  'settlement',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    stationId: uuid('station_id').notNull(),
    region: text('region').notNull(),
    effectiveAt: at('effective_at').notNull(),
    ruleVersion: integer('rule_version').notNull(),
    lines: integer('lines').notNull(),
    createdBy: uuid('created_by').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const batch = schema.table(
  'batch',
  {
    book: integer('book').notNull(),
    settlementId: uuid('settlement_id').notNull(),
    number: integer('number').notNull(),
    state: text('state').$type<'waiting' | 'done'>().notNull().default('waiting'),
    createdAt: at('created_at').notNull().defaultNow(),
    doneAt: at('done_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.settlementId, t.number] })],
);

export const line = schema.table(
  'line',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    settlementId: uuid('settlement_id').notNull(),
    batch: integer('batch').notNull(),
    volunteerId: uuid('volunteer_id').notNull(),
    minutes: integer('minutes').notNull(),
    centipoints: bigint('centipoints', { mode: 'number' }).notNull(),
    state: text('state').$type<LineState>().notNull().default('waiting'),
    heldReason: text('held_reason'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export type SettlementRow = typeof settlement.$inferSelect;
export type LineRow = typeof line.$inferSelect;
