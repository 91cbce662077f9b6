import { integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from '../kit/columns.ts';

const people = pgSchema('people');

export const person = people.table(
  'person',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    phoneSealed: bytes('phone_sealed').notNull(),
    phoneIndex: bytes('phone_index').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const volunteer = people.table(
  'volunteer',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    number: text('number').notNull(),
    nameSealed: bytes('name_sealed').notNull(),
    idNumberSealed: bytes('id_number_sealed').notNull(),
    idNumberIndex: bytes('id_number_index').notNull(),
    residenceRegion: text('residence_region').notNull(),
    registeredAt: at('registered_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);
