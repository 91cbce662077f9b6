import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment } from './embedded-postgres-programs.ts';

const claimTriesMax = 5;

/**
 * Makes this process the only one that manages the cluster in `directory`, until the returned
 * function is called or the process ends, however it ends.
 * Refuses: Linli is already running.
 *
 * Every candidate puts its own file first and looks for others second, so of two at once at least
 * one sees the other; whoever does steps back and tries again. No file is ever taken over, which
 * is where lock files lose races, and a dead process's file is known by its pid and start time.
 */
export async function claim(directory: string): Promise<() => void> {
  const self = `owner.${process.pid}.${look(process.pid)?.started ?? 'unknown'}`;
  let rival: number | undefined;
  for (let tried = 0; tried < claimTriesMax; tried++) {
    if (!(await createFile(join(directory, self)))) {
      rival = process.pid;
      break;
    }
    rival = await livingRival(directory, self);
    if (rival === undefined) return releaseOnce(join(directory, self));
    await rm(join(directory, self), { force: true });
    await sleep(20 + Math.random() * 80);
  }
  throw new Error(`Linli is already running (pid ${rival})`);
}

/** Only once: this process may have claimed the directory anew, under the same name. */
function releaseOnce(path: string): () => void {
  let released = false;
  return () => {
    if (!released) rmSync(path, { force: true });
    released = true;
  };
}

async function createFile(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function livingRival(directory: string, self: string): Promise<number | undefined> {
  for (const name of await readdir(directory)) {
    const [, pid, started] = /^owner\.(\d+)\.(.+)$/.exec(name) ?? [];
    if (!pid || name === self) continue;
    if (lives(Number(pid), started)) return Number(pid);
    await rm(join(directory, name), { force: true });
  }
  return undefined;
}

function lives(pid: number, started: string | undefined): boolean {
  if (!exists(pid)) return false;
  const found = look(pid);
  // A process hidden from us counts as living: a false refusal can be read, a false claim destroys.
  return found === undefined || (!found.zombie && found.started === started);
}

/**
 * Whether `pid` is the postmaster of the cluster at `data`, rather than another program that got
 * its number after a crash or a container's restart. 'unknown' when the system does not tell.
 */
export function isPostmaster(pid: number, data: string): 'yes' | 'no' | 'unknown' {
  if (!exists(pid)) return 'no';
  const found = look(pid);
  if (!found) return exists(pid) ? 'unknown' : 'no';
  if (found.zombie || !/\bpostgres -D /.test(found.command)) return 'no';
  if (`${found.command} `.includes(` -D ${data} `)) return 'yes';
  try {
    // The project folder may have been moved while its postmaster ran on.
    return readlinkSync(`/proc/${pid}/cwd`) === data ? 'yes' : 'no';
  } catch {
    return 'unknown';
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

interface Sighting {
  readonly started: string;
  readonly zombie: boolean;
  readonly command: string;
}

function look(pid: number): Sighting | undefined {
  try {
    return existsSync('/proc/self/stat') ? lookInProc(pid) : lookWithPs(pid);
  } catch {
    return undefined;
  }
}

function lookInProc(pid: number): Sighting {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field, the name in brackets, may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return { started: fields[19] ?? '', zombie: /[ZX]/.test(fields[0] ?? ''), command };
}

function lookWithPs(pid: number): Sighting | undefined {
  const columns = ['-ww', '-o', 'stat=', '-o', 'lstart=', '-o', 'command=', '-p', String(pid)];
  const line = execFileSync('ps', columns, {
    encoding: 'utf8',
    env: cleanEnvironment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [, state, started, command] =
    /^\s*(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d{4})\s*(.*)$/m.exec(line) ?? [];
  if (!state || !started) return undefined;
  return {
    started: started.replaceAll(/\W+/g, '-'),
    zombie: state.startsWith('Z'),
    command: command?.trim() ?? '',
  };
}
