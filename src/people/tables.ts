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
import { at, bytes } from '../kit/columns.ts';
import type { Channel, IdType, VolunteerState, WeeklyTime } from './volunteer-row.ts';

const people = pgSchema('people');

export const person = people.table(
  'person',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    phoneSealed: bytes('phone_sealed'),
    phoneIndex: bytes('phone_index'),
    keySealed: bytes('key_sealed'),
    createdAt: at('created_at').notNull(),
    leftAt: at('left_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const volunteer = people.table(
  'volunteer',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    number: text('number').notNull(),
    nameSealed: bytes('name_sealed'),
    nameIndex: bytes('name_index'),
    idNumberSealed: bytes('id_number_sealed'),
    idNumberIndex: bytes('id_number_index'),
    residenceRegion: text('residence_region').notNull(),
    registeredAt: at('registered_at').notNull(),
    state: text('state').$type<VolunteerState>().notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    organisationId: uuid('organisation_id'),
    registeredBy: uuid('registered_by'),
    ground: text('ground'),
    idType: text('id_type').$type<IdType>().notNull(),
    realNameLevel: smallint('real_name_level').notNull(),
    documentMarkSealed: bytes('document_mark_sealed'),
    detailsSealed: bytes('details_sealed'),
    guardianSealed: bytes('guardian_sealed'),
    guardianIndex: bytes('guardian_index'),
    healthSealed: bytes('health_sealed'),
    skills: text('skills').array().notNull(),
    categories: text('categories').array().notNull(),
    availability: jsonb('availability').$type<WeeklyTime[]>().notNull(),
    isStudent: boolean('is_student').notNull(),
    stepsNeeded: smallint('steps_needed').notNull(),
    stepsDone: smallint('steps_done').notNull(),
    reason: text('reason'),
    mergedInto: uuid('merged_into'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const protection = people.table(
  'protection',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    personId: uuid('person_id').notNull(),
    since: at('since').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.personId] })],
);

export type PersonRow = typeof person.$inferSelect;
export type VolunteerRow = typeof volunteer.$inferSelect;
