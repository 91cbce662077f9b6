import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { Language } from '../kit/refusal.ts';
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
  return rows.map((row) =>
    receipt(row, {
      shop: shops.get(row.merchantId) ?? '',
      payer: payers.get(row.volunteerId)?.name ?? '',
      state: refunded.has(row.id) ? 'refunded' : 'succeeded',
    }),
  );
}

/** The receipt of a row whose names are known already. */
export function receipt(
  row: RedemptionRow,
  { shop, payer, state }: { shop: string; payer: string; state: RedemptionView['state'] },
): RedemptionView {
  return {
    id: row.id,
    centipoints: row.centipoints,
    at: row.at.toISOString(),
    merchant: { id: row.merchantId, name: shop },
    payer: { name: payer },
    state,
  };
}

/** The receipt as people read it. The words are made when it is shown: a kept answer has no language. */
export function redemptionInWords(view: RedemptionView, language: Language) {
  const points = (view.centipoints / 100).toFixed(2);
  const [shop, payer] = [view.merchant.name, view.payer.name];
  const sentences = {
    succeeded: {
      'zh-CN': `${payer}在“${shop}”用积分 ${points} 分`,
      en: `${payer} spent ${points} points at “${shop}”`,
    },
    refunded: {
      'zh-CN': `“${shop}”退给${payer}积分 ${points} 分`,
      en: `“${shop}” gave ${points} points back to ${payer}`,
    },
  };
  return { ...view, words: sentences[view.state][language] };
}
