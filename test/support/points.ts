import { managerOf } from '../../src/demo/index.ts';
import { publishRuleSet } from '../../src/rules/index.ts';
import { batchesOf, postBatch, settleActivity } from '../../src/settlement/index.ts';
import { pastAttendance } from './attendance.ts';
import type { TestTown } from './town.ts';

/**
 * Gives each person exactly so many centipoints, the way people get them: by two hours of service, settled
 * under a rule set whose rate makes it come out right. An even number, 20,000 at most.
 */
export async function givePoints(
  town: TestTown,
  personIds: string[],
  centipoints: number,
): Promise<void> {
  const { deps, plan } = town;
  const { book, stations } = plan;
  await deps.transact((tx) =>
    publishRuleSet(tx, book, {
      effectiveFrom: '2026-01-01',
      note: 'test',
      changes: [{ region: stations[0]!.region, key: 'pt.per_credit_hour', value: centipoints / 2 }],
    }),
  );
  const activityId = await pastAttendance(town, personIds);
  await settleActivity(deps, deps.transact, managerOf(plan, stations[0]!), activityId);
  for (const batch of await batchesOf(deps.db, book, activityId)) await postBatch(deps, batch);
}
