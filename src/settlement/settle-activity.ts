import type { Actor } from '../access/index.ts';
import { type ClosedActivity, closeActivity, lockActivityFor } from '../activities/index.ts';
import { type Deed, record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Transact, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { earnedCentipoints, freezeRecords, type ServiceRecord } from '../records/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { nudgeBatches } from './jobs.ts';
import { batchLinesMax, describeSettlement, type SettlementView } from './settlement.ts';
import { addSettlement, batchesOf, findSettlement } from './store.ts';

/**
 * Closes an activity of the station and freezes what everybody served into lines, which workers then post in
 * batches. An activity settles once: asking again gives the settlement that is there.
 * Refuses: activity_unknown, not_allowed, activity_state_wrong.
 */
export async function settleActivity(
  deps: Deps,
  transact: Transact,
  actor: Actor,
  activityId: string,
): Promise<SettlementView> {
  const view = await transact(async (tx) => {
    // Locked before looking, so that of two who settle at once the second finds what the first did.
    const activity = await lockActivityFor(tx, actor, 'settlement.make', activityId);
    const existing = await findSettlement(tx, actor.book, activityId);
    if (existing) return describeSettlement(tx, existing);
    const now = await deps.clock.now(tx);
    return settle(tx, actor, await closeActivity(tx, activity, now), now);
  });
  await nudgeBatches(deps, await batchesOf(deps.db, actor.book, view.id));
  return view;
}

async function settle(tx: Tx, by: { personId: string }, closed: ClosedActivity, now: Instant) {
  const { activity } = closed;
  // The rules of the day of the service, not of the day somebody pressed the button.
  const served = activity.endsAt < now ? activity.endsAt : now;
  const rules = await rulesInForce(tx, activity.book, activity.region, served);
  const records = await freezeRecords(tx, closed, rules, now);
  const row = {
    book: activity.book,
    id: activity.id,
    stationId: activity.stationId,
    region: activity.region,
    effectiveAt: served,
    ruleVersion: rules.version,
    lines: records.length,
    createdBy: by.personId,
    createdAt: now,
  };
  const lines = records.map((record, index) => ({
    book: activity.book,
    id: record.id,
    settlementId: activity.id,
    batch: Math.floor(index / batchLinesMax) + 1,
    volunteerId: record.volunteerId,
    ...earnings(record, rules),
  }));
  await addSettlement(tx, row, lines, Math.ceil(lines.length / batchLinesMax));
  const { stationId, ruleVersion } = row;
  const closing: Deed = {
    action: 'activity.close',
    object: { kind: 'activity', id: activity.id },
    by: by.personId,
    before: { state: 'published', closedAt: null },
    after: { state: activity.state, closedAt: activity.closedAt },
  };
  await record(tx, activity.book, closing, {
    action: 'settlement.make',
    object: { kind: 'settlement', id: activity.id },
    by: by.personId,
    after: { stationId, effectiveAt: served, ruleVersion, lines: records.length },
  });
  return describeSettlement(tx, row);
}

/** What a record brings, or why it is held from the start. */
function earnings(record: ServiceRecord, rules: Rules) {
  const centipoints = earnedCentipoints(
    record.minutes,
    rules.get('pt.per_credit_hour'),
    rules.get('pt.coef_percent'),
  );
  const heldReason = record.withoutCheckOut
    ? 'check_out_missing'
    : record.minutes === 0
      ? record.rawMinutes < rules.get('record.quantum_min')
        ? 'too_short'
        : 'day_limit_reached'
      : null;
  return {
    minutes: record.minutes,
    centipoints,
    heldReason,
    state: heldReason ? ('held' as const) : ('waiting' as const),
  };
}
