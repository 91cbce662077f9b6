import type { Deps } from '../kit/deps.ts';
import { accountId, readBalance } from '../ledger/index.ts';
import { issuePayCode, redeemCode, refundRedemption } from '../rewards/index.ts';
import { cashierOf } from './actors.ts';
import type { TownPlan } from './plan.ts';

const centipointsEach = [200, 350, 120, 500, 80];

/** Some volunteers spend points at the shops, through the ordinary pay codes; one gets them back. */
export async function spendSomePoints(deps: Deps, plan: TownPlan): Promise<void> {
  const { book } = plan;
  for (const [n, { id: personId }] of plan.volunteers.slice(0, 12).entries()) {
    const merchant = plan.merchants[n % plan.merchants.length]!;
    const till = { book, merchantId: merchant.id, personId: merchant.clerk.id };
    const centipoints = centipointsEach[n % centipointsEach.length]!;
    const { balance } = await readBalance(deps.db, book, accountId(book, personId, 'points_main'));
    if (balance < centipoints) continue;
    const { code } = await issuePayCode(deps, { book, personId, sessionId: '' });
    const redemption = await redeemCode(deps, deps.transact, till, { code, centipoints });
    if (n !== 4) continue;
    const cashier = cashierOf(plan, merchant);
    await refundRedemption(deps, deps.transact, cashier, { redemptionId: redemption.id });
  }
}
