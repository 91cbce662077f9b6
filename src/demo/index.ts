import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { stopwatch } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { readDivisions } from '../regions/index.ts';
import { forgottenBatches } from '../settlement/index.ts';
import { hasBodies, raiseBodies } from './bodies.ts';
import { announceComingDays, liveThroughDays } from './days.ts';
import { settleTown } from './people.ts';
import { planTown, type TownPlan, type TownSize } from './plan.ts';
import { spendSomePoints } from './purchases.ts';
import { readTown, writeTown } from './store.ts';

export { cashierOf, managerOf, streetOfficeOf } from './actors.ts';
export { demoLoginsOf, demoWelcome } from './logins.ts';
export { planTown, type TownPlan, type TownSize } from './plan.ts';

const usual: TownSize = { volunteers: 80, days: 21 };
const settleSecondsMax = 120;

/** `--volunteers 100000 --days 0` → how big a town. */
export function readTownSize(args: string[]): TownSize {
  const { values } = parseArgs({
    args,
    options: { volunteers: { type: 'string' }, days: { type: 'string' } },
  });
  return {
    volunteers: Number(values.volunteers ?? usual.volunteers),
    days: Number(values.days ?? usual.days),
  };
}

/**
 * Raises the demonstration town, through the same operations that people use, or tops it up with the coming
 * days when it stands already. Repeatable; a run that was broken off goes on where it stopped.
 */
export async function raiseDemoTown(
  deps: Deps,
  size: TownSize,
  say: (line: string) => void,
): Promise<TownPlan> {
  const elapsed = stopwatch();
  const now = await deps.clock.now(deps.db);
  const standing = await readTown(deps.db, deps.book);
  const divisions = await readDivisions(String(deps.book));
  const plan = planTown(deps.book, divisions, size);
  if (!standing || standing.volunteers < size.volunteers) {
    await settleTown(deps, divisions, plan, now);
    await raiseBodies(deps, plan);
    await liveThroughDays(deps, plan, now, size.days);
    await waitForSettlement(deps);
    await spendSomePoints(deps, plan);
    await writeTown(deps.db, deps.book, size.volunteers);
    say(
      `演示城市已建好 / the demonstration town stands: ${size.volunteers} volunteers, ${(elapsed() / 1000).toFixed(1)} s`,
    );
  } else if (!(await hasBodies(deps))) {
    // It was raised before there were any.
    await raiseBodies(deps, plan);
  }
  await announceComingDays(deps, plan, now);
  return plan;
}

/** The points of the past days are spent only once the workers have posted them. */
async function waitForSettlement(deps: Deps): Promise<void> {
  const waited = stopwatch();
  while ((await forgottenBatches(deps.db, 0)).length > 0) {
    if (waited() > settleSecondsMax * 1000)
      throw new Error('the workers did not settle the demonstration town in time');
    await sleep(50);
  }
}
