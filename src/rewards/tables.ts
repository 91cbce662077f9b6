import { bigint, boolean, integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from '../kit/columns.ts';

const rewards = pgSchema('rewards');

export const merchant = rewards.table(
  'merchant',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    region: text('region').notNull(),
    agreedAt: at('agreed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const payCode = rewards.table(
  'pay_code',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    volunteerId: uuid('volunteer_id').notNull(),
    codeIndex: bytes('code_index').notNull(),
    issuedAt: at('issued_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    withPin: boolean('with_pin').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const redemption = rewards.table(
  'redemption',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    merchantId: uuid('merchant_id').notNull(),
    volunteerId: uuid('volunteer_id').notNull(),
    centipoints: bigint('centipoints', { mode: 'number' }).notNull(),
    at: at('at').notNull(),
    takenBy: uuid('taken_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const refund = rewards.table(
  'refund',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    redemptionId: uuid('redemption_id').notNull(),
    centipoints: bigint('centipoints', { mode: 'number' }).notNull(),
    at: at('at').notNull(),
    givenBy: uuid('given_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export type RedemptionRow = typeof redemption.$inferSelect;
