import type { Text } from '../shared/contract.ts';

export type ImportKind = 'volunteers' | 'organisations';

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
