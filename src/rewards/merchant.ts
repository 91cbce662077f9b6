import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { accountId, openAccounts, readBalance } from '../ledger/index.ts';
import { divisionNames } from '../regions/index.ts';
import { findMerchant, putMerchant } from './store.ts';

/** Keeps a merchant and opens its account for points; one that is there already stays as it is. */
export async function addMerchant(
  tx: Tx,
  { book, id, name, region }: { book: number; id: string; name: string; region: string },
  agreedAt: Instant,
): Promise<void> {
  await putMerchant(tx, { book, id, name, region, agreedAt });
  await openAccounts(tx, book, [
    { id: accountId(book, id, 'merchant_points'), kind: 'merchant_points', owner: id, region },
  ]);
}

/** The merchant the caller works for, with the points it has taken. Refuses: not_found. */
export async function describeMerchant(
  deps: Deps,
  { book, merchantId }: { book: number; merchantId: string },
) {
  const row = await findMerchant(deps.db, book, merchantId);
  if (!row) throw refuseAny('not_found');
  const names = await divisionNames(deps.db, book, [row.region]);
  const { balance } = await readBalance(
    deps.db,
    book,
    accountId(book, merchantId, 'merchant_points'),
  );
  return {
    id: row.id,
    name: row.name,
    regionName: names.get(row.region) ?? row.region,
    centipoints: balance,
  };
}
