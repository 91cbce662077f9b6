import { type Action, type Actor, may, type Thing } from '../access/index.ts';
import { dateInChina, type Instant } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { streetOf } from '../kit/region-code.ts';
import { findHub, findOrganisation, organisationThing } from '../organisations/index.ts';
import { divisionNames } from '../regions/index.ts';
import { masked, partiesOf, plainly } from './filing-people.ts';
import { peopleShown } from './filing-roster.ts';
import { type FilingRow, openStates } from './tables.ts';

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
    const { initiators, members, reason, opinion, dueOn, version } = row;
    return {
      ...{ id, subject, organisationId, state, name, type, region },
      regionName: names.get(region) ?? region,
      ...{ initiators, members, reason, opinion, dueOn, version },
      overdue: dueOn !== null && dueOn < today,
      submittedAt: row.submittedAt.toISOString(),
      reviewedAt: iso(row.reviewedAt),
      decidedAt: iso(row.decidedAt),
      withdrawnAt: iso(row.withdrawnAt),
    };
  });
}

/** Whether something can still come of an application. */
export const isOpen = ({ state }: FilingRow) => openStates.includes(state);

/**
 * What the viewer may do with an application, so that pages offer only that; whoever handed it in mends and withdraws
 * it, and whoever heads the body (`filing.change`) withdraws a change that somebody before them has asked for.
 */
const offered: Partial<Record<Action, (row: FilingRow) => boolean>> = {
  'filing.first_review': () => true,
  'filing.decide': () => true,
  'filing.disclose': ({ peopleSealed }) => peopleSealed !== null,
  'filing.advise': ({ dueOn }) => dueOn !== null,
  'filing.change': (row) => row.subject === 'change' && isOpen(row),
};

/**
 * Where an application lies, and who is apart from each step: whoever reviewed first does not decide either. The hub of
 * the street advises, and whoever leads the body that is to be changed looks after the change.
 */
export async function filingThings(deps: Pick<Deps, 'vault'>, db: Db | Tx, row: FilingRow) {
  const { book, region, reviewedBy, organisationId } = row;
  const parties = await partiesOf(deps, db, row);
  const apart = reviewedBy === null ? parties : [...parties, reviewedBy];
  const hub = await findHub(db, book, streetOf(region));
  const body =
    organisationId === null ? undefined : await findOrganisation(db, book, organisationId);
  const toAdvise: Thing = hub ? { place: hub.id, parties } : {};
  const ofBody: Thing = body ? organisationThing(body) : {};
  return {
    toReview: { region, parties },
    toDecide: { region, parties: apart },
    toAdvise,
    ofBody,
    body,
  };
}

type Things = Awaited<ReturnType<typeof filingThings>>;

const thingFor = (action: Action, { toReview, toDecide, toAdvise, ofBody }: Things): Thing => {
  if (action === 'filing.decide') return toDecide;
  if (action === 'filing.advise') return toAdvise;
  return action === 'filing.change' ? ofBody : toReview;
};

/** Whoever handed it in, oversees the place or the body, or advises there. */
export const mayRead = (actor: Actor, { applicantId }: FilingRow, things: Things): boolean =>
  applicantId === actor.personId ||
  may(actor, 'filing.read', things.toReview) ||
  may(actor, 'organisation.oversee', things.ofBody) ||
  may(actor, 'filing.advise', { ...things.toAdvise, parties: [] });

/** One application in full, its people masked except for who handed it in, while it is open. */
export async function describeFiling(
  deps: Pick<Deps, 'vault' | 'clock'>,
  db: Db | Tx,
  actor: Actor,
  row: FilingRow,
) {
  const { book, personId } = actor;
  const [summary] = await summariseFilings(deps, db, book, [row]);
  const things = await filingThings(deps, db, row);
  const { purpose, venue, activityArea, fundsYuan, charter, advice } = row;
  const isOwn = row.applicantId === personId;
  return {
    ...summary!,
    ...{ purpose, venue, activityArea, fundsYuan, charter, advice },
    advisedAt: iso(row.advisedAt),
    filingNumber: things.body?.filingNumber ?? null,
    ...(await peopleShown(deps, db, row, { shown: isOwn && isOpen(row) ? plainly : masked })),
    own: isOwn,
    may: (Object.keys(offered) as Action[]).filter(
      (action) => offered[action]!(row) && may(actor, action, thingFor(action, things)),
    ),
  };
}

const iso = (at: Instant | null) => at?.toISOString() ?? null;

export type FilingSummary = Awaited<ReturnType<typeof summariseFilings>>[number];
export type FilingView = Awaited<ReturnType<typeof describeFiling>>;

/** What the log keeps of an application: nobody's name. */
export const filingFacts = (row: FilingRow) => {
  const { state, name, type, purpose, venue, activityArea, fundsYuan, version } = row;
  const { initiators, members, reason, opinion, advice, dueOn, organisationId } = row;
  return {
    ...{ state, name, type, purpose, venue, activityArea, fundsYuan, version },
    ...{ initiators, members, reason, opinion, advice, dueOn, organisationId },
  };
};
