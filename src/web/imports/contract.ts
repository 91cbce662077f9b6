import type { Text } from '../shared/contract.ts';

export type ImportKind = 'volunteers' | 'organisations' | 'members';

/** A file that was sent; counts are of rows below the headers. */
export interface FileImport {
  id: string;
  kind: ImportKind;
  mode: 'all_or_nothing' | 'skip_bad';
  dryRun: boolean;
  state: 'waiting' | 'running' | 'done' | 'refused';
  problem: { code: string; text: Text } | null;
  rows: { total: number | null; read: number; fresh: number; alreadyThere: number; bad: number };
  createdAt: string;
  endedAt: string | null;
}

export interface ImportFault {
  line: number;
  column: string | null;
  header: string | null;
  value: string | null;
  code: string;
  text: Text;
}

export const isOver = ({ state }: FileImport): boolean => state === 'done' || state === 'refused';

/** Whether rows that are counted as new were written: all or nothing writes none when it is refused. */
export const hasTaken = ({ dryRun, mode, state }: FileImport): boolean =>
  !dryRun && (mode === 'skip_bad' || state !== 'refused');

/** What is said of how it stands. One that was stopped may have taken rows before. */
export function stateWords(one: FileImport) {
  if (one.state === 'refused' && hasTaken(one) && one.rows.fresh > 0)
    return 'imports.state.stopped' as const;
  return `imports.state.${one.dryRun ? 'check' : 'import'}.${one.state}` as const;
}
