import { Type } from 'typebox';
import type { Deps } from '../kit/deps.ts';
import { defineJob } from '../kit/queue.ts';
import { runImport } from './run-import.ts';
import { forgottenImports } from './store.ts';

const sweepEverySeconds = 10;

interface ImportKey {
  book: number;
  id: string;
}

const nudgeOf = (key: ImportKey) => ({ id: `${key.book}-${key.id}`, payload: key });

/** Carries out one import. */
export const importJob = defineJob({
  name: 'import',
  payload: Type.Object({ book: Type.Integer(), id: Type.String() }),
  run: (deps: Deps, key) => runImport(deps, key),
  sweep: {
    everySeconds: sweepEverySeconds,
    find: async ({ db }: Deps) => (await forgottenImports(db)).map(nudgeOf),
  },
});

export async function nudgeImport(deps: Deps, key: ImportKey): Promise<void> {
  await deps.queues.nudge(importJob, [nudgeOf(key)]);
}
