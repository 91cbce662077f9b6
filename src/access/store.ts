import { sql } from 'drizzle-orm';
import { dateInChina, type Instant, instantOf } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { newId } from '../kit/id.ts';
import { insertRows } from '../kit/insert-rows.ts';
import { divisionNames, takenOver } from '../regions/index.ts';
import type { HeldRole } from './may.ts';
import type { Role } from './roles.ts';
import { roleGrant } from './tables.ts';

export interface NewGrant {
  book: number;
  personId: string;
  role: Role;
  scope: string;
  scopeName: string;
  /** Where the scope lies; null for what people are for themselves. */
  region: string | null;
  grantedBy: string | null;
  validFrom: Instant;
  /** For ever when null. */
  validTo: Instant | null;
}

export interface Grant extends NewGrant {
  id: string;
  revoked: boolean;
}

/** Adds one grant and answers its id. Violates role_grant_once and role_grant_duties_apart by these names. */
export async function addGrant(tx: Tx, grant: NewGrant): Promise<string> {
  const id = newId();
  await tx.execute(sql`
    INSERT INTO access.role_grant (book, id, person_id, role, scope, scope_name, region, granted_by, valid_from, valid_to)
    VALUES (${grant.book}, ${id}, ${grant.personId}, ${grant.role}, ${grant.scope}, ${grant.scopeName}, ${grant.region},
      ${grant.grantedBy}, ${grant.validFrom.toISOString()}, ${grant.validTo?.toISOString() ?? 'infinity'})`);
  return id;
}

/** What people are for themselves from now on. */
export async function addOwnGrants(
  tx: Tx,
  book: number,
  role: Role,
  personIds: string[],
  now: Instant,
): Promise<void> {
  await insertRows(
    tx,
    roleGrant,
    personIds.map((personId) => ({
      validFrom: now,
      ...{ book, id: newId(), personId, role, scope: personId, scopeName: '' },
    })),
  );
}

export interface CurrentRole extends HeldRole {
  scopeName: string;
  /** Until it ends; null when it does not. */
  secondsLeft: number | null;
}

/**
 * The roles that somebody holds at a time. Whoever answers for a division answers for those that it took the place of:
 * what lies there goes on to name them, and nobody new is appointed there.
 */
export async function rolesOf(
  db: Db | Tx,
  book: number,
  personId: string,
  at: Instant,
): Promise<CurrentRole[]> {
  const rows = await db.execute<{
    id: string;
    role: Role;
    scope: string;
    scope_name: string;
    seconds: number | null;
  }>(sql`
    SELECT id, role, scope, scope_name,
           CASE WHEN valid_to < 'infinity' THEN extract(epoch FROM valid_to - ${at.toISOString()}::timestamptz)::float8 END AS seconds
    FROM access.role_grant
    WHERE book = ${book} AND person_id = ${personId} AND valid_from <= ${at.toISOString()} AND valid_to > ${at.toISOString()}
    ORDER BY id`);
  const divisions = rows.map(({ scope }) => scope).filter((scope) => /^\d+$/.test(scope));
  const names = await divisionNames(db, book, divisions);
  const held = rows.map(({ id, role, scope, scope_name: then, seconds: secondsLeft }) => ({
    ...{ grant: id, role, scope, scopeName: names.get(scope) ?? then, secondsLeft },
  }));
  const ended = await takenOver(db, book, divisions, dateInChina(at));
  const besides = held.flatMap((one) =>
    ended
      .filter(({ by }) => by === one.scope)
      .map(({ code, name }) => ({ ...one, scope: code, scopeName: name })),
  );
  return [...held, ...besides];
}

/** Ids of the grants that were revoked in the last seconds. */
export async function recentlyRevoked(db: Db, book: number, seconds: number): Promise<Set<string>> {
  const rows = await db.execute<{ id: string }>(sql`
    SELECT id FROM access.role_grant
    WHERE book = ${book} AND revoked_at > clock_timestamp() - make_interval(secs => ${seconds})`);
  return new Set(rows.map(({ id }) => id));
}

