import { integer, pgSchema, primaryKey, text } from 'drizzle-orm/pg-core';
import type { RegionLevel } from '../kit/region-code.ts';

export const region = pgSchema('regions').table(
  'region',
  {
    book: integer('book').notNull(),
    code: text('code').notNull(),
    level: text('level').$type<RegionLevel>().notNull(),
    name: text('name').notNull(),
    parent: text('parent'),
  },
  (t) => [primaryKey({ columns: [t.book, t.code] })],
);
