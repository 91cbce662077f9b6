import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Instant } from '../kit/clock.ts';
import { type Db, many, type Tx } from '../kit/db.ts';
import type { Span } from './credited-minutes.ts';
import { presence, type ServiceRecord, serviceRecord } from './tables.ts';

const rowsPerInsert = 1000;

/**
 * Locks what each volunteer has been credited on each day, in one order for everybody so that two closing
 * activities wait for each other instead of locking each other out. Key: `volunteer|day`.
 */
export async function lockDayTotals(
  tx: Tx,
  book: number,
  days: { volunteerId: string; day: string }[],
): Promise<Map<string, number>> {
  const volunteers = many(
    days.map(({ volunteerId }) => volunteerId),
    'uuid',
  );
  const dates = many(
    days.map(({ day }) => day),
    'date',
  );
  await tx.execute(sql`
    INSERT INTO records.day_total (book, volunteer_id, day)
    SELECT DISTINCT ${book}::int, v, d FROM unnest(${volunteers}, ${dates}) AS t (v, d) ORDER BY v, d
    ON CONFLICT DO NOTHING`);
  const rows = await tx.execute<{ volunteer: string; day: string; minutes: number }>(sql`
    SELECT volunteer_id AS volunteer, day::text, minutes FROM records.day_total
    WHERE book = ${book} AND (volunteer_id, day) IN (SELECT * FROM unnest(${volunteers}, ${dates}))
    ORDER BY volunteer_id, day FOR UPDATE`);
  return new Map(rows.map(({ volunteer, day, minutes }) => [`${volunteer}|${day}`, minutes]));
}

export async function addToDayTotals(
  tx: Tx,
  book: number,
  records: ServiceRecord[],
): Promise<void> {
  await tx.execute(sql`
    UPDATE records.day_total t SET minutes = t.minutes + u.m
    FROM unnest(${many(
      records.map((r) => r.volunteerId),
      'uuid',
    )}, ${many(
      records.map((r) => r.serviceDate),
      'date',
    )},
                ${many(
                  records.map((r) => r.minutes),
                  'int',
                )}) AS u (v, d, m)
    WHERE t.book = ${book} AND t.volunteer_id = u.v AND t.day = u.d AND u.m > 0`);
}

/** The spans already credited to any of the volunteers that touch `window`. */
export async function creditedSpans(
  tx: Tx,
  book: number,
  volunteerIds: string[],
  window: Span,
): Promise<Map<string, Span[]>> {
  const rows = await tx
    .select()
    .from(presence)
    .where(
      and(
        eq(presence.book, book),
        sql`${presence.volunteerId} = ANY(${many(volunteerIds, 'uuid')})`,
        sql`${presence.wentAt} > ${window.from.toISOString()}`,
        sql`${presence.cameAt} < ${window.to.toISOString()}`,
      ),
    );
  const spans = new Map<string, Span[]>();
  for (const { volunteerId, cameAt, wentAt } of rows) {
    spans.set(volunteerId, [...(spans.get(volunteerId) ?? []), { from: cameAt, to: wentAt }]);
  }
  return spans;
}

export async function addRecords(tx: Tx, records: ServiceRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += rowsPerInsert) {
    await tx.insert(serviceRecord).values(records.slice(from, from + rowsPerInsert));
  }
}

export async function addPresences(
  tx: Tx,
  rows: { book: number; recordId: string; volunteerId: string; cameAt: Instant; wentAt: Instant }[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    await tx.insert(presence).values(rows.slice(from, from + rowsPerInsert));
  }
}

export function recordsOfVolunteer(
  db: Db,
  book: number,
  volunteerId: string,
  limit: number,
  before?: string,
) {
  return db
    .select()
    .from(serviceRecord)
    .where(
      and(
        eq(serviceRecord.book, book),
        eq(serviceRecord.volunteerId, volunteerId),
        before ? lt(serviceRecord.id, before) : undefined,
      ),
    )
    .orderBy(desc(serviceRecord.id))
    .limit(limit);
}

export async function findRecords(
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, ServiceRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(serviceRecord)
    .where(and(eq(serviceRecord.book, book), inArray(serviceRecord.id, ids)));
  return new Map(rows.map((row) => [row.id, row]));
}

/** What each record was about, for statements in words. */
export async function recordTitles(
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, { title: string }>> {
  return findRecords(db, book, ids);
}
