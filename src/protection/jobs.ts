import { Type } from 'typebox';
import { removeOldEntries } from '../audit/index.ts';
import { removeOldImports } from '../imports/index.ts';
import { dateInChina } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { defineJob } from '../kit/queue.ts';
import { rulesInForce } from '../rules/index.ts';

const sweepEverySeconds = 3600;
/** A long month, so that nothing goes before its time. */
const daysPerMonth = 31;

/** Once a day, removes what the rule set keeps for a time only (domain.md 12, retention). */
export const retentionJob = defineJob({
  name: 'retention',
  payload: Type.Object({}),
  async run(deps: Deps) {
    const { db, book } = deps;
    const rules = await rulesInForce(db, book, String(book), await deps.clock.now(db));
    await removeOldEntries(deps, book, rules.get('audit.log_months') * daysPerMonth);
    await removeOldImports(deps, book, rules.get('import.bad_rows_days'));
  },
  sweep: {
    everySeconds: sweepEverySeconds,
    async find({ db, clock }: Deps) {
      return [{ id: dateInChina(await clock.now(db)), payload: {} }];
    },
  },
});
