import type { Deps } from '../kit/deps.ts';
import type { Seals } from '../kit/seal.ts';
import type { Importer, ImportKind } from './kind.ts';
import type { ImportRow } from './tables.ts';

/** What is needed to carry an import out. */
export interface Run {
  deps: Deps;
  row: ImportRow;
  kind: ImportKind;
  importer: Importer;
  /** Of whoever has sent the file. */
  seals: Seals;
  /** A bad row was found that forbids all: nothing is made ready any more. */
  isSpoilt: boolean;
}
