import { sql } from 'drizzle-orm';
import {
  drizzle,
  type PostgresJsDatabase,
  type PostgresJsTransaction,
} from 'drizzle-orm/postgres-js';
import pg from 'pg';
import type { Sql } from 'postgres';
import { openSessions, SessionLost, type SessionOptions } from './sessions.ts';

/** A database to read from, or to open a transaction on. */
export type Db = PostgresJsDatabase;
/** An open transaction. What writes or locks asks for this, so that it cannot run outside of one. */
export type Tx = PostgresJsTransaction<Record<string, never>, Record<string, never>>;

/** Runs `work` in one transaction and gives back its result; see `transact` and `kit/idempotency`. */
export type Transact = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

export interface OpenDb {
  readonly db: Db;
  close(): Promise<void>;
}

/** The role that the service's own sessions take on: it may read the books but not write them past `ledger.post`. */
export const appRole = 'linli_app';

/**
 * Opens a pool of at most `connectionsMax`. `role` is taken on by every session; leave it out for migrations.
 * In the role of the service only the rows of `book` are there; without a book no table can be asked.
 */
export function openDb(url: string, options: SessionOptions): OpenDb {
  const { sessions, close } = openSessions(url, options);
  return { db: drizzle(sessions as unknown as Sql), close };
}

/** What was read before the transaction is no longer so: to be read and tried again. */
export class Outdated extends Error {
  constructor() {
    super('what was read before the transaction is no longer so');
  }
}

/** unique_violation, foreign_key_violation: somebody has added the same, or taken away what was to be added to. */
const racedStates = new Set(['23505', '23503']);

/** What was read before the transaction was outdated by others. */
export const wasOutdated = (error: unknown) =>
  error instanceof Outdated || racedStates.has(sqlState(error) ?? '');

const attemptsMax = 4;
/** serialization_failure, deadlock_detected: PostgreSQL asks for the same transaction again. */
const retryable = new Set(['40001', '40P01']);

/**
 * One transaction, run again (at most three times, with jitter) when PostgreSQL asks for it.
 * `work` must therefore have no effect outside of `tx`.
 */
export function transactOn(db: Db): Transact {
  return async (work) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await db.transaction((tx) => work(tx as Tx));
      } catch (error) {
        if (attempt >= attemptsMax || !wantsRetry(error)) throw error;
        await new Promise((resume) => setTimeout(resume, Math.random() * 20 * attempt));
      }
    }
  };
}

/** PostgreSQL rolled the transaction back because of what others did at the same time: it may succeed when run again. */
export function wantsRetry(error: unknown): boolean {
  return retryable.has(sqlState(error) ?? '');
}

/**
 * Nothing is wrong with the statement: the database cannot be reached, is out of room or was told to stop.
 * Whether the statement was committed is unknown.
 */
export function isUnavailable(error: unknown): boolean {
  return /^(08|53|57)/.test(sqlState(error) ?? '') || sessionLoss(error) !== undefined;
}

/** The loss of a session that made a statement or transaction fail, also when drizzle has wrapped it. */
export function sessionLoss(error: unknown): SessionLost | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof SessionLost) return at;
  }
  return undefined;
}

/** The SQLSTATE of a database error, also when drizzle has wrapped it. */
export function sqlState(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof pg.DatabaseError) return at.code;
  }
  return undefined;
}

/** The name of the constraint that a database error speaks of. */
export function violatedConstraint(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof pg.DatabaseError) return at.constraint;
  }
  return undefined;
}

/** An array parameter of a set-based statement: `${many(ids, 'uuid')}` is `'{…}'::uuid[]`. */
export function many(values: readonly (string | number | null)[], type: string) {
  const literal = values.map(element).join(',');
  return sql`${`{${literal}}`}::${sql.raw(type)}[]`;
}

/** Most values, ids and numbers, mean themselves; quoting them all would cost more than posting them. */
function element(value: string | number | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (/^[\w.:+-]+$/.test(value) && !/^null$/i.test(value)) return value;
  return `"${value.replace(/(["\\])/g, '\\$1')}"`;
}
