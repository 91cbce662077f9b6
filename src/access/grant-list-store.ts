import { type SQL, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import { type Db, many } from '../kit/db.ts';
import type { Role } from './roles.ts';
import { type Grant, type GrantRow, grantColumns, grantOf } from './store.ts';

export interface GrantPage {
  limit: number;
  /** Ids are timed: newest first, and this one is the last that was seen. */
  before?: string | undefined;
}

/** All that somebody was ever granted, newest first. */
export async function grantsOfPerson(
  db: Db,
  book: number,
  personId: string,
  { limit, before }: GrantPage,
): Promise<Grant[]> {
  const rows = await db.execute<GrantRow>(sql`
    SELECT ${grantColumns} FROM access.role_grant
    WHERE book = ${book} AND person_id = ${personId} ${before ? sql`AND id < ${before}` : sql``}
    ORDER BY id DESC LIMIT ${limit}`);
  return rows.map(grantOf);
}

/** The grants of a role that are in force at a time where codes begin so, by scope. */
export async function grantsInForce(
  db: Db,
  book: number,
  role: Role,
  prefixes: string[],
  at: Instant,
): Promise<Grant[]> {
  const rows = await db.execute<GrantRow>(sql`
    SELECT ${grantColumns} FROM access.role_grant
    WHERE book = ${book} AND role = ${role} AND region IS NOT NULL AND ${holds(at)}
      AND EXISTS (SELECT FROM unnest(${many(prefixes, 'text')}) AS prefix WHERE starts_with(region, prefix))
    ORDER BY scope, id`);
  return rows.map(grantOf);
}

export interface GrantSearch {
  /** Where codes begin so, or for these bodies. */
  prefixes: string[];
  places: string[];
  role?: Role | undefined;
  /** Only those that hold at this time. */
  at?: Instant | undefined;
  personId?: string | undefined;
}

/** What people were granted there, newest first. */
export async function grantsWithin(
  db: Db,
  book: number,
  { prefixes, places, role, at, personId }: GrantSearch,
  { limit, before }: GrantPage,
): Promise<Grant[]> {
  const rows = await db.execute<GrantRow>(sql`
    SELECT ${grantColumns} FROM access.role_grant
    WHERE book = ${book} AND region IS NOT NULL
      ${before ? sql`AND id < ${before}` : sql``}
      ${role ? sql`AND role = ${role}` : sql``}
      ${personId ? sql`AND person_id = ${personId}` : sql``}
      ${at ? sql`AND ${holds(at)}` : sql``}
      AND (scope = ANY(${many(places, 'text')})
           OR EXISTS (SELECT FROM unnest(${many(prefixes, 'text')}) AS prefix WHERE starts_with(region, prefix)))
    ORDER BY id DESC LIMIT ${limit}`);
  return rows.map(grantOf);
}

const holds = (at: Instant): SQL =>
  sql`valid_from <= ${at.toISOString()} AND valid_to > ${at.toISOString()}`;
