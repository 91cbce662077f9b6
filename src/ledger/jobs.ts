import { Type } from 'typebox';
import { defineJob } from '../kit/queue.ts';
import { dueAccounts, dueHolds } from './due.ts';
import { expireHold } from './expire-hold.ts';
import type { LedgerDeps } from './lanes.ts';
import { lapseLots } from './lapse-lots.ts';

/** As many as find room in a batch of a lane; the next sweep finds the rest. */
const perSweepMax = 500;
const concurrency = 64;
const payload = Type.Object({ book: Type.Integer(), id: Type.String() });

const nudgeOf = ({ book, id }: { book: number; id: string }) => ({
  id: `${book}-${id}`,
  payload: { book, id },
});

/** Nobody waits for it: a hold that has run out can be captured no more, whether or not it was swept. */
export const expireHoldJob = defineJob({
  name: 'hold-expiry',
  payload,
  run: (deps: LedgerDeps, key) => expireHold(deps, key),
  sweep: {
    everySeconds: 30,
    find: async ({ db }: LedgerDeps) => (await dueHolds(db, { limit: perSweepMax })).map(nudgeOf),
  },
  concurrency,
});

/** Nobody waits for it either: what has lapsed cannot be spent, whether or not it was swept. */
export const lapseLotsJob = defineJob({
  name: 'lot-lapse',
  payload,
  run: (deps: LedgerDeps, key) => lapseLots(deps, key),
  sweep: {
    everySeconds: 60,
    find: async ({ db }: LedgerDeps) =>
      (await dueAccounts(db, { limit: perSweepMax })).map(nudgeOf),
  },
  concurrency,
});
