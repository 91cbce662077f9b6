import { Type } from 'typebox';
import { defineJob } from '../kit/queue.ts';
import { dueAccounts, dueHolds } from './due.ts';
import { expireHold } from './expire-hold.ts';
import type { LedgerDeps } from './lanes.ts';
import { lapseLots } from './lapse-lots.ts';
import { missingYears, openYear } from './open-year.ts';

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

/** Long before the first id of the next year comes: there is a year of time for it to succeed. */
export const openYearJob = defineJob({
  name: 'year-opening',
  payload: Type.Object({ year: Type.Integer() }),
  run: ({ transact }: LedgerDeps, { year }) => openYear(transact, year),
  sweep: {
    everySeconds: 3600,
    find: async ({ db }: LedgerDeps) =>
      (await missingYears(db)).map((year) => ({ id: `year-${year}`, payload: { year } })),
  },
});
