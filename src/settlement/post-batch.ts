import type { Deps } from '../kit/deps.ts';
import { timedIdFromCause } from '../kit/id.ts';
import {
  accountId,
  openAccounts,
  type PostResult,
  post,
  type Transfer,
  transferCodes,
} from '../ledger/index.ts';
import { holdGoingOn } from '../people/index.ts';
import { heldReasons } from './refusals.ts';
import { type BatchKey, findSettlement, finishBatch, lockBatch, waitingLines } from './store.ts';
import type { LineRow, SettlementRow } from './tables.ts';

/**
 * Posts the lines of one batch in one transaction: hours and points of a line together or not at all, each
 * transfer keyed by its line, for the registration that goes on where theirs was merged since. A batch that is done, or that another worker has just done, is left alone; a
 * crash before the commit repeats the batch for free. A line that the ledger refuses is held with the
 * reason and never blocks its neighbours.
 */
export async function postBatch(deps: Deps, key: BatchKey): Promise<void> {
  await deps.transact(async (tx) => {
    const batch = await lockBatch(tx, key);
    if (!batch || batch.state === 'done') return;
    const settlement = (await findSettlement(tx, key.book, key.settlementId))!;
    const lines = await waitingLines(tx, key);
    const region = settlement.region;
    const people = lines.map(({ volunteerId }) => volunteerId);
    const goesOn = await holdGoingOn(tx, key.book, people);
    await openAccounts(
      tx,
      key.book,
      (['hours_issue', 'points_issue'] as const).map((kind) => ({
        id: accountId(key.book, region, kind),
        kind,
        owner: null,
        region,
      })),
    );
    const transfers = lines.map((line, index) => {
      const owner = goesOn.get(line.volunteerId) ?? line.volunteerId;
      return transfersOf(settlement, { ...line, owner }, index + 1);
    });
    const results = await post(tx, key.book, transfers.flat());
    const byId = new Map(transfers.flat().map(({ id }, index) => [id, results[index]!]));
    const outcomes = lines.map((line, index) => ({
      id: line.id,
      heldReason: reasonOf(transfers[index]!.map(({ id }) => byId.get(id)!)),
    }));
    await finishBatch(tx, key, outcomes, await deps.clock.now(tx));
  });
}

function transfersOf(
  settlement: SettlementRow,
  line: LineRow & { owner: string },
  group: number,
): Transfer[] {
  const { book, region, ruleVersion, effectiveAt } = settlement;
  const common = { subject: line.id, group, ruleVersion, effectiveAt };
  const hours: Transfer = {
    ...common,
    id: timedIdFromCause(effectiveAt, `settlement-${line.id}-hours`),
    debit: accountId(book, region, 'hours_issue'),
    credit: accountId(book, line.owner, 'hours_credit'),
    amount: line.minutes,
    code: transferCodes.service_hours,
  };
  const points: Transfer = {
    ...common,
    id: timedIdFromCause(effectiveAt, `settlement-${line.id}-points`),
    debit: accountId(book, region, 'points_issue'),
    credit: accountId(book, line.owner, 'points_main'),
    amount: line.centipoints,
    code: transferCodes.service_points,
  };
  return line.centipoints > 0 ? [hours, points] : [hours];
}

/** The first reason that is the line's own; `group_failed` only says that a neighbour in the group has one. */
function reasonOf(results: PostResult[]): string | null {
  const refused = results
    .map(({ result }) => result)
    .filter((result) => result !== 'created' && result !== 'exists');
  const own = refused.find((result) => result !== 'group_failed') ?? refused[0];
  if (own === undefined) return null;
  return Object.hasOwn(heldReasons, own) ? own : 'refused_by_ledger';
}
