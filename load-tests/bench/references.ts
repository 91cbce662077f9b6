import postgres from 'postgres';

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
  await onServer(url, async (sql) => {
    await sql.unsafe(`
      CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
      CREATE TABLE pgbench_tellers (tid int NOT NULL PRIMARY KEY, bid int, tbalance int, filler char(84));
      CREATE TABLE pgbench_accounts (aid int NOT NULL PRIMARY KEY, bid int, abalance int, filler char(84));
      CREATE TABLE pgbench_branches (bid int NOT NULL PRIMARY KEY, bbalance int, filler char(88));
      INSERT INTO pgbench_branches SELECT n, 0, '' FROM generate_series(1, ${branches}) n;
      INSERT INTO pgbench_tellers SELECT n, (n - 1) / 10 + 1, 0, '' FROM generate_series(1, ${tellers}) n;
      INSERT INTO pgbench_accounts SELECT n, (n - 1) / 100000 + 1, 0, '' FROM generate_series(1, ${accounts}) n`);
    await sql`VACUUM ANALYZE`;
  });
}

/** pgbench's own transaction ("TPC-B (sort of)"), statement by statement as pgbench sends it. */
export function openTpcb(url: string, connections: number): Reference {
  const sql = open(url, connections);
  return {
    async work() {
      const [aid, bid, tid] = [1 + below(accounts), 1 + below(branches), 1 + below(tellers)];
      const delta = below(10_001) - 5000;
      await sql.begin(async (tx) => {
        await tx`UPDATE pgbench_accounts SET abalance = abalance + ${delta} WHERE aid = ${aid}`;
        await tx`SELECT abalance FROM pgbench_accounts WHERE aid = ${aid}`;
        await tx`UPDATE pgbench_tellers SET tbalance = tbalance + ${delta} WHERE tid = ${tid}`;
        await tx`UPDATE pgbench_branches SET bbalance = bbalance + ${delta} WHERE bid = ${bid}`;
        await tx`INSERT INTO pgbench_history (tid, bid, aid, delta, mtime)
                 VALUES (${tid}, ${bid}, ${aid}, ${delta}, CURRENT_TIMESTAMP)`;
      });
    },
    close: () => sql.end({ timeout: 5 }),
  };
}

export const naiveAccounts = 10_000;

export async function prepareNaive(url: string): Promise<void> {
  await onServer(url, async (sql) => {
    await sql.unsafe(`
      CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0));
      CREATE TABLE entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account int NOT NULL, amount bigint NOT NULL,
        at timestamptz NOT NULL DEFAULT now());
      CREATE INDEX entry_account ON entry (account, id);
      INSERT INTO account SELECT n, 1000000000 FROM generate_series(0, ${naiveAccounts}) n`);
    await sql`VACUUM ANALYZE`;
  });
}

/** The transfer that everybody writes first: both rows locked in order, no idempotency. `hot` takes all credits. */
export function openNaive(url: string, connections: number, hot?: number): Reference {
  const sql = open(url, connections);
  return {
    async work() {
      const debit = below(naiveAccounts);
      const credit = hot ?? (debit + 1 + below(naiveAccounts - 1)) % naiveAccounts;
      const amount = 1 + below(100);
      await sql.begin(async (tx) => {
        const rows = await tx<{ id: number; balance: string }[]>`
          SELECT id, balance FROM account WHERE id IN (${debit}, ${credit}) ORDER BY id FOR UPDATE`;
        const payer = rows.find(({ id }) => id === debit);
        if (!payer || Number(payer.balance) < amount) throw new Error('too little');
        await tx`INSERT INTO entry (account, amount) VALUES (${debit}, ${-amount}), (${credit}, ${amount})`;
        await tx`UPDATE account SET balance = balance - ${amount} WHERE id = ${debit}`;
        await tx`UPDATE account SET balance = balance + ${amount} WHERE id = ${credit}`;
      });
    },
    close: () => sql.end({ timeout: 5 }),
  };
}

function open(url: string, connections: number) {
  return postgres(url, { max: connections, onnotice: () => {} });
}

async function onServer(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = open(url, 1);
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
