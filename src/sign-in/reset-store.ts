import { and, eq } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { authenticator, credentialReset, recoveryCode } from './tables.ts';

/** The reset that somebody has not answered with a new enrolment yet, also when its code has expired. */
export async function findReset(db: Db | Tx, book: number, personId: string) {
  const rows = await db
    .select()
    .from(credentialReset)
    .where(and(eq(credentialReset.book, book), eq(credentialReset.personId, personId)));
  return rows[0];
}

/** In the place of an earlier one. */
export async function putReset(tx: Tx, row: typeof credentialReset.$inferInsert) {
  const { codeMac, resetAt, expiresAt } = row;
  await tx
    .insert(credentialReset)
    .values(row)
    .onConflictDoUpdate({
      target: [credentialReset.book, credentialReset.personId],
      set: { codeMac, resetAt, expiresAt },
    });
}

export async function removeReset(tx: Tx, book: number, personId: string) {
  await tx
    .delete(credentialReset)
    .where(and(eq(credentialReset.book, book), eq(credentialReset.personId, personId)));
}

/** The authenticator and its recovery codes. */
export async function removeSecondFactor(tx: Tx, book: number, personId: string) {
  await tx
    .delete(recoveryCode)
    .where(and(eq(recoveryCode.book, book), eq(recoveryCode.personId, personId)));
  await tx
    .delete(authenticator)
    .where(and(eq(authenticator.book, book), eq(authenticator.personId, personId)));
}
