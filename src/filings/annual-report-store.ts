import { and, eq, inArray } from 'drizzle-orm';
import type { Db, Tx } from '../kit/db.ts';
import { type AnnualReportRow, annualReport } from './tables.ts';

const isThis = (book: number, organisationId: string, year: number) =>
  and(
    eq(annualReport.book, book),
    eq(annualReport.organisationId, organisationId),
    eq(annualReport.year, year),
  );

export async function lockAnnualReport(
  tx: Tx,
  book: number,
  organisationId: string,
  year: number,
): Promise<AnnualReportRow | undefined> {
  const rows = await tx
    .select()
    .from(annualReport)
    .where(isThis(book, organisationId, year))
    .for('no key update');
  return rows[0];
}

/** Keeps a report, or what it says anew. */
export async function keepAnnualReport(tx: Tx, row: AnnualReportRow): Promise<void> {
  const { book, organisationId, year, ...rest } = row;
  await tx
    .insert(annualReport)
    .values(row)
    .onConflictDoUpdate({
      target: [annualReport.book, annualReport.organisationId, annualReport.year],
      set: rest,
    });
}

export async function reportsOf(
  db: Db | Tx,
  book: number,
  year: number,
  organisationIds: string[],
): Promise<Map<string, AnnualReportRow>> {
  if (organisationIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(annualReport)
    .where(
      and(
        eq(annualReport.book, book),
        eq(annualReport.year, year),
        inArray(annualReport.organisationId, organisationIds),
      ),
    );
  return new Map(rows.map((row) => [row.organisationId, row]));
}

/** By year. */
export async function reportsOfBody(
  db: Db | Tx,
  book: number,
  organisationId: string,
): Promise<Map<number, AnnualReportRow>> {
  const rows = await db
    .select()
    .from(annualReport)
    .where(and(eq(annualReport.book, book), eq(annualReport.organisationId, organisationId)));
  return new Map(rows.map((row) => [row.year, row]));
}
