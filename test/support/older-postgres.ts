import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Programs } from '../../src/kit/embedded-postgres-programs.ts';

/** Where Debian and Ubuntu keep the servers that apt installed, by version. */
const home = '/usr/lib/postgresql';
const [oldest, ours] = [15, 18];

export interface OlderPostgres {
  version: number;
  programs: Programs;
}

/** The oldest server of this system that the books must run on and the embedded one is newer than. */
export function findOlderPostgres(): OlderPostgres | undefined {
  if (!existsSync(home)) return undefined;
  return readdirSync(home)
    .map(Number)
    .filter((version) => version >= oldest && version < ours)
    .sort((a, b) => a - b)
    .map((version) => {
      const program = (name: string) => join(home, String(version), 'bin', name);
      // The provider of the embedded one came with version 17.
      const locale = ['--locale=C.UTF-8'];
      return {
        version,
        programs: { initdb: program('initdb'), postgres: program('postgres'), locale },
      };
    })
    .find(({ programs }) => existsSync(programs.initdb));
}
