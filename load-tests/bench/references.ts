import pg from 'pg';

/** What ours is compared with: the driver, the server and its settings are the same, each statement is prepared. */
export interface Reference {
  work(): Promise<void>;
  close(): Promise<void>;
}

const below = (n: number) => Math.floor(Math.random() * n);

const scale = 16;
const [branches, tellers, accounts] = [scale, 10 * scale, 100_000 * scale];

/** The tables of `pgbench -i`. */
export async function prepareTpcb(url: string): Promise<void> {
  await onServer(url, async (client) => {
    await client.query(`
      CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
      CREATE TABLE pgbench_tellers (tid int NOT NULL PRIMARY KEY, bid int, tbalance int, filler char(84));
      CREATE TABLE pgbench_accounts (aid int NOT NULL PRIMARY KEY, bid int, abalance int, filler char(84));
      CREATE TABLE pgbench_branches (bid int NOT NULL PRIMARY KEY, bbalance int, filler char(88));
      INSERT INTO pgbench_branches SELECT n, 0, '' FROM generate_series(1, ${branches}) n;
      INSERT INTO pgbench_tellers SELECT n, (n - 1) / 10 + 1, 0, '' FROM generate_series(1, ${tellers}) n;
      INSERT INTO pgbench_accounts SELECT n, (n - 1) / 100000 + 1, 0, '' FROM generate_series(1, ${accounts}) n`);
    await client.query('VACUUM ANALYZE');
  });
}

/** pgbench's own transaction ("TPC-B (sort of)"), statement by statement as pgbench sends it. */
export function openTpcb(url: string, connections: number): Reference {
  const pool = open(url, connections);
  return {
    work() {
      const [aid, bid, tid] = [1 + below(accounts), 1 + below(branches), 1 + below(tellers)];
      const delta = below(10_001) - 5000;
      return transaction(pool, async (run) => {
        await run(
          'account',
          'UPDATE pgbench_accounts SET abalance = abalance + $1 WHERE aid = $2',
          delta,
          aid,
        );
        await run('balance', 'SELECT abalance FROM pgbench_accounts WHERE aid = $1', aid);
        await run(
          'teller',
          'UPDATE pgbench_tellers SET tbalance = tbalance + $1 WHERE tid = $2',
          delta,
          tid,
        );
        await run(
          'branch',
          'UPDATE pgbench_branches SET bbalance = bbalance + $1 WHERE bid = $2',
          delta,
          bid,
        );
        await run(
          'history',
          `INSERT INTO pgbench_history (tid, bid, aid, delta, mtime)
           VALUES ($1, $2, $3, $4, CURRENT_TIMESTAMP)`,
          tid,
          bid,
          aid,
          delta,
        );
      });
    },
    close: () => pool.end(),
  };
}

export const naiveAccounts = 10_000;

export async function prepareNaive(url: string): Promise<void> {
  await onServer(url, async (client) => {
    await client.query(`
      CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0));
      CREATE TABLE entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account int NOT NULL, amount bigint NOT NULL,
        at timestamptz NOT NULL DEFAULT now());
      CREATE INDEX entry_account ON entry (account, id);
      INSERT INTO account SELECT n, 1000000000 FROM generate_series(0, ${naiveAccounts}) n`);
    await client.query('VACUUM ANALYZE');
  });
}

/** The transfer that everybody writes first: both rows locked in order, no idempotency. `hot` takes all credits. */
export function openNaive(url: string, connections: number, hot?: number): Reference {
  const pool = open(url, connections);
  return {
    work() {
      const debit = below(naiveAccounts);
      const credit = hot ?? (debit + 1 + below(naiveAccounts - 1)) % naiveAccounts;
      const amount = 1 + below(100);
      return transaction(pool, async (run) => {
        const { rows } = await run(
          'lock',
          'SELECT id, balance FROM account WHERE id IN ($1, $2) ORDER BY id FOR UPDATE',
          debit,
          credit,
        );
        const payer = rows.find(({ id }) => id === debit);
        if (!payer || Number(payer.balance) < amount) throw new Error('too little');
        await run(
          'entries',
          'INSERT INTO entry (account, amount) VALUES ($1, $2), ($3, $4)',
          debit,
          -amount,
          credit,
          amount,
        );
        await run(
          'debit',
          'UPDATE account SET balance = balance - $1 WHERE id = $2',
          amount,
          debit,
        );
        await run(
          'credit',
          'UPDATE account SET balance = balance + $1 WHERE id = $2',
          amount,
          credit,
        );
      });
    },
    close: () => pool.end(),
  };
}

function open(url: string, connections: number) {
  return new pg.Pool({ connectionString: url, max: connections });
}

type Run = (name: string, text: string, ...values: number[]) => Promise<pg.QueryResult>;

/** Each statement is prepared under its name once per connection. */
async function transaction(pool: pg.Pool, work: (run: Run) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await work((name, text, ...values) => client.query({ name, text, values }));
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function onServer(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
