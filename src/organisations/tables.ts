import { integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at } from '../kit/columns.ts';

const organisations = pgSchema('organisations');

/** 已登记; 居/村委会; 单位内部团队; 机关事业单位. */
export const organisationKinds = [
  ...(['registered', 'self_governing', 'unit_team', 'public_body'] as const),
];
export type OrganisationKind = (typeof organisationKinds)[number];

/** domain.md 11; the first four are those that the city favours. */
export const organisationTypes = [
  ...(['elderly_care', 'community_service', 'hardship_relief', 'charity', 'mutual_aid'] as const),
  ...(['culture_sports', 'peace_mediation', 'rural_technology', 'hub', 'other'] as const),
];
export type OrganisationType = (typeof organisationTypes)[number];

export const organisationStates = [...(['active', 'suspended', 'revoked'] as const)];
export type OrganisationState = (typeof organisationStates)[number];

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
    enteredBy: uuid('entered_by').notNull(),
    enteredAt: at('entered_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export type OrganisationRow = typeof organisation.$inferSelect;
