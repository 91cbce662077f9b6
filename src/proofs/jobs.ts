import { Type } from 'typebox';
import type { Deps } from '../kit/deps.ts';
import { defineJob } from '../kit/queue.ts';
import { dueBooks, makeCheckpoint } from './make-checkpoint.ts';
import { writeOutAll } from './write-out.ts';

const sweepEverySeconds = 10;
/** With the sweep's own pause: at most a minute from one checkpoint to the next while anything moves. */
const everySeconds = 50;

/** Makes a checkpoint of one book. */
export const checkpointJob = defineJob({
  name: 'checkpoint',
  payload: Type.Object({ book: Type.Integer() }),
  run: (deps: Deps, { book }) => makeCheckpoint(deps, book, { everySeconds }),
  sweep: {
    everySeconds: sweepEverySeconds,
    async find(deps: Deps) {
      // Each worker keeps the files of its own machine, so this cannot be left to whoever takes the nudge.
      await writeOutAll(deps);
      const books = await dueBooks(deps, everySeconds);
      return books.map((book) => ({ id: `book-${book}`, payload: { book } }));
    },
  },
});
