import { type Action, type Actor, may } from '../access/index.ts';
import { dateInChina, type Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { findOrganisation } from '../organisations/index.ts';
import { divisionNames } from '../regions/index.ts';
import { masked, openPeople, partiesOf, plainly, showPeople } from './filing-people.ts';
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
      withdrawnAt: iso(row.withdrawnAt),
    };
  });
}

/** What the viewer may do with an application, so that pages offer only that; whoever handed it in mends and withdraws it. */
const offered: Action[] = ['filing.first_review', 'filing.decide', 'filing.disclose'];

/** Where an application lies, and who is apart from each step: whoever reviewed first does not decide either. */
export async function filingThings(deps: Pick<Deps, 'vault'>, db: Db | Tx, row: FilingRow) {
  const { region, reviewedBy } = row;
  const parties = await partiesOf(deps, db, row);
  const apart = reviewedBy === null ? parties : [...parties, reviewedBy];
  return { toReview: { region, parties }, toDecide: { region, parties: apart } };
}

/** One application in full, its people masked except for who handed it in. */
export async function describeFiling(
  deps: Pick<Deps, 'vault' | 'clock'>,
  db: Db | Tx,
  actor: Actor,
  row: FilingRow,
) {
  const { book, personId } = actor;
  const [summary] = await summariseFilings(deps, db, book, [row]);
  const { toReview, toDecide } = await filingThings(deps, db, row);
  const thingOf = (action: Action) => (action === 'filing.decide' ? toDecide : toReview);
  const { purpose, venue, activityArea, fundsYuan, charter } = row;
  const isOwn = row.applicantId === personId;
  return {
    ...summary!,
    ...{ purpose, venue, activityArea, fundsYuan, charter },
    filingNumber: await filingNumberOf(db, row),
    people: showPeople(openPeople(deps, row), isOwn ? plainly : masked),
    own: isOwn,
    may: offered.filter((action) => may(actor, action, thingOf(action))),
  };
}

/** By what the body is known that this made or changed. */
async function filingNumberOf(db: Db | Tx, { book, organisationId }: FilingRow) {
  if (organisationId === null) return null;
  return (await findOrganisation(db, book, organisationId))?.filingNumber ?? null;
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
