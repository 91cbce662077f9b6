/**
 * The service's sessions with PostgreSQL, through `pg`, in the form in which drizzle's postgres-js driver asks for
 * them. postgres.js itself does not survive a session that breaks: it may end the process, hang, or hand rows and
 * statements of the broken session to the next one (test/kit/sessions.test.ts). It also leaves Nagle's algorithm on,
 * which makes every statement of more than one packet wait 40 ms for the server's delayed acknowledgement.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { invariant } from './invariant.ts';
import { type Statement, statement } from './statement.ts';

/** The part of a postgres.js client that drizzle uses. */
export interface Sessions {
  options: { parsers: Record<string, unknown>; serializers: Record<string, unknown> };
  unsafe(text: string, parameters?: unknown[]): Statement;
  begin<T>(work: (tx: Sessions) => Promise<T>): Promise<T>;
  savepoint<T>(work: (tx: Sessions) => Promise<T>): Promise<T>;
}

export interface SessionOptions {
  connectionsMax: number;
  /** Taken on by every session. */
  role?: string;
  /** The only book whose rows sessions in the service's role see and write (row-level security). */
  book?: number;
}

/** The session broke, or there was none to be had. */
export class SessionLost extends Error {
  /** Whether what was asked for may have been committed all the same: then only asking again, by its id, tells. */
  readonly mayHaveHappened: boolean;

  constructor(cause: unknown, mayHaveHappened: boolean) {
    super('the session with PostgreSQL was lost', { cause });
    this.mayHaveHappened = mayHaveHappened;
  }
}

const statementSecondsMax = 30;
const closeSecondsMax = 5;
/** Longer statements are those of bulk inserts: rare, many in kind, and not worth keeping on the server. */
const preparedParametersMax = 50;

/** Opens sessions as they are needed. One that breaks fails what it was doing, and is never used again. */
export function openSessions(url: string, { connectionsMax, role, book }: SessionOptions) {
  const settings = { role, 'linli.book': book };
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    application_name: 'linli',
    statement_timeout: statementSecondsMax * 1000,
    idle_in_transaction_session_timeout: statementSecondsMax * 1000,
    connectionTimeoutMillis: statementSecondsMax * 1000,
    idleTimeoutMillis: 0,
    keepAlive: true,
    types,
    options: Object.entries(settings)
      .flatMap(([name, value]) => (value === undefined ? [] : `-c ${name}=${value}`))
      .join(' '),
  });
  const open = new Set<pg.PoolClient>();
  pool.on('connect', (client) => {
    open.add(client);
    // Whatever it was doing fails by itself; without a listener the news would end the process.
    client.on('error', () => {});
  });
  pool.on('remove', (client) => open.delete(client));
  // An idle session that ends is replaced by the next that is needed.
  pool.on('error', () => {});
  let closed: Promise<void> | undefined;
  return {
    sessions: sessionsOf(pool),
    close: () => {
      closed ??= close(pool, open);
      return closed;
    },
  };
}

/** Waits for what is under way, but not for ever. */
async function close(pool: pg.Pool, open: Set<pg.PoolClient>): Promise<void> {
  const patience = new AbortController();
  const { signal } = patience;
  const waited = sleep(closeSecondsMax * 1000, undefined, { signal }).catch(() => {});
  await Promise.race([pool.end(), waited]);
  patience.abort();
  for (const client of open) client.end().catch(() => {});
}

/** drizzle reads times itself; the rest is what `pg` makes of it: 64-bit integers and numerics stay text. */
const textTypes = new Set([1082, 1083, 1114, 1184, 1186, 1115, 1182, 1185, 1187, 1231]);
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    textTypes.has(oid) ? (text: string) => text : pg.types.getTypeParser(oid, format as 'text'),
};

const options = { parsers: {}, serializers: {} };

function sessionsOf(pool: pg.Pool): Sessions {
  return {
    options,
    unsafe: (text, parameters) =>
      statement((rowMode) =>
        withSession(pool, (session) => run(session, text, parameters, rowMode)),
      ),
    begin: (work) => withSession(pool, (session) => begin(session, work)),
    savepoint: () => Promise.reject(new Error('a savepoint needs a transaction')),
  };
}

