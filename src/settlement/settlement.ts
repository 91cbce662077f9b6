import type { Db, Tx } from '../kit/db.ts';
import { progressOf } from './store.ts';
import type { SettlementRow } from './tables.ts';

/** Lines posted in one transaction, at most: small enough that a crash repeats little and locks are short. */
export const batchLinesMax = 500;

export interface SettlementView {
  id: string;
  activityId: string;
  state: 'posting' | 'settled';
  lines: { total: number; waiting: number; posted: number; held: number };
  minutes: number;
  centipoints: number;
  createdAt: string;
  settledAt: string | null;
}

/** How far the settlement of an activity has come. */
export async function describeSettlement(db: Db | Tx, row: SettlementRow): Promise<SettlementView> {
  const { waiting, posted, held, minutes, centipoints, settledAt } = await progressOf(
    db,
    row.book,
    row.id,
  );
  const settled = settledAt !== null || row.lines === 0;
  return {
    id: row.id,
    activityId: row.id,
    state: settled ? 'settled' : 'posting',
    lines: { total: row.lines, waiting, posted, held },
    minutes,
    centipoints,
    createdAt: row.createdAt.toISOString(),
    settledAt: settled ? (settledAt ?? row.createdAt.toISOString()) : null,
  };
}
