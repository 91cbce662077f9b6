import { dateInChina, type Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { divisionNames } from '../regions/index.ts';
import { maskPeople, openPeople, plainPeople } from './filing-people.ts';
import type { FilingRow } from './tables.ts';

/** Applications in words, their people masked except for who handed them in. */
export async function describeFilings(
  deps: Pick<Deps, 'vault' | 'clock'>,
  db: Db | Tx,
  { book, personId }: { book: number; personId: string },
  rows: FilingRow[],
) {
  const codes = rows.map(({ region }) => region);
  const names = await divisionNames(db, book, codes);
  const today = dateInChina(await deps.clock.now(db));
  return rows.map((row) => {
    const { id, subject, organisationId, state, name, type, region, purpose, venue } = row;
    const { activityArea, fundsYuan, charter, reason, opinion, dueOn } = row;
    const people = openPeople(deps, row);
    return {
      ...{ id, subject, organisationId, state, name, type, region, purpose, venue },
      regionName: names.get(region) ?? region,
      ...{ activityArea, fundsYuan, charter, reason, opinion, dueOn },
      overdue: dueOn !== null && dueOn < today,
      people: row.applicantId === personId ? plainPeople(people) : maskPeople(people),
      submittedAt: row.submittedAt.toISOString(),
      reviewedAt: iso(row.reviewedAt),
      decidedAt: iso(row.decidedAt),
    };
  });
}

const iso = (at: Instant | null) => at?.toISOString() ?? null;

export type FilingView = Awaited<ReturnType<typeof describeFilings>>[number];

/** What the log keeps of an application: nobody's name. */
export const filingFacts = (row: FilingRow) => {
  const { state, name, type, purpose, venue, activityArea, fundsYuan } = row;
  const { initiators, members, reason, opinion, dueOn, organisationId } = row;
  return {
    ...{ state, name, type, purpose, venue, activityArea, fundsYuan },
    ...{ initiators, members, reason, opinion, dueOn, organisationId },
  };
};
