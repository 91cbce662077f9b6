import { doublePrecision, integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at } from '../kit/columns.ts';
import type { Datum } from '../kit/distance.ts';
import type { ActivityState, SignUpState } from './activity.ts';

const activities = pgSchema('activities');

export const activity = activities.table(
  'activity',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    number: text('number').notNull(),
    stationId: uuid('station_id').notNull(),
    region: text('region').notNull(),
    title: text('title').notNull(),
    category: text('category').notNull(),
    content: text('content').notNull(),
    riskNote: text('risk_note').notNull(),
    placeName: text('place_name').notNull(),
    latitude: doublePrecision('latitude').notNull(),
    longitude: doublePrecision('longitude').notNull(),
    datum: text('datum').$type<Datum>().notNull(),
    radiusMetres: integer('radius_metres').notNull(),
    startsAt: at('starts_at').notNull(),
    endsAt: at('ends_at').notNull(),
    capacity: integer('capacity').notNull(),
    taken: integer('taken').notNull().default(0),
    waiting: integer('waiting').notNull().default(0),
    admitted: integer('admitted').notNull().default(0),
    nextSequence: integer('next_sequence').notNull().default(1),
    state: text('state').$type<ActivityState>().notNull(),
    returnReason: text('return_reason'),
    createdBy: uuid('created_by').notNull(),
    createdAt: at('created_at').notNull(),
    decidedBy: uuid('decided_by'),
    closedAt: at('closed_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const signUp = activities.table(
  'sign_up',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    activityId: uuid('activity_id').notNull(),
    volunteerId: uuid('volunteer_id').notNull(),
    sequence: integer('sequence').notNull(),
    state: text('state').$type<SignUpState>().notNull(),
    signedUpAt: at('signed_up_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const attendance = activities.table(
  'attendance',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    activityId: uuid('activity_id').notNull(),
    volunteerId: uuid('volunteer_id').notNull(),
    checkedInAt: at('checked_in_at').notNull(),
    inMetres: integer('in_metres'),
    checkedOutAt: at('checked_out_at'),
    outMetres: integer('out_metres'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export type ActivityRow = typeof activity.$inferSelect;
export type SignUpRow = typeof signUp.$inferSelect;
export type AttendanceRow = typeof attendance.$inferSelect;
