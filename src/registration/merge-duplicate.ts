import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { timedIdFromCause } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import {
  accountId,
  holdAccounts,
  isPosted,
  post,
  readBalance,
  transferCodes,
} from '../ledger/index.ts';
import {
  addProtection,
  describeVolunteer,
  lockVolunteer,
  personalAccountKinds,
  removeProtection,
  type VolunteerRow,
  type VolunteerState,
  type VolunteerView,
} from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { endRegistration } from './end-serving.ts';
import { requireSeen } from './protect.ts';
import { refuse } from './refusals.ts';
import { ended } from './review-volunteer.ts';
import { volunteerThing } from './volunteer-thing.ts';

export interface Merge {
  /** The registration that goes on. */
  keptId: string;
  duplicateId: string;
  reason: string;
}

const mayGoOn: VolunteerState[] = ['active', 'suspended'];

/**
 * Two registrations turn out to be one person: hours and points move to the one that goes on, with the days on which
 * points lapse, and the other ends. What it did stays under its own number, which names the one that goes on.
 * Refuses: merge_same, volunteer_unknown, not_allowed, self_review, volunteer_state_wrong.
 */
export async function mergeDuplicate(
  deps: Deps,
  actor: Actor,
  { keptId, duplicateId, reason }: Merge,
): Promise<VolunteerView> {
  const { book, personId } = actor;
  if (keptId === duplicateId) throw refuse('merge_same', { pointer: '/duplicateId' });
  return deps.transact(async (tx) => {
    // In the order of their ids, so that two who merge the other way round do not wait for each other.
    const rows = new Map<string, VolunteerRow>();
    for (const id of [keptId, duplicateId].sort()) {
      const row = await lockVolunteer(tx, book, id);
      const pointer = id === keptId ? '/keptId' : '/duplicateId';
      const unknown = refuse('volunteer_unknown', { pointer });
      if (!row) throw unknown;
      await requireSeen(tx, actor, row, unknown);
      requireMay(actor, 'volunteer.merge', volunteerThing(row), unknown);
      rows.set(id, row);
    }
    const [kept, duplicate] = [rows.get(keptId)!, rows.get(duplicateId)!];
    if (!mayGoOn.includes(kept.state) || !kept.nameSealed)
      throw refuse('volunteer_state_wrong', { pointer: '/keptId' });
    if (ended.includes(duplicate.state) || !duplicate.nameSealed)
      throw refuse('volunteer_state_wrong', { pointer: '/duplicateId' });
    const now = await deps.clock.now(tx);
    const moved = await moveBalances(tx, kept, duplicate, now);
    await moveProtection(tx, kept, duplicate, now);
    await endRegistration(deps, tx, duplicate, { by: personId, now, mergedInto: keptId });
    await record(tx, book, {
      action: 'volunteer.merge',
      object: { kind: 'person', id: duplicateId },
      before: { state: duplicate.state },
      after: { state: 'cancelled', mergedInto: keptId, number: kept.number, reason, ...moved },
    });
    return describeVolunteer(deps, tx, book, keptId);
  });
}

/** The one person is protected when either registration was. */
async function moveProtection(tx: Tx, kept: VolunteerRow, duplicate: VolunteerRow, since: Instant) {
  const { book, id: personId } = kept;
  const id = await removeProtection(tx, book, duplicate.id);
  if (id !== undefined) await addProtection(tx, { book, id, personId, since });
}

/** All that is there: who was never approved has no accounts, and nothing in them. */
async function moveBalances(tx: Tx, kept: VolunteerRow, duplicate: VolunteerRow, now: Instant) {
  const { book } = kept;
  const rules = await rulesInForce(tx, book, kept.residenceRegion, now);
  const pairs = personalAccountKinds.map((kind) => ({
    ...{ kind, debit: accountId(book, duplicate.id, kind) },
    credit: accountId(book, kept.id, kind),
  }));
  const accounts = pairs.flatMap(({ debit, credit }) => [debit, credit]);
  await holdAccounts(tx, book, accounts);
  const moved: Record<string, number> = {};
  const transfers = [];
  for (const { kind, debit, credit } of pairs) {
    const { available: amount } = await readBalance(tx, book, debit);
    if (amount === 0) continue;
    moved[kind] = amount;
    transfers.push({
      ...{ id: timedIdFromCause(now, `merge-${duplicate.id}-${kind}`), debit, credit, amount },
      ...{ code: transferCodes.merged, subject: duplicate.id, ruleVersion: rules.version },
    });
  }
  for (const posted of await post(tx, book, transfers))
    invariant(isPosted(posted), `the ledger says ${posted.result} for a merge`);
  return moved;
}
