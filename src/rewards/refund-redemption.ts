import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Transact, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { timedIdFromCause } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { accountId, isPosted, post, readBalance, transferCodes } from '../ledger/index.ts';
import { holdGoingOn } from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { redemptionThing } from './list-redemptions.ts';
import { refuse } from './refusals.ts';
import { addRefund, findMerchant, findRedemption } from './store.ts';

export interface RefundView {
  id: string;
  redemptionId: string;
  centipoints: number;
  at: string;
}

/**
 * The merchant gives all points of a redemption back, by a transfer linked to the first one. Once. They come to the
 * registration that goes on, where the volunteer's was merged since.
 * Refuses: redemption_unknown (also another merchant's), not_allowed, already_refunded, merchant_points_short.
 */
export async function refundRedemption(
  deps: Deps,
  transact: Transact,
  actor: Actor,
  { redemptionId }: { redemptionId: string },
): Promise<RefundView> {
  const { book, personId } = actor;
  return transact(async (tx) => {
    const unknown = refuse('redemption_unknown', { pointer: '/redemptionId' });
    const redemption = await findRedemption(tx, book, redemptionId);
    if (!redemption) throw unknown;
    requireMay(actor, 'refund.make', redemptionThing(redemption), unknown);
    const merchant = await findMerchant(tx, book, redemption.merchantId);
    invariant(merchant, 'a redemption names a merchant');
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, merchant.region, now);
    const { centipoints } = redemption;
    const id = timedIdFromCause(redemption.at, `refund-${redemptionId}`);
    const { volunteerId: payer } = redemption;
    const goesOn = (await holdGoingOn(tx, book, [payer])).get(payer);
    const [posted] = await post(tx, book, [
      {
        kind: 'reversal',
        id,
        origin: redemptionId,
        amount: centipoints,
        code: transferCodes.refund,
        subject: redemptionId,
        ruleVersion: rules.version,
      },
    ]);
    const { result } = posted!;
    if (result === 'below_floor') throw refuse('merchant_points_short');
    if (result === 'exists' || result === 'already_reversed') throw refuse('already_refunded');
    invariant(result === 'created', `the ledger says ${result} for a refund of ${redemptionId}`);
    if (goesOn) await handOn(tx, { book, payer, goesOn, id, ruleVersion: rules.version }, now);
    await addRefund(tx, { book, id, redemptionId, centipoints, at: now, givenBy: personId });
    await record(tx, book, {
      action: 'redemption.refund',
      object: { kind: 'redemption', id: redemptionId },
      by: personId,
      after: { refundId: id, centipoints },
    });
    return { id, redemptionId, centipoints, at: now.toISOString() };
  });
}

/** What came back to a registration that has ended goes on to the other; what has lapsed meanwhile does not. */
async function handOn(
  tx: Tx,
  {
    book,
    payer,
    goesOn,
    id,
    ruleVersion,
  }: { book: number; payer: string; goesOn: string; id: string; ruleVersion: number },
  now: Instant,
): Promise<void> {
  const debit = accountId(book, payer, 'points_main');
  const { available: amount } = await readBalance(tx, book, debit);
  if (amount === 0) return;
  const [posted] = await post(tx, book, [
    {
      ...{ id: timedIdFromCause(now, `merge-${payer}-${id}`), debit, amount, ruleVersion },
      credit: accountId(book, goesOn, 'points_main'),
      ...{ code: transferCodes.merged, subject: payer },
    },
  ]);
  invariant(isPosted(posted!), `the ledger says ${posted!.result} for a merge`);
}
