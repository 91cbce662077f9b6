import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import postgres from 'postgres';
import { startEmbeddedPostgres } from '../../src/kit/embedded-postgres.ts';
import { say } from '../city.ts';

const directory = '.data/bench';

/** fsync and the rest of durability stay on. For both sides alike: no checkpoint falls into one round and not into another. */
const steady = { shared_buffers: '1GB', max_wal_size: '16GB', checkpoint_timeout: '1h' };

export interface BenchServer {
  /** A new database, empty. */
  create(name: string): Promise<string>;
  /** Seconds of processor time that the server has used; undefined where /proc does not tell. */
  cpuSeconds(): number | undefined;
  stop(): Promise<void>;
}

/** With other settings than the product's own where it is compared, and `{}` where the product itself is measured. */
export async function startServer(settings: Record<string, string> = steady): Promise<BenchServer> {
  await rm(directory, { recursive: true, force: true });
  const server = await startEmbeddedPostgres({ directory, database: 'bench', settings });
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  const [facts] = await sql`
    SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
           current_setting('synchronous_commit') AS commit, split_part(pg_read_file('postmaster.pid'), E'\n', 1) AS pid`;
  const changed = Object.entries(settings).map((pair) => pair.join(' '));
  say(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`);
  say(
    `Node ${process.versions.node}, PostgreSQL ${facts!.version}, fsync ${facts!.fsync}, ` +
      `synchronous_commit ${facts!.commit}; changed: ${changed.join(', ') || 'nothing'}`,
  );
  return {
    async create(name) {
      await sql`CREATE DATABASE ${sql(name)}`;
      return server.urlOf(name);
    },
    cpuSeconds: () => cpuSecondsBelow(Number(facts!.pid)),
    async stop() {
      await sql.end({ timeout: 5 });
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const ticksPerSecond = 100;

/** Of the children of `postmaster`, and of those that it has buried. */
function cpuSecondsBelow(postmaster: number): number | undefined {
  try {
    const own = readStat(String(postmaster));
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(readStat)
      .filter((stat) => stat?.parent === postmaster);
    const ticks = children.reduce((total, stat) => total + (stat?.used ?? 0), own?.buried ?? 0);
    return own && ticks / ticksPerSecond;
  } catch {
    return undefined;
  }
}

function readStat(pid: string) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name in brackets, may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, userBuried, systemBuried] = fields.slice(11, 15).map(Number);
    return {
      parent: Number(fields[1]),
      used: user! + system!,
      buried: userBuried! + systemBuried!,
    };
  } catch {
    return undefined;
  }
}