interface Session {
  client: pg.PoolClient;
  /** What was sent may be committed by now: always so, but in a transaction before its COMMIT. */
  mayHaveHappened: boolean;
  /** It broke with this error. */
  lost?: Error;
  /** Its transaction ends, or it was given back and another may have it by now. */
  over: boolean;
  /** Ends when whatever was asked for so far has been answered. */
  turn: Promise<unknown>;
}

async function withSession<T>(pool: pg.Pool, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    // Of the refusals, those of a server that is starting, ending or full; a wrong password is no loss.
    const refused = error instanceof pg.DatabaseError && !/^(08|53|57)/.test(error.code ?? '');
    throw refused ? error : new SessionLost(error, false);
  });
  const session: Session = {
    ...{ client, mayHaveHappened: true, over: false, turn: Promise.resolve() },
  };
  try {
    return await work(session);
  } finally {
    session.over = true;
    client.release(session.lost);
  }
}

async function begin<T>(session: Session, work: (tx: Sessions) => Promise<T>): Promise<T> {
  session.mayHaveHappened = false;
  await run(session, 'BEGIN');
  try {
    const result = await whole(session, work);
    session.mayHaveHappened = true;
    await end(session, 'COMMIT');
    return result;
  } catch (error) {
    if (!session.lost) await end(session, 'ROLLBACK').catch(() => {});
    throw error;
  }
}

/** Runs `work`, and fails with its first failed statement even where `work` overlooked it: nothing could be committed. */
async function whole<T>(session: Session, work: (tx: Sessions) => Promise<T>): Promise<T> {
  let failure: unknown;
  const result = await work({
    options,
    unsafe: (text, parameters) =>
      statement(async (rowMode) => {
        try {
          return await run(session, text, parameters, rowMode);
        } catch (error) {
          failure ??= error;
          throw error;
        }
      }),
    begin: () => Promise.reject(new Error('a transaction is open')),
    savepoint: (inner) => savepoint(session, inner),
  });
  // Also of those that nobody waited for, and that may only now be asked for.
  for (let turn: unknown; turn !== session.turn; ) {
    turn = session.turn;
    await turn;
  }
  if (failure) throw failure;
  return result;
}

let savepoints = 0;

async function savepoint<T>(session: Session, work: (tx: Sessions) => Promise<T>): Promise<T> {
  const name = `s${++savepoints}`;
  await run(session, `SAVEPOINT ${name}`);
  try {
    return await whole(session, work);
  } catch (error) {
    if (!session.lost) await run(session, `ROLLBACK TO ${name}`);
    throw error;
  }
}

const names = new Map<string, string>();

/** What somebody still asks for would be carried out by itself, outside of any transaction. */
function end(session: Session, statement: 'COMMIT' | 'ROLLBACK'): Promise<unknown[]> {
  session.over = true;
  return inTurn(session, statement);
}

/** Statements are sent one after the other, in the order in which they were asked for: the next may be made meanwhile. */
async function run(
  session: Session,
  text: string,
  values: unknown[] = [],
  rowMode?: 'array',
): Promise<unknown[]> {
  invariant(!session.over, 'the transaction is over');
  invariant(!values.includes(undefined), `a parameter is undefined in ${text}`);
  return inTurn(session, text, values, rowMode);
}

function inTurn(
  session: Session,
  text: string,
  values: unknown[] = [],
  rowMode?: 'array',
): Promise<unknown[]> {
  const rows = session.turn.then(() => send(session, text, values, rowMode));
  session.turn = rows.catch(() => {});
  return rows;
}

async function send(
  session: Session,
  text: string,
  values: unknown[],
  rowMode: 'array' | undefined,
): Promise<unknown[]> {
  if (session.lost) throw session.lost;
  // Each session keeps the statements that it has met, by a name that the same text has in all of them.
  const name = names.get(text) ?? `s${names.size}`;
  const named = values.length > 0 && values.length <= preparedParametersMax;
  if (named) names.set(text, name);
  try {
    const query = { text, values, ...(named ? { name } : {}), ...(rowMode ? { rowMode } : {}) };
    return (await session.client.query(query)).rows;
  } catch (error) {
    // A refusal of the database leaves the session open; anything else has ended it.
    if (error instanceof pg.DatabaseError && !/^(FATAL|PANIC)$/.test(error.severity ?? ''))
      throw error;
    session.lost = new SessionLost(error, session.mayHaveHappened);
    throw session.lost;
  }
}
