import { Type } from 'typebox';
import { removeOldEntries } from '../audit/index.ts';
import { forgetFilingPeople } from '../filings/index.ts';
import { removeOldImports } from '../imports/index.ts';
import { dateInChina, type Instant, plusMinutes } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { removeOldAnswers } from '../kit/idempotency.ts';
import { defineJob } from '../kit/queue.ts';
import { endUnanswered, lapseGuardians } from '../registration/index.ts';
import { removeOldPayCodes } from '../rewards/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { buryKeys } from './reseal.ts';

const sweepEverySeconds = 3600;
/** A long month, so that nothing goes before its time. */
const daysPerMonth = 31;
const minutesPerHour = 60;

/** Answers to keyed requests, and pay codes that nobody took; how many went. Strikes and codes are sign-in's own sweep. */
export async function removeUnused(
  { transact, book }: Pick<Deps, 'transact' | 'book'>,
  rules: Rules,
  now: Instant,
): Promise<number> {
  const expiredBefore = plusMinutes(now, -rules.get('retention.pay_code_h') * minutesPerHour);
  const removals = [
    (tx: Tx) => removeOldAnswers(tx, book, rules.get('retention.idempotency_days')),
    (tx: Tx) => removeOldPayCodes(tx, book, expiredBefore),
  ];
  let total = 0;
  for (const remove of removals)
    for (let removed = 1; removed > 0; total += removed) removed = await transact(remove);
  return total;
}

/** Once a day, removes what the rule set keeps for a time only (domain.md 12, retention). */
export const retentionJob = defineJob({
  name: 'retention',
  payload: Type.Object({}),
  async run(deps: Deps) {
    const { db, book } = deps;
    const now = await deps.clock.now(db);
    const rules = await rulesInForce(db, book, String(book), now);
    await removeOldEntries(deps, book, rules.get('audit.log_months') * daysPerMonth);
    await removeOldImports(deps, book, rules.get('import.bad_rows_days'));
    await forgetFilingPeople(deps, book, rules.get('retention.filing_people_days'));
    await removeUnused(deps, rules, now);
    const { kept } = await buryKeys(deps);
    if (kept.length > 0) deps.log.warn({ kept }, 'data keys are in use again: rotate anew');
    await lapseGuardians(deps);
    await endUnanswered(deps);
  },
  sweep: {
    everySeconds: sweepEverySeconds,
    async find({ db, clock }: Deps) {
      return [{ id: dateInChina(await clock.now(db)), payload: {} }];
    },
  },
});
