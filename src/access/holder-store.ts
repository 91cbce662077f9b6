import { sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Role } from './roles.ts';

/** Who holds a role in a book, or will hold it; whoever asks likewise waits until the transaction is over. */
export async function lockHolders(
  tx: Tx,
  book: number,
  role: Role,
  now: Instant,
): Promise<string[]> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${`holders of ${role}`}), ${book})`);
  const rows = await tx.execute<{ person_id: string }>(sql`
    SELECT DISTINCT person_id FROM access.role_grant
    WHERE book = ${book} AND role = ${role} AND valid_to > ${now.toISOString()}`);
  return rows.map(({ person_id: personId }) => personId);
}
