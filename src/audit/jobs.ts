import { Type } from 'typebox';
import type { Deps } from '../kit/deps.ts';
import { defineJob } from '../kit/queue.ts';
import { writeCheckpoints } from './checkpoint.ts';
import { writeOutLog } from './write-out-log.ts';

/** What the owner of the database could write anew without being found out is never more than these seconds hold. */
const checkpointSeconds = 300;

/** Signs how far the log has come. */
export const signLogJob = defineJob({
  name: 'audit-checkpoint',
  payload: Type.Object({}),
  run: (deps: Deps) => writeCheckpoints(deps),
  sweep: {
    everySeconds: checkpointSeconds,
    async find(deps: Deps) {
      // Each worker keeps the files of its own machine, so this cannot be left to whoever takes the nudge.
      await writeOutLog(deps);
      return [{ id: 'due', payload: {} }];
    },
  },
});
