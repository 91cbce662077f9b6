import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { maskedVolunteers } from '../people/index.ts';
import { merchantNames, refundedAmong } from './store.ts';
import type { RedemptionRow } from './tables.ts';

/** The receipt of a redemption. */
export interface RedemptionView {
  id: string;
  centipoints: number;
  at: string;
  merchant: { id: string; name: string };
  payer: { name: string };
  state: 'succeeded' | 'refunded';
}

export async function describeRedemptions(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  book: number,
  rows: RedemptionRow[],
): Promise<RedemptionView[]> {
  const shops = await merchantNames(
    db,
    book,
    rows.map(({ merchantId }) => merchantId),
  );
  const payers = await maskedVolunteers(
    deps,
    db,
    book,
    rows.map(({ volunteerId }) => volunteerId),
  );
  const refunded = await refundedAmong(
    db,
    book,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    centipoints: row.centipoints,
    at: row.at.toISOString(),
    merchant: { id: row.merchantId, name: shops.get(row.merchantId) ?? '' },
    payer: { name: payers.get(row.volunteerId)?.name ?? '' },
    state: refunded.has(row.id) ? 'refunded' : 'succeeded',
  }));
}
