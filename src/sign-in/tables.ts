import { date, integer, pgSchema, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from '../kit/columns.ts';

/** Made with the persons, when signing in was a part of theirs. */
const people = pgSchema('people');

export const signInCode = people.table(
  'sign_in_code',
  {
    book: integer('book').notNull(),
    phoneIndex: bytes('phone_index').notNull(),
    codeMac: bytes('code_mac').notNull(),
    expiresAt: at('expires_at').notNull(),
    tries: integer('tries').notNull().default(0),
    sentAt: at('sent_at').notNull(),
    sentOn: date('sent_on', { mode: 'string' }).notNull(),
    sentToday: integer('sent_today').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.phoneIndex] })],
);

export const session = people.table(
  'session',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    personId: uuid('person_id').notNull(),
    currentHash: bytes('current_hash').notNull(),
    previousHash: bytes('previous_hash'),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);
