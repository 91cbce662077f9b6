import { sql } from 'drizzle-orm';
import type { Tx } from '../kit/db.ts';

/** What a body is called now, and where it lies, stands in the roles for it; those that have been revoked keep what was so then. */
export async function updateScope(
  tx: Tx,
  { book, scope, name, region }: { book: number; scope: string; name: string; region: string },
): Promise<void> {
  await tx.execute(sql`
    UPDATE access.role_grant SET scope_name = ${name}, region = ${region}
    WHERE book = ${book} AND scope = ${scope} AND region IS NOT NULL AND revoked_at IS NULL
      AND (scope_name, region) IS DISTINCT FROM (${name}, ${region})`);
}
