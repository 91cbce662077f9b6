import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Tx } from '../kit/db.ts';
import { subtreePrefix } from '../kit/region-code.ts';
import { endedWith, region } from './tables.ts';

/**
 * Ends a division and all below it that would outlast it, and notes what each of them was before; answers their codes.
 * Violates region_… by these names.
 */
export async function endDivisions(
  tx: Tx,
  book: number,
  code: string,
  { on, successor }: { on: string; successor: string | null },
): Promise<string[]> {
  const outlasts = and(
    eq(region.book, book),
    sql`starts_with(${region.code}, ${subtreePrefix(code)})`,
    or(isNull(region.validTo), gt(region.validTo, on)),
  );
  const before = await tx
    .select({ code: region.code, validTo: region.validTo })
    .from(region)
    .where(outlasts);
  await tx.insert(endedWith).values(before.map((each) => ({ book, cause: code, ...each })));
  const rows = await tx
    .update(region)
    .set({
      validTo: on,
      successor: sql`CASE WHEN ${region.code} = ${code} THEN ${successor} ELSE ${region.successor} END`,
    })
    .where(outlasts)
    .returning({ code: region.code });
  return rows.map((row) => row.code).sort();
}

/**
 * Puts a division back into force, and what ended with it to what it was before: what ended by itself on that day stays
 * ended, with its successor. Answers the codes.
 */
export async function resumeDivisions(tx: Tx, book: number, code: string): Promise<string[]> {
  const rows = await tx
    .update(region)
    .set({
      validTo: endedWith.validTo,
      successor: sql`CASE WHEN ${region.code} = ${code} THEN NULL ELSE ${region.successor} END`,
    })
    .from(endedWith)
    .where(
      and(
        ...[eq(region.book, book), eq(endedWith.book, book), eq(endedWith.cause, code)],
        eq(region.code, endedWith.code),
      ),
    )
    .returning({ code: region.code });
  await tx.delete(endedWith).where(and(eq(endedWith.book, book), eq(endedWith.cause, code)));
  return rows.map((row) => row.code).sort();
}
