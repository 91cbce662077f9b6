import { sql } from 'drizzle-orm';
import type { Tx } from '../kit/db.ts';

/** What a body is called now stands in the roles for it; those that have been revoked keep what it was called then. */
export async function renameScope(
  tx: Tx,
  { book, scope, name }: { book: number; scope: string; name: string },
): Promise<void> {
  await tx.execute(sql`
    UPDATE access.role_grant SET scope_name = ${name}
    WHERE book = ${book} AND scope = ${scope} AND region IS NOT NULL AND revoked_at IS NULL AND scope_name <> ${name}`);
}