export type GrantRow = Record<string, unknown> & {
  book: number;
  id: string;
  person_id: string;
  role: Role;
  scope: string;
  scope_name: string;
  region: string | null;
  granted_by: string | null;
  from_ms: string;
  to_ms: string | null;
  revoked: boolean;
};

export const grantColumns = sql`book, id, person_id, role, scope, scope_name, region, granted_by, revoked_at IS NOT NULL AS revoked,
  floor(extract(epoch FROM valid_from) * 1000)::bigint AS from_ms,
  CASE WHEN valid_to < 'infinity' THEN floor(extract(epoch FROM valid_to) * 1000)::bigint END AS to_ms`;

export const grantOf = (row: GrantRow): Grant => ({
  book: row.book,
  id: row.id,
  personId: row.person_id,
  role: row.role,
  scope: row.scope,
  scopeName: row.scope_name,
  region: row.region,
  grantedBy: row.granted_by,
  validFrom: instantOf(Number(row.from_ms)),
  validTo: row.to_ms === null ? null : instantOf(Number(row.to_ms)),
  revoked: row.revoked,
});

export async function lockGrant(tx: Tx, book: number, id: string): Promise<Grant | undefined> {
  const rows = await tx.execute<GrantRow>(
    sql`SELECT ${grantColumns} FROM access.role_grant WHERE book = ${book} AND id = ${id} FOR UPDATE`,
  );
  return rows[0] && grantOf(rows[0]);
}

/** It ends now, or before it began. */
const ended = (by: string, now: Instant) => sql`revoked_at = clock_timestamp(), revoked_by = ${by},
  valid_to = least(valid_to, greatest(valid_from, ${now.toISOString()}::timestamptz))`;

/** Ends a grant now, or before it began. */
export async function markRevoked(
  tx: Tx,
  book: number,
  id: string,
  by: string,
  now: Instant,
): Promise<Grant> {
  const rows = await tx.execute<GrantRow>(sql`
    UPDATE access.role_grant SET ${ended(by, now)}
    WHERE book = ${book} AND id = ${id} RETURNING ${grantColumns}`);
  return grantOf(rows[0]!);
}

/** Ends what somebody is for oneself. Tokens that rest on it die like those of any revoked grant. */
export async function endOwnGrant(
  tx: Tx,
  { book, role, personId, by }: { book: number; role: Role; personId: string; by: string },
  now: Instant,
): Promise<void> {
  await tx.execute(sql`
    UPDATE access.role_grant SET ${ended(by, now)}
    WHERE book = ${book} AND person_id = ${personId} AND role = ${role} AND region IS NULL AND revoked_at IS NULL`);
}

/** A grant that was ended, and until when it was to hold. */
export interface EndedGrant extends Grant {
  heldTo: Instant | null;
}

/**
 * Ends what people are for a body, or one role of one person; answers what it ended. Tokens that rest on it die like
 * those of any revoked grant.
 */
export async function endGrantsOfBody(
  tx: Tx,
  { book, scope, by, only }: BodyGrants,
  now: Instant,
): Promise<EndedGrant[]> {
  const rows = await tx.execute<GrantRow & { held_ms: string | null }>(sql`
    WITH held AS (
      SELECT id AS held_id, CASE WHEN valid_to < 'infinity' THEN floor(extract(epoch FROM valid_to) * 1000)::bigint END AS held_ms
      FROM access.role_grant
      WHERE book = ${book} AND scope = ${scope} AND region IS NOT NULL AND revoked_at IS NULL AND valid_to > ${now.toISOString()}
        ${only ? sql`AND person_id = ${only.personId} AND role = ${only.role}` : sql``}
      ORDER BY id FOR NO KEY UPDATE)
    UPDATE access.role_grant SET ${ended(by, now)} FROM held WHERE book = ${book} AND id = held_id
    RETURNING ${grantColumns}, held_ms`);
  return rows.map((row) => ({
    ...{ ...grantOf(row), heldTo: row.held_ms === null ? null : instantOf(Number(row.held_ms)) },
  }));
}

export interface BodyGrants {
  book: number;
  /** The id of the body. */
  scope: string;
  by: string;
  only?: { personId: string; role: Role };
}
