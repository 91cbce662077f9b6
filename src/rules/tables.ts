import { date, integer, jsonb, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const rules = pgSchema('rules');

export const ruleSet = rules.table(
  'rule_set',
  {
    book: integer('book').notNull(),
    version: integer('version').notNull(),
    effectiveFrom: date('effective_from', { mode: 'string' }).notNull(),
    note: text('note').notNull(),
    publishedAt: timestamp('published_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.book, t.version] })],
);

export const ruleValue = rules.table(
  'rule_value',
  {
    book: integer('book').notNull(),
    version: integer('version').notNull(),
    region: text('region').notNull(),
    key: text('key').notNull(),
    value: jsonb('value').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.region, t.key, t.version] })],
);
