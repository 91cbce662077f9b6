import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Transact, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { Refusal } from '../kit/refusal.ts';
import { countStrike, readStrikes } from '../kit/strikes.ts';
import { accountId, post, transferCodes } from '../ledger/index.ts';
import { maskedVolunteers } from '../people/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { describeRedemptions, type RedemptionView, receipt } from './redemption.ts';
import { refuse } from './refusals.ts';
import { addRedemption, findMerchant, findPayCodeByIndex, findRedemption } from './store.ts';

export interface Till {
  book: number;
  merchantId: string;
  /** Who stands at it. */
  personId: string;
}

interface Asked {
  code: string;
  centipoints: number;
}

const strikeWindowSeconds = 60;

/**
 * Moves the points of whoever shows `code` to the merchant, once. The code's id is the transfer's id, so no
 * row has to be locked for "once". The same merchant asking for the same amount again gets the same receipt:
 * tills lose answers.
 * Refuses: till_locked, code_unknown, code_spent, code_expired, amount_too_large, code_needs_pin,
 * points_short.
 */
export async function redeemCode(
  deps: Deps,
  transact: Transact,
  till: Till,
  asked: Asked,
): Promise<RedemptionView> {
  let isReplay = true;
  try {
    return await transact((tx) => {
      isReplay = false;
      return takePoints(deps, tx, till, asked);
    });
  } catch (error) {
    if (error instanceof LockedTill) {
      const seconds = error.retryAfterSeconds;
      throw refuse('till_locked', { values: { seconds }, retryAfterSeconds: seconds });
    }
    // Counted outside of the transaction, which the refusal has rolled back; a replay is no new guess.
    if (!isReplay && error instanceof Refusal && error.code === 'code_unknown') {
      await countStrike(deps.db, strikesOf(till), strikeWindowSeconds);
    }
    throw error;
  }
}

/**
 * No `Refusal`, so that it is not kept under the request's key: the same request may be taken once the lock is
 * over. And it is thrown inside of the transaction, so that a key that was answered before still gets that
 * answer: a till that hears "locked" for points it has taken would take them again.
 */
class LockedTill extends Error {
  constructor(readonly retryAfterSeconds: number) {
    super('the till is locked');
  }
}

const strikesOf = ({ book, merchantId }: Till) => `till|${book}|${merchantId}`;

async function takePoints(deps: Deps, tx: Tx, till: Till, asked: Asked): Promise<RedemptionView> {
  const { book, merchantId, personId } = till;
  const merchant = await findMerchant(tx, book, merchantId);
  invariant(merchant, 'the role of a merchant names a merchant');
  const now = await deps.clock.now(tx);
  const rules = await rulesInForce(tx, book, merchant.region, now);
  await requireOpenTill(tx, till, rules);
  const payCode = await findPayCodeByIndex(tx, book, deps.vault.index('pay-code', asked.code));
  if (!payCode) throw refuse('code_unknown', { pointer: '/code' });
  const earlier = await receiptOf(deps, tx, till, asked, payCode.id);
  if (earlier) return earlier;
  if (payCode.expiresAt <= now) throw refuse('code_expired', { pointer: '/code' });
  requireAmount(asked.centipoints, rules.get('redemption.max_centipoints'));
  const small = rules.get('pay_code.without_pin_centipoints');
  if (!payCode.withPin && asked.centipoints > small)
    throw refuse('code_needs_pin', { pointer: '/centipoints', values: { points: small / 100 } });
  // Read before posting: from then on the merchant's account is locked for every other till of the shop.
  const payers = await maskedVolunteers(deps, tx, book, [payCode.volunteerId]);
  const names = { shop: merchant.name, payer: payers.get(payCode.volunteerId)?.name ?? '' };
  const [posted] = await post(tx, book, [
    {
      id: payCode.id,
      debit: accountId(book, payCode.volunteerId, 'points_main'),
      credit: accountId(book, merchantId, 'merchant_points'),
      amount: asked.centipoints,
      code: transferCodes.redemption,
      subject: payCode.id,
      ruleVersion: rules.version,
    },
  ]);
  if (posted!.result === 'below_floor') throw refuse('points_short', { pointer: '/centipoints' });
  if (posted!.result === 'created')
    return writeReceipt(tx, till, asked, payCode, { at: now, ...names });
  // Another till was faster: by now its receipt can be read.
  const meanwhile = await receiptOf(deps, tx, till, asked, payCode.id);
  if (!meanwhile)
    throw new Error(`the ledger says ${posted!.result} for a pay code by ${personId}`);
  return meanwhile;
}

/** A till that keeps entering codes that do not exist is guessing. */
async function requireOpenTill(tx: Tx, till: Till, rules: Rules): Promise<void> {
  const { count, retryAfterSeconds } = await readStrikes(tx, strikesOf(till));
  if (count >= rules.get('pay_code.bad_tries_per_min')) throw new LockedTill(retryAfterSeconds);
}

/** The receipt this very merchant has for this very amount; refuses code_spent when the code paid for something else. */
async function receiptOf(deps: Deps, tx: Tx, till: Till, asked: Asked, id: string) {
  const row = await findRedemption(tx, till.book, id);
  if (!row) return undefined;
  if (row.merchantId !== till.merchantId || row.centipoints !== asked.centipoints) {
    throw refuse('code_spent', { pointer: '/code' });
  }
  const [view] = await describeRedemptions(deps, tx, till.book, [row]);
  return view!;
}

async function writeReceipt(
  tx: Tx,
  { book, merchantId, personId }: Till,
  { centipoints }: Asked,
  payCode: { id: string; volunteerId: string },
  { at, shop, payer }: { at: Instant; shop: string; payer: string },
): Promise<RedemptionView> {
  const { id, volunteerId } = payCode;
  const row = { book, id, merchantId, volunteerId, centipoints, at, takenBy: personId };
  await addRedemption(tx, row);
  await record(tx, book, {
    action: 'redemption.make',
    object: { kind: 'redemption', id },
    by: personId,
    after: { merchantId, volunteerId, centipoints },
  });
  return receipt(row, { shop, payer, state: 'succeeded' });
}

function requireAmount(centipoints: number, max: number): void {
  if (centipoints > max)
    throw refuse('amount_too_large', { pointer: '/centipoints', values: { points: max / 100 } });
}
