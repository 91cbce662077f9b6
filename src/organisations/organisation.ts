import { type Action, type Actor, may } from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { maskedPhones } from '../people/index.ts';
import { divisionNames } from '../regions/index.ts';
import { checkRosters } from './roster-check.ts';
import type { OrganisationRow, Warning } from './tables.ts';
import { readUscc } from './uscc.ts';

/** Where an organisation lies, and who does not decide about it: its leader. */
export const organisationThing = ({ id, region, leaderId }: OrganisationRow) => ({
  ...{ region, place: id, owner: leaderId, parties: [leaderId] },
});

const always = () => true;
const isActive = ({ state }: OrganisationRow) => state === 'active';
const stands = ({ state }: OrganisationRow) => state === 'active' || state === 'suspended';
const isFiled = ({ kind }: OrganisationRow) => kind === 'filed';

/**
 * What the viewer may do with an organisation, so that pages offer only that: each with what the operation itself asks
 * of its kind and state.
 */
const offered: Partial<Record<Action, (row: OrganisationRow) => boolean>> = {
  'organisation.oversee': always,
  'organisation.edit': (row) => stands(row) && !isFiled(row),
  'organisation.identify': (row) => stands(row) && !isFiled(row),
  'organisation.join_hub': (row) => stands(row) && row.type !== 'hub',
  'organisation.cancel': isActive,
  'organisation.decide': stands,
  'member.add': isActive,
  'member.disclose': always,
  'filing.change': (row) => isFiled(row) && isActive(row),
  'annual_report.submit': (row) => isFiled(row) && stands(row),
  'annual_report.grade': ({ filingNumber }) => filingNumber !== null,
};

const offersOf = (actor: Actor | null, row: OrganisationRow) =>
  (Object.keys(offered) as Action[]).filter(
    (action) => offered[action]!(row) && may(actor, action, organisationThing(row)),
  );

/** For whoever oversees the body: a slip of the pen, or a code from before 2015 that was never right. */
function warningsOf({ creditCode }: OrganisationRow): Warning[] {
  const reading = creditCode === null ? undefined : readUscc(creditCode);
  const fits = !reading || 'wrong' in reading || reading.uscc.organisationCodeFits;
  return fits ? [] : ['organisation_code_unusual'];
}

/** What everybody may know; the leader's masked phone and what the rosters lack only for those who oversee it. */
export async function describeOrganisations(
  deps: Pick<Deps, 'vault' | 'clock'>,
  db: Db | Tx,
  { book, actor }: { book: number; actor: Actor | null },
  rows: OrganisationRow[],
) {
  const regions = await divisionNames(
    db,
    book,
    rows.map(({ region }) => region),
  );
  const overseen = rows.filter((row) => may(actor, 'organisation.oversee', organisationThing(row)));
  const phones = await maskedPhones(
    deps,
    db,
    book,
    overseen.map(({ leaderId }) => leaderId),
  );
  const checks = await checkRosters(db, book, overseen, await deps.clock.now(db));
  return rows.map((row) => ({
    ...{ id: row.id, kind: row.kind, type: row.type, name: row.name, region: row.region },
    regionName: regions.get(row.region) ?? row.region,
    ...{ creditCode: row.creditCode, state: row.state, reason: row.reason },
    documentNumber: row.documentNumber,
    leaderPhone: overseen.includes(row) ? (phones.get(row.leaderId) ?? null) : null,
    filingNumber: row.filingNumber,
    candidate:
      overseen.includes(row) && row.candidateReasons
        ? { reasons: row.candidateReasons, since: row.candidateSince!.toISOString() }
        : null,
    hubId: row.hubId,
    ...(checks.get(row.id) ?? { roster: null, hub: null }),
    ...{ enteredAt: row.enteredAt.toISOString(), version: row.version },
    warnings: overseen.includes(row) ? warningsOf(row) : [],
    may: offersOf(actor, row),
  }));
}

export type OrganisationView = Awaited<ReturnType<typeof describeOrganisations>>[number];
