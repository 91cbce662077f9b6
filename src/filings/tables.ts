import { date, integer, pgSchema, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from '../kit/columns.ts';
import type { OrganisationType } from '../organisations/index.ts';

const filings = pgSchema('filings');

/** 初审, 街道审核, 退回补正, 不予备案, 撤回, 已备案. */
export const filingStates = [
  ...(['community_review', 'street_review', 'returned', 'rejected', 'withdrawn', 'filed'] as const),
];
export type FilingState = (typeof filingStates)[number];

/** Something can still come of it. */
export const openStates: readonly FilingState[] = [
  ...(['community_review', 'street_review', 'returned'] as const),
];

export const filing = filings.table(
  'filing',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    subject: text('subject').$type<'establishment' | 'change'>().notNull(),
    organisationId: uuid('organisation_id'),
    applicantId: uuid('applicant_id').notNull(),
    state: text('state').$type<FilingState>().notNull(),
    name: text('name').notNull(),
    type: text('type').$type<OrganisationType>().notNull(),
    region: text('region').notNull(),
    purpose: text('purpose').notNull(),
    venue: text('venue').notNull(),
    activityArea: text('activity_area').notNull(),
    fundsYuan: integer('funds_yuan').notNull(),
    charter: text('charter').notNull(),
    initiators: smallint('initiators').notNull(),
    members: smallint('members').notNull(),
    peopleSealed: bytes('people_sealed'),
    reason: text('reason'),
    submittedAt: at('submitted_at').notNull(),
    dueOn: date('due_on', { mode: 'string' }),
    reviewedBy: uuid('reviewed_by'),
    reviewedAt: at('reviewed_at'),
    opinion: text('opinion'),
    decidedBy: uuid('decided_by'),
    decidedAt: at('decided_at'),
    withdrawnAt: at('withdrawn_at'),
    version: integer('version').notNull(),
    advice: text('advice'),
    advisedBy: uuid('advised_by'),
    advisedAt: at('advised_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);
export type FilingRow = typeof filing.$inferSelect;

/** 合格, 基本合格, 不合格. */
export const grades = [...(['passed', 'nearly_passed', 'failed'] as const)];
export type Grade = (typeof grades)[number];

export const annualReport = filings.table(
  'annual_report',
  {
    book: integer('book').notNull(),
    organisationId: uuid('organisation_id').notNull(),
    year: smallint('year').notNull(),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    activities: integer('activities').notNull(),
    serviceHours: integer('service_hours').notNull(),
    members: integer('members').notNull(),
    incomeYuan: integer('income_yuan').notNull(),
    expenseYuan: integer('expense_yuan').notNull(),
    summary: text('summary').notNull(),
    version: integer('version').notNull(),
    submittedBy: uuid('submitted_by').notNull(),
    submittedAt: at('submitted_at').notNull(),
    grade: text('grade').$type<Grade>(),
    remark: text('remark'),
    gradedBy: uuid('graded_by'),
    gradedAt: at('graded_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.organisationId, t.year] })],
);
export type AnnualReportRow = typeof annualReport.$inferSelect;
