import { Type } from 'typebox';
import type { Deps } from '../kit/deps.ts';
import { defineJob } from '../kit/queue.ts';
import { removeStale } from './remove-stale.ts';

const everySeconds = 3600;

/** Removes what signing in leaves behind. */
export const removeStaleJob = defineJob({
  name: 'sign-in-retention',
  payload: Type.Object({}),
  async run(deps: Deps) {
    await removeStale(deps, deps.book);
  },
  sweep: { everySeconds, find: async () => [{ id: 'due', payload: {} }] },
});
