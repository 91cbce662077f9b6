import { and, asc, count, desc, eq, gt, gte, inArray, or, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { merchant, payCode, type RedemptionRow, redemption, refund } from './tables.ts';

/** In one transaction. */
const removedMax = 10_000;

export async function putMerchant(tx: Tx, row: typeof merchant.$inferInsert) {
  await tx.insert(merchant).values(row).onConflictDoNothing();
}

export async function findMerchant(db: Db | Tx, book: number, id: string) {
  const rows = await db
    .select()
    .from(merchant)
    .where(and(eq(merchant.book, book), eq(merchant.id, id)));
  return rows[0];
}

/** Those that stand where codes begin with one of the prefixes, by id. */
export function merchantsWithin(
  db: Db | Tx,
  book: number,
  { prefixes, limit, after }: { prefixes: string[]; limit: number; after?: string | undefined },
) {
  return db
    .select({ id: merchant.id, name: merchant.name, region: merchant.region })
    .from(merchant)
    .where(
      and(
        eq(merchant.book, book),
        or(...prefixes.map((prefix) => sql`starts_with(${merchant.region}, ${prefix})`)),
        after ? gt(merchant.id, after) : undefined,
      ),
    )
    .orderBy(asc(merchant.id))
    .limit(limit);
}

export async function merchantNames(
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: merchant.id, name: merchant.name })
    .from(merchant)
    .where(and(eq(merchant.book, book), inArray(merchant.id, [...new Set(ids)])));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function addPayCode(tx: Tx, row: typeof payCode.$inferInsert) {
  await tx.insert(payCode).values(row);
}

export async function findPayCodeByIndex(db: Db | Tx, book: number, codeIndex: Buffer) {
  const rows = await db
    .select()
    .from(payCode)
    .where(and(eq(payCode.book, book), eq(payCode.codeIndex, codeIndex)));
  return rows[0];
}

export async function findPayCode(db: Db | Tx, book: number, id: string) {
  const rows = await db
    .select()
    .from(payCode)
    .where(and(eq(payCode.book, book), eq(payCode.id, id)));
  return rows[0];
}

export async function addRedemption(tx: Tx, row: RedemptionRow) {
  await tx.insert(redemption).values(row);
}

export async function findRedemptions(
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<RedemptionRow[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(redemption)
    .where(and(eq(redemption.book, book), inArray(redemption.id, ids)));
}

export async function findRedemption(
  db: Db | Tx,
  book: number,
  id: string,
): Promise<RedemptionRow | undefined> {
  return (await findRedemptions(db, book, [id]))[0];
}

export function redemptionsOfMerchant(
  db: Db,
  book: number,
  merchantId: string,
  limit: number,
  before?: [at: string, id: string],
) {
  return db
    .select()
    .from(redemption)
    .where(
      and(
        eq(redemption.book, book),
        eq(redemption.merchantId, merchantId),
        before &&
          sql`(${redemption.at}, ${redemption.id}) < (${before[0]}::timestamptz, ${before[1]}::uuid)`,
      ),
    )
    .orderBy(desc(redemption.at), desc(redemption.id))
    .limit(limit);
}

export async function addRefund(tx: Tx, row: typeof refund.$inferInsert) {
  await tx.insert(refund).values(row);
}

export async function refundedAmong(
  db: Db | Tx,
  book: number,
  redemptionIds: string[],
): Promise<Set<string>> {
  if (redemptionIds.length === 0) return new Set();
  const rows = await db
    .select({ id: refund.redemptionId })
    .from(refund)
    .where(and(eq(refund.book, book), inArray(refund.redemptionId, redemptionIds)));
  return new Set(rows.map(({ id }) => id));
}

/** How many redemptions a volunteer has made since a time with codes that no PIN was entered for. */
export async function countWithoutPin(
  tx: Tx,
  book: number,
  volunteerId: string,
  since: Instant,
): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(redemption)
    .innerJoin(payCode, and(eq(payCode.book, redemption.book), eq(payCode.id, redemption.id)))
    .where(
      and(
        ...[eq(redemption.book, book), eq(redemption.volunteerId, volunteerId)],
        ...[gte(redemption.at, since), eq(payCode.withPin, false)],
      ),
    );
  return row!.count;
}

/** Removes some of the pay codes that nobody took and that had expired by then, and says how many. */
export async function removeOldPayCodes(tx: Tx, book: number, before: Instant): Promise<number> {
  const rows = await tx.execute(sql`
    DELETE FROM rewards.pay_code WHERE book = ${book} AND id = ANY(ARRAY(
      SELECT id FROM rewards.pay_code c
      WHERE book = ${book} AND expires_at < ${before.toISOString()}
        AND NOT EXISTS (SELECT FROM rewards.redemption r WHERE r.book = c.book AND r.id = c.id)
      LIMIT ${removedMax})) RETURNING 1`);
  return rows.length;
}
