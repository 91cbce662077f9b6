import { randomInt } from 'node:crypto';
import { record } from '../audit/index.ts';
import { dateInChina, type Instant, instant, plusSeconds } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { countStrike } from '../kit/strikes.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { checkPin } from '../sign-in/index.ts';
import { describeRedemptions } from './redemption.ts';
import { refuse } from './refusals.ts';
import { addPayCode, countWithoutPin, findPayCode, findRedemption } from './store.ts';

/** Ours, so that a till never takes it for a code of WeChat (10–15) or Alipay (25–30). */
const prefix = '62';
/** A phone that shows the code all the time asks about once a minute. */
const issuedPerMinuteMax = 30;

/**
 * A code of 18 digits that pays once and for a short time (`pay_code.valid_s`). The digits leave this function
 * and are kept nowhere. With the PIN of the device it pays for any amount, without for small ones and a few times a day.
 * Refuses: too_many_requests, pin_required, pin_not_set, pin_wrong, pin_locked.
 */
export async function issuePayCode(
  deps: Deps,
  { book, personId, sessionId }: { book: number; personId: string; sessionId: string },
  { pin }: { pin?: string } = {},
) {
  const asked = await countStrike(deps.db, `pay-codes|${book}|${personId}`, 60);
  if (asked > issuedPerMinuteMax) throw refuseAny('too_many_requests', { retryAfterSeconds: 60 });
  const withPin = pin !== undefined;
  if (withPin) await checkPin(deps, { book, personId, sessionId }, pin);
  const code = `${prefix}${digits(8)}${digits(8)}`;
  return deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, String(book), now);
    if (!withPin) await requireFewWithoutPin(tx, book, personId, rules, now);
    const validSeconds = rules.get('pay_code.valid_s');
    const row = {
      book,
      id: newId(),
      volunteerId: personId,
      codeIndex: deps.vault.index('pay-code', code),
      issuedAt: now,
      expiresAt: plusSeconds(now, validSeconds),
      withPin,
    };
    await addPayCode(tx, row);
    await record(tx, book, {
      action: 'pay_code.issue',
      object: { kind: 'pay_code', id: row.id },
      by: personId,
      after: { expiresAt: row.expiresAt, withPin },
    });
    return { id: row.id, code, expiresAt: row.expiresAt.toISOString(), validSeconds };
  });
}

/** Refuses: pin_required. */
async function requireFewWithoutPin(
  tx: Tx,
  book: number,
  personId: string,
  rules: Rules,
  now: Instant,
): Promise<void> {
  const limit = rules.get('pay_code.without_pin_per_day');
  if (limit === null) return;
  const today = instant(`${dateInChina(now)}T00:00:00+08:00`);
  if ((await countWithoutPin(tx, book, personId, today)) >= limit) throw refuse('pin_required');
}

const digits = (count: number) => String(randomInt(10 ** count)).padStart(count, '0');

/** Whether a code of the volunteer's own was spent, so that the phone can say so. Refuses: pay_code_unknown. */
export async function showPayCode(deps: Deps, by: { book: number; personId: string }, id: string) {
  const row = await findPayCode(deps.db, by.book, id);
  if (!row || row.volunteerId !== by.personId) throw refuse('pay_code_unknown');
  const spent = await findRedemption(deps.db, by.book, id);
  if (spent) {
    const [redemption] = await describeRedemptions(deps, deps.db, by.book, [spent]);
    return { id, state: 'spent' as const, redemption: redemption! };
  }
  const expired = row.expiresAt <= (await deps.clock.now(deps.db));
  return { id, state: expired ? ('expired' as const) : ('open' as const), redemption: null };
}
