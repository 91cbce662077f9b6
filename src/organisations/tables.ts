import { integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from '../kit/columns.ts';

const organisations = pgSchema('organisations');

/** 已登记; 已备案; 居/村委会; 单位内部团队; 机关事业单位. */
export const organisationKinds = [
  ...(['registered', 'filed', 'self_governing', 'unit_team', 'public_body'] as const),
];
export type OrganisationKind = (typeof organisationKinds)[number];

/** domain.md 11; the first four are those that the city favours. */
export const organisationTypes = [
  ...(['elderly_care', 'community_service', 'hardship_relief', 'charity', 'mutual_aid'] as const),
  ...(['culture_sports', 'peace_mediation', 'rural_technology', 'hub', 'other'] as const),
];
export type OrganisationType = (typeof organisationTypes)[number];

export const organisationStates = [...(['active', 'suspended', 'cancelled', 'revoked'] as const)];
export type OrganisationState = (typeof organisationStates)[number];

/** Why a filed organisation should be registered: 规模较大, 影响力强, 作用明显 (domain.md 11, 拟登记台账). */
export const candidateReasons = [...(['large', 'influential', 'effective'] as const)];
export type CandidateReason = (typeof candidateReasons)[number];

export const station = organisations.table(
  'station',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    region: text('region').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const organisation = organisations.table(
  'organisation',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    kind: text('kind').$type<OrganisationKind>().notNull(),
    type: text('type').$type<OrganisationType>().notNull(),
    name: text('name').notNull(),
    region: text('region').notNull(),
    creditCode: text('credit_code'),
    leaderId: uuid('leader_id').notNull(),
    state: text('state').$type<OrganisationState>().notNull(),
    reason: text('reason'),
    documentNumber: text('document_number'),
    filingNumber: text('filing_number'),
    candidateReasons: text('candidate_reasons').array().$type<CandidateReason[]>(),
    candidateSince: at('candidate_since'),
    enteredBy: uuid('entered_by').notNull(),
    enteredAt: at('entered_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const member = organisations.table(
  'member',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    organisationId: uuid('organisation_id').notNull(),
    personSealed: bytes('person_sealed').notNull(),
    personIndex: bytes('person_index').notNull(),
    joinedAt: at('joined_at').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export type MemberRow = typeof member.$inferSelect;
export type OrganisationRow = typeof organisation.$inferSelect;
