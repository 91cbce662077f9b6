import { date, integer, pgSchema, primaryKey, text } from 'drizzle-orm/pg-core';
import type { RegionLevel } from '../kit/region-code.ts';

const regions = pgSchema('regions');

export const region = regions.table(
  'region',
  {
    book: integer('book').notNull(),
    code: text('code').notNull(),
    level: text('level').$type<RegionLevel>().notNull(),
    name: text('name').notNull(),
    parent: text('parent'),
    validFrom: date('valid_from', { mode: 'string' }),
    validTo: date('valid_to', { mode: 'string' }),
    successor: text('successor'),
  },
  (t) => [primaryKey({ columns: [t.book, t.code] })],
);

export type RegionRow = typeof region.$inferSelect;

export const formerName = regions.table(
  'former_name',
  {
    book: integer('book').notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    until: date('until', { mode: 'string' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.code, t.until, t.name] })],
);

export const endedWith = regions.table(
  'ended_with',
  {
    book: integer('book').notNull(),
    cause: text('cause').notNull(),
    code: text('code').notNull(),
    validTo: date('valid_to', { mode: 'string' }),
  },
  (t) => [primaryKey({ columns: [t.book, t.cause, t.code] })],
);
