import {
  doublePrecision,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes } from '../kit/columns.ts';
import type { WeeklyTime } from '../people/index.ts';

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

/** What is worth another look at an entry, and refused to nobody. */
export const warnings = [...(['organisation_code_unusual'] as const)];
export type Warning = (typeof warnings)[number];

export const stationStates = [...(['preparing', 'open', 'suspended', 'closed'] as const)];
export type StationState = (typeof stationStates)[number];

/** 六有: 场所, 队伍, 项目, 设施, 制度, 标识 (2024-04-12 关于健全新时代志愿服务体系的意见; domain.md 2). */
export const stationItems = [
  ...(['venue', 'team', 'projects', 'facilities', 'rules', 'signs'] as const),
];
export type StationItem = (typeof stationItems)[number];

export const station = organisations.table(
  'station',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    region: text('region').notNull(),
    state: text('state').$type<StationState>().notNull(),
    address: text('address'),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    openingHours: jsonb('opening_hours').$type<WeeklyTime[]>().notNull(),
    services: text('services').array().notNull(),
    phone: text('phone'),
    met: text('met').array().$type<StationItem[]>().notNull(),
    reason: text('reason'),
    enteredBy: uuid('entered_by'),
    enteredAt: at('entered_at'),
    decidedBy: uuid('decided_by'),
    decidedAt: at('decided_at'),
    version: integer('version').notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);
export type StationRow = typeof station.$inferSelect;

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
    hubId: uuid('hub_id'),
    enteredBy: uuid('entered_by').notNull(),
    enteredAt: at('entered_at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const member = organisations.table(
  'member',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    organisationId: uuid('organisation_id').notNull(),
    personSealed: bytes('person_sealed'),
    personIndex: bytes('person_index').notNull(),
    phoneIndex: bytes('phone_index'),
    post: text('post').$type<'social_worker'>(),
    joinedAt: at('joined_at').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export type MemberRow = typeof member.$inferSelect;
export type OrganisationRow = typeof organisation.$inferSelect;
