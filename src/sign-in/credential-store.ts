import { and, desc, eq, isNull, notInArray } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import { authenticator, failure, password, recoveryCode } from './tables.ts';

/** The newest passwords of somebody, the one in force first. */
export async function findPasswords(db: Db | Tx, book: number, personId: string, limit: number) {
  return db
    .select()
    .from(password)
    .where(and(eq(password.book, book), eq(password.personId, personId)))
    .orderBy(desc(password.setAt), desc(password.id))
    .limit(limit);
}

export async function addPassword(tx: Tx, row: typeof password.$inferInsert) {
  await tx.insert(password).values(row);
}

export async function removePasswords(tx: Tx, book: number, personId: string) {
  await tx.delete(password).where(and(eq(password.book, book), eq(password.personId, personId)));
}

/** Keeps only the newest passwords of somebody. */
export async function removeOldPasswords(tx: Tx, book: number, personId: string, kept: number) {
  const newest = await findPasswords(tx, book, personId, kept);
  await tx.delete(password).where(
    and(
      ...[eq(password.book, book), eq(password.personId, personId)],
      notInArray(
        password.id,
        newest.map(({ id }) => id),
      ),
    ),
  );
}

export async function findAuthenticator(db: Db | Tx, book: number, personId: string) {
  const rows = await db
    .select()
    .from(authenticator)
    .where(and(eq(authenticator.book, book), eq(authenticator.personId, personId)));
  return rows[0];
}

export async function lockAuthenticator(tx: Tx, book: number, personId: string) {
  const rows = await tx
    .select()
    .from(authenticator)
    .where(and(eq(authenticator.book, book), eq(authenticator.personId, personId)))
    .for('update');
  return rows[0];
}

/** In the place of one that was never confirmed. */
export async function putAuthenticator(tx: Tx, row: typeof authenticator.$inferInsert) {
  const { secretSealed, addedAt } = row;
  await tx
    .insert(authenticator)
    .values(row)
    .onConflictDoUpdate({
      target: [authenticator.book, authenticator.personId],
      set: { secretSealed, addedAt, lastStep: 0 },
      setWhere: isNull(authenticator.confirmedAt),
    });
}

export async function updateAuthenticator(
  tx: Tx,
  book: number,
  personId: string,
  set: Partial<typeof authenticator.$inferInsert>,
) {
  await tx
    .update(authenticator)
    .set(set)
    .where(and(eq(authenticator.book, book), eq(authenticator.personId, personId)));
}

/** New codes in the place of all that there were. */
export async function replaceRecoveryCodes(tx: Tx, book: number, personId: string, macs: Buffer[]) {
  await tx
    .delete(recoveryCode)
    .where(and(eq(recoveryCode.book, book), eq(recoveryCode.personId, personId)));
  await tx.insert(recoveryCode).values(macs.map((mac) => ({ book, personId, mac })));
}

export async function countRecoveryCodes(db: Db | Tx, book: number, personId: string) {
  return db.$count(
    recoveryCode,
    and(
      ...[eq(recoveryCode.book, book), eq(recoveryCode.personId, personId)],
      isNull(recoveryCode.usedAt),
    ),
  );
}

export async function hasRecoveryCode(tx: Tx, book: number, personId: string, mac: Buffer) {
  const rows = await tx
    .select({ mac: recoveryCode.mac })
    .from(recoveryCode)
    .where(
      and(
        ...[eq(recoveryCode.book, book), eq(recoveryCode.personId, personId)],
        ...[eq(recoveryCode.mac, mac), isNull(recoveryCode.usedAt)],
      ),
    );
  return rows.length === 1;
}

export async function markRecoveryCodeUsed(
  tx: Tx,
  book: number,
  personId: string,
  mac: Buffer,
  now: Instant,
): Promise<void> {
  await tx
    .update(recoveryCode)
    .set({ usedAt: now })
    .where(
      and(
        ...[eq(recoveryCode.book, book), eq(recoveryCode.personId, personId)],
        eq(recoveryCode.mac, mac),
      ),
    );
}

export async function lockFailure(tx: Tx, book: number, phoneIndex: Buffer, now: Instant) {
  await tx
    .insert(failure)
    .values({ book, phoneIndex, tries: 0, lastAt: now })
    .onConflictDoNothing();
  const rows = await tx
    .select()
    .from(failure)
    .where(and(eq(failure.book, book), eq(failure.phoneIndex, phoneIndex)))
    .for('update');
  return rows[0]!;
}

export async function updateFailure(
  tx: Tx,
  book: number,
  phoneIndex: Buffer,
  set: Partial<typeof failure.$inferInsert>,
) {
  await tx
    .update(failure)
    .set(set)
    .where(and(eq(failure.book, book), eq(failure.phoneIndex, phoneIndex)));
}
