import { integer, pgSchema, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from '../kit/columns.ts';
import type { Purpose } from './consent-texts.ts';

const registration = pgSchema('registration');

export type Decision = 'approve' | 'reject' | 'suspend' | 'resume' | 'revoke';
export type ConsentChannel = 'self' | 'guardian' | 'organisation' | 'offline';

export const decision = registration.table(
  'decision',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    volunteerId: uuid('volunteer_id').notNull(),
    step: smallint('step'),
    decision: text('decision').$type<Decision>().notNull(),
    reason: text('reason'),
    decidedBy: uuid('decided_by').notNull(),
    decidedAt: at('decided_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const consent = registration.table(
  'consent',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    personId: uuid('person_id').notNull(),
    purpose: text('purpose').$type<Purpose>().notNull(),
    textVersion: smallint('text_version').notNull(),
    channel: text('channel').$type<ConsentChannel>().notNull(),
    givenBy: uuid('given_by').notNull(),
    ground: text('ground'),
    givenAt: at('given_at').notNull(),
    withdrawnAt: at('withdrawn_at'),
    withdrawnBy: uuid('withdrawn_by'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const correctionFields = [
  'name',
  'id_number',
  'sex',
  'birth_date',
  'residence_region',
  'address',
  'phone',
] as const;
export type CorrectionField = (typeof correctionFields)[number];
export type CorrectionState = 'open' | 'accepted' | 'declined' | 'void';

export const correction = registration.table(
  'correction',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    volunteerId: uuid('volunteer_id').notNull(),
    region: text('region').notNull(),
    field: text('field').$type<CorrectionField>().notNull(),
    wantedSealed: bytes('wanted_sealed'),
    reasonSealed: bytes('reason_sealed'),
    askedBy: uuid('asked_by'),
    ground: text('ground'),
    state: text('state').$type<CorrectionState>().notNull(),
    askedAt: at('asked_at').notNull(),
    decidedBy: uuid('decided_by'),
    decidedAt: at('decided_at'),
    answer: text('answer'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export type CorrectionRow = typeof correction.$inferSelect;
export type ConsentRow = typeof consent.$inferSelect;
