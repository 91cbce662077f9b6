import { sql } from 'drizzle-orm';
import type { Db } from './db.ts';
import { many } from './db.ts';

/**
 * Counts one wrong try for `subject` and says how many there were in the current window.
 * Runs on its own, outside of the caller's transaction: the refusal that follows rolls that one back, and
 * the count must stay. Kept in PostgreSQL because it is the one thing that all processes share; the
 * libraries for this bring their own tables and a second driver.
 */
export async function countStrike(db: Db, subject: string, windowSeconds: number): Promise<number> {
  const rows = await db.execute<{ count: number }>(sql`
    INSERT INTO kit.strike AS s (subject, window_ends_at, count)
    VALUES (${subject}, clock_timestamp() + make_interval(secs => ${windowSeconds}), 1)
    ON CONFLICT (subject) DO UPDATE SET
      count = CASE WHEN s.window_ends_at > clock_timestamp() THEN s.count + 1 ELSE 1 END,
      window_ends_at = CASE WHEN s.window_ends_at > clock_timestamp() THEN s.window_ends_at
                            ELSE excluded.window_ends_at END
    RETURNING count`);
  return rows[0]!.count;
}

/** The strikes of `subject` in its current window and when that ends, without counting one more. */
export async function readStrikes(db: Db, subject: string) {
  const rows = await db.execute<{ count: number; seconds: number }>(sql`
    SELECT count, ceil(extract(epoch FROM window_ends_at - clock_timestamp()))::int AS seconds
    FROM kit.strike WHERE subject = ${subject} AND window_ends_at > clock_timestamp()`);
  return { count: rows[0]?.count ?? 0, retryAfterSeconds: rows[0]?.seconds ?? 0 };
}

/** Removes some of the windows that ended so many hours ago, and says how many. */
export async function removeOldStrikes(db: Db, hours: number): Promise<number> {
  const rows = await db.execute(sql`
    DELETE FROM kit.strike WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM kit.strike WHERE window_ends_at < clock_timestamp() - make_interval(hours => ${hours})
      LIMIT 1000 FOR UPDATE SKIP LOCKED)) RETURNING 1`);
  return rows.length;
}

export async function forgiveStrikes(db: Db, subjects: string[]): Promise<void> {
  await db.execute(sql`DELETE FROM kit.strike WHERE subject = ANY(${many(subjects, 'text')})`);
}
