import { integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at } from '../kit/columns.ts';
import type { Role } from './roles.ts';

export const roleGrant = pgSchema('access').table(
  'role_grant',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    personId: uuid('person_id').notNull(),
    role: text('role').$type<Role>().notNull(),
    scope: text('scope').notNull(),
    scopeName: text('scope_name').notNull(),
    region: text('region'),
    validFrom: at('valid_from').notNull(),
    grantedBy: uuid('granted_by'),
    revokedAt: at('revoked_at'),
    revokedBy: uuid('revoked_by'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);
