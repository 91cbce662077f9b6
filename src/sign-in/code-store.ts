import { and, eq, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import { signInCode } from './tables.ts';

export type SignInCode = typeof signInCode.$inferSelect;

export async function lockSignInCode(tx: Tx, book: number, phoneIndex: Buffer) {
  const rows = await tx
    .select()
    .from(signInCode)
    .where(and(eq(signInCode.book, book), eq(signInCode.phoneIndex, phoneIndex)))
    .for('update');
  return rows[0];
}

export async function putSignInCode(tx: Tx, row: typeof signInCode.$inferInsert) {
  const { book, phoneIndex, ...rest } = row;
  await tx
    .insert(signInCode)
    .values({ ...row, tries: 0 })
    .onConflictDoUpdate({
      target: [signInCode.book, signInCode.phoneIndex],
      set: { ...rest, tries: 0 },
    });
}

export async function removeSignInCode(tx: Tx, book: number, phoneIndex: Buffer) {
  await tx
    .delete(signInCode)
    .where(and(eq(signInCode.book, book), eq(signInCode.phoneIndex, phoneIndex)));
}

export async function countTry(tx: Tx, book: number, phoneIndex: Buffer) {
  await tx
    .update(signInCode)
    .set({ tries: sql`${signInCode.tries} + 1` })
    .where(and(eq(signInCode.book, book), eq(signInCode.phoneIndex, phoneIndex)));
}

/** A code works once: after it, the row stays to count the day's codes, but nothing matches it any more. */
export async function voidSignInCode(tx: Tx, book: number, phoneIndex: Buffer, at: Instant) {
  await tx
    .update(signInCode)
    .set({ expiresAt: at })
    .where(and(eq(signInCode.book, book), eq(signInCode.phoneIndex, phoneIndex)));
}
