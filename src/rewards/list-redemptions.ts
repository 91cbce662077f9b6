import { type Actor, requireMay, type Thing } from '../access/index.ts';
import { pageOf } from '../kit/cursor.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { describeRedemptions, type RedemptionView } from './redemption.ts';
import { refuse } from './refusals.ts';
import { findRedemption, findRedemptions, merchantNames, redemptionsOfMerchant } from './store.ts';
import type { RedemptionRow } from './tables.ts';

/** What a merchant has taken, newest first. Refuses: bad_cursor. */
export async function listRedemptions(
  deps: Deps,
  { book, merchantId }: { book: number; merchantId: string },
  page: { limit: number; cursor?: string },
) {
  const list = `redemptions/${merchantId}`;
  const before = page.cursor === undefined ? undefined : deps.cursors.read(list, page.cursor);
  const from = before?.length === 2 ? ([before[0]!, before[1]!] as [string, string]) : undefined;
  const rows = await redemptionsOfMerchant(deps.db, book, merchantId, page.limit + 1, from);
  const shown = pageOf(
    rows,
    page.limit,
    (row) => row,
    (last) => deps.cursors.write(list, [last.at.toISOString(), last.id]),
  );
  return {
    items: await describeRedemptions(deps, deps.db, book, shown.items),
    nextCursor: shown.nextCursor,
  };
}

/** What access to a redemption depends on: who paid and who took. */
export const redemptionThing = (row: RedemptionRow): Thing => ({
  owner: row.volunteerId,
  place: row.merchantId,
});

/** One receipt, for who paid it and who took it. Refuses: redemption_unknown. */
export async function showRedemption(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<RedemptionView> {
  const row = await findRedemption(deps.db, actor.book, id);
  const unknown = refuse('redemption_unknown');
  if (!row) throw unknown;
  requireMay(actor, 'redemption.read', redemptionThing(row), unknown);
  const [view] = await describeRedemptions(deps, deps.db, actor.book, [row]);
  return view!;
}

/** Where each redemption was, for statements in words. */
export async function redemptionMerchants(
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, string>> {
  const rows = await findRedemptions(db, book, ids);
  const names = await merchantNames(
    db,
    book,
    rows.map(({ merchantId }) => merchantId),
  );
  return new Map(rows.map(({ id, merchantId }) => [id, names.get(merchantId) ?? '']));
}
