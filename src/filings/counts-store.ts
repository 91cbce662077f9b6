import { and, count, eq, sql } from 'drizzle-orm';
import type { Db } from '../kit/db.ts';
import type { OrganisationType } from '../organisations/index.ts';
import { type FilingState, filing } from './tables.ts';

export interface FilingCount {
  state: FilingState;
  type: OrganisationType;
  /** As many digits of the community's code as were asked for. */
  division: string;
  applications: number;
  overdue: number;
}

/** Applications where codes begin with a prefix, counted in one pass; overdue those that had to be answered before `today`. */
export function countFilings(
  db: Db,
  book: number,
  { prefix, digits, today }: { prefix: string; digits: number; today: string },
): Promise<FilingCount[]> {
  const division = sql<string>`left(${filing.region}, ${sql.raw(String(digits))})`;
  return db
    .select({
      state: filing.state,
      type: filing.type,
      division,
      applications: count(),
      overdue: sql<number>`count(*) FILTER (WHERE ${filing.dueOn} < ${today})`.mapWith(Number),
    })
    .from(filing)
    .where(and(eq(filing.book, book), sql`starts_with(${filing.region}, ${prefix})`))
    .groupBy(filing.state, filing.type, division);
}
