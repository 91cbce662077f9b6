import { sql } from 'drizzle-orm';
import {
  drizzle,
  type PostgresJsDatabase,
  type PostgresJsTransaction,
} from 'drizzle-orm/postgres-js';
import postgres, { type ParameterOrJSON, type Sql, type TransactionSql } from 'postgres';

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

/** Opens a pool of at most `connectionsMax`. `role` is taken on by every session; leave it out for migrations. */
export function openDb(url: string, options: { connectionsMax: number; role?: string }): OpenDb {
  const client = postgres(url, {
    max: options.connectionsMax,
    onnotice: () => {},
    connection: {
      application_name: 'linli',
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 30_000,
      ...(options.role ? { role: options.role } : {}),
    },
  });
  return { db: drizzle(preparing(client)), close: () => client.end({ timeout: 5 }) };
}

/** Longer statements are those of bulk inserts: rare, many in kind, and not worth keeping on the server. */
const preparedParametersMax = 50;

/**
 * drizzle hands over every statement as one never seen before, which costs a second round trip to describe its
 * parameters and a new plan each time. Here each session keeps the statements it has met.
 */
function preparing<C extends Sql | TransactionSql>(client: C): C {
  type Work = (tx: TransactionSql) => Promise<unknown>;
  const inside = (start: (work: Work) => unknown) => (work: Work) =>
    start((tx) => work(preparing(tx)));
  return new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe') {
        return (text: string, parameters: ParameterOrJSON<never>[] = []) =>
          target.unsafe(text, parameters, { prepare: parameters.length <= preparedParametersMax });
      }
      if (name === 'begin' && 'begin' in target) return inside((work) => target.begin(work));
      if (name === 'savepoint' && 'savepoint' in target)
        return inside((work) => target.savepoint(work));
      return Reflect.get(target, name);
    },
  });
}

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
  return /^(08|53|57)/.test(sqlState(error) ?? '') || isLostConnection(error);
}

function isLostConnection(error: unknown): boolean {
  const lost = /^(CONNECT|ECONN|EPIPE|CONNECTION_)/;
  for (let at = error; at instanceof Error; at = at.cause) {
    if (lost.test((at as NodeJS.ErrnoException).code ?? '')) return true;
  }
  return false;
}

/** The SQLSTATE of a database error, also when drizzle has wrapped it. */
export function sqlState(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof postgres.PostgresError) return at.code;
  }
  return undefined;
}

/** The name of the constraint that a database error speaks of. */
export function violatedConstraint(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof postgres.PostgresError) return at.constraint_name;
  }
  return undefined;
}

/** An array parameter of a set-based statement: `${many(ids, 'uuid')}` is `'{…}'::uuid[]`. */
export function many(values: readonly (string | number | null)[], type: string) {
  const literal = values
    .map((value) => (value === null ? 'NULL' : `"${String(value).replace(/(["\\])/g, '\\$1')}"`))
    .join(',');
  return sql`${`{${literal}}`}::${sql.raw(type)}[]`;
}
