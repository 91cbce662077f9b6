import { randomInt } from 'node:crypto';
import { record } from '../audit/index.ts';
import { plusSeconds } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { countStrike } from '../kit/strikes.ts';
import { rulesInForce } from '../rules/index.ts';
import { describeRedemptions } from './redemption.ts';
import { refuse } from './refusals.ts';
import { addPayCode, findPayCode, findRedemption } from './store.ts';

/** Ours, so that a till never takes it for a code of WeChat (10–15) or Alipay (25–30). */
const prefix = '62';
/** A phone that shows the code all the time asks about once a minute. */
const issuedPerMinuteMax = 30;

/**
 * A code of 18 digits that pays once and for a short time (`pay_code.valid_s`). The digits leave this function
 * and are kept nowhere.
 * Refuses: too_many_requests.
 */
export async function issuePayCode(
  deps: Deps,
  { book, personId }: { book: number; personId: string },
) {
  const asked = await countStrike(deps.db, `pay-codes|${book}|${personId}`, 60);
  if (asked > issuedPerMinuteMax) throw refuseAny('too_many_requests', { retryAfterSeconds: 60 });
  const code = `${prefix}${digits(8)}${digits(8)}`;
  return deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const rules = await rulesInForce(tx, book, String(book), now);
    const validSeconds = rules.get('pay_code.valid_s');
    const row = {
      book,
      id: newId(),
      volunteerId: personId,
      codeIndex: deps.vault.index('pay-code', code),
      issuedAt: now,
      expiresAt: plusSeconds(now, validSeconds),
    };
    await addPayCode(tx, row);
    await record(tx, book, {
      action: 'pay_code.issue',
      object: { kind: 'pay_code', id: row.id },
      by: personId,
      after: { expiresAt: row.expiresAt },
    });
    return { id: row.id, code, expiresAt: row.expiresAt.toISOString(), validSeconds };
  });
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
