import { boolean, date, integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at } from '../kit/columns.ts';

const records = pgSchema('records');

export const serviceRecord = records.table(
  'service_record',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    volunteerId: uuid('volunteer_id').notNull(),
    activityId: uuid('activity_id').notNull(),
    title: text('title').notNull(),
    placeName: text('place_name').notNull(),
    region: text('region').notNull(),
    serviceDate: date('service_date', { mode: 'string' }).notNull(),
    startsAt: at('starts_at').notNull(),
    endsAt: at('ends_at').notNull(),
    rawMinutes: integer('raw_minutes').notNull(),
    minutes: integer('minutes').notNull(),
    withoutCheckOut: boolean('without_check_out').notNull(),
    grade: text('grade').$type<'CREDIT' | 'HONOUR'>().notNull(),
    ruleVersion: integer('rule_version').notNull(),
    recordedAt: at('recorded_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const presence = records.table('presence', {
  book: integer('book').notNull(),
  recordId: uuid('record_id').notNull(),
  volunteerId: uuid('volunteer_id').notNull(),
  cameAt: at('came_at').notNull(),
  wentAt: at('went_at').notNull(),
});

export type ServiceRecord = typeof serviceRecord.$inferSelect;
