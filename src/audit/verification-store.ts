import { sql } from 'drizzle-orm';
import type { Db } from '../kit/db.ts';

export interface LaneVerdict {
  lane: number;
  entries: number;
  /** The number of the first entry that is not as it was written, or where the lane says that it ends. */
  firstWrong: string | null;
}

/** The newest entries of each lane, at most so many of each, against the hash before them and the head of the lane. */
export async function verifyLanes(db: Db, book: number, perLane: number): Promise<LaneVerdict[]> {
  const rows = await db.execute<{ lane: number; entries: string; wrong: string | null }>(sql`
    SELECT l.lane, p.entries, coalesce(p.wrong, CASE WHEN (l.number, l.hash) IS DISTINCT FROM
      (coalesce(p.last, s.number), coalesce(p.last_hash, s.hash)) THEN l.number END)::text AS wrong
    FROM audit.lane l
    CROSS JOIN LATERAL (SELECT greatest(l.removed_number, l.number - ${perLane}) AS number) b
    CROSS JOIN LATERAL (
      SELECT b.number, CASE WHEN b.number = l.removed_number THEN l.removed_hash
        ELSE (SELECT hash FROM audit.entry e WHERE e.book = l.book AND e.lane = l.lane AND e.number = b.number) END AS hash) s
    CROSS JOIN LATERAL (
      SELECT count(*) AS entries, min(number) FILTER (WHERE wrong) AS wrong, max(number) AS last,
             (array_agg(hash ORDER BY number DESC))[1] AS last_hash
      FROM (SELECT number, hash, number <> lag(number, 1, s.number) OVER w + 1
                   OR hash IS DISTINCT FROM audit.entry_hash(e, lag(hash, 1, s.hash) OVER w) AS wrong
            FROM audit.entry e WHERE e.book = l.book AND e.lane = l.lane AND e.number > s.number
            WINDOW w AS (ORDER BY number)) each) p
    WHERE l.book = ${book} ORDER BY l.lane`);
  return rows.map(({ lane, entries, wrong }) => ({
    ...{ lane, entries: Number(entries), firstWrong: wrong },
  }));
}

/** Whether the lanes lead through a checkpoint; what was removed since its time cannot be asked any more. */
export async function isAsSigned(db: Db, book: number, number: string): Promise<boolean> {
  const rows = await db.execute<{ good: boolean }>(sql`
    SELECT h.digest IS NOT DISTINCT FROM c.digest OR h.removed AS good FROM audit.checkpoint c
    CROSS JOIN LATERAL (
      SELECT sha256(string_agg(CASE WHEN n.number = 0 THEN decode(repeat('00', 32), 'hex') WHEN n.number = l.removed_number THEN l.removed_hash ELSE e.hash END, ''::bytea ORDER BY n.lane)) AS digest,
             coalesce(bool_or(n.number < l.removed_number), false) AS removed
      FROM unnest(c.numbers) WITH ORDINALITY AS n (number, lane)
      LEFT JOIN audit.lane l ON l.book = c.book AND l.lane = n.lane - 1
      LEFT JOIN audit.entry e ON e.book = c.book AND e.lane = n.lane - 1 AND e.number = n.number) h
    WHERE c.book = ${book} AND c.number = ${number}::bigint`);
  return rows[0]?.good ?? false;
}
