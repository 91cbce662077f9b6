import { dateInChina, type Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { divisionNames } from '../regions/index.ts';
import { masked, openPeople, plainly, showPeople } from './filing-people.ts';
import type { FilingRow } from './tables.ts';

/** Applications as lists show them: without the charter and the people, who make them long. */
export async function summariseFilings(
  { clock }: Pick<Deps, 'clock'>,
  db: Db | Tx,
  book: number,
  rows: FilingRow[],
) {
  const codes = rows.map(({ region }) => region);
  const names = await divisionNames(db, book, codes);
  const today = dateInChina(await clock.now(db));
  return rows.map((row) => {
    const { id, subject, organisationId, state, name, type, region } = row;
    const { initiators, members, reason, opinion, dueOn } = row;
    return {
      ...{ id, subject, organisationId, state, name, type, region },
      regionName: names.get(region) ?? region,
      ...{ initiators, members, reason, opinion, dueOn },
      overdue: dueOn !== null && dueOn < today,
      submittedAt: row.submittedAt.toISOString(),
      reviewedAt: iso(row.reviewedAt),
      decidedAt: iso(row.decidedAt),
    };
  });
}

/** One application in full, its people masked except for who handed it in. */
export async function describeFiling(
  deps: Pick<Deps, 'vault' | 'clock'>,
  db: Db | Tx,
  { book, personId }: { book: number; personId: string },
  row: FilingRow,
) {
  const [summary] = await summariseFilings(deps, db, book, [row]);
  const { purpose, venue, activityArea, fundsYuan, charter } = row;
  const shown = row.applicantId === personId ? plainly : masked;
  return {
    ...summary!,
    ...{ purpose, venue, activityArea, fundsYuan, charter },
    people: showPeople(openPeople(deps, row), shown),
  };
}

const iso = (at: Instant | null) => at?.toISOString() ?? null;

export type FilingSummary = Awaited<ReturnType<typeof summariseFilings>>[number];
export type FilingView = Awaited<ReturnType<typeof describeFiling>>;

/** What the log keeps of an application: nobody's name. */
export const filingFacts = (row: FilingRow) => {
  const { state, name, type, purpose, venue, activityArea, fundsYuan } = row;
  const { initiators, members, reason, opinion, dueOn, organisationId } = row;
  return {
    ...{ state, name, type, purpose, venue, activityArea, fundsYuan },
    ...{ initiators, members, reason, opinion, dueOn, organisationId },
  };
};
