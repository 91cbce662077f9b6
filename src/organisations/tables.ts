import { integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

export const station = pgSchema('organisations').table(
  'station',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    region: text('region').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);
