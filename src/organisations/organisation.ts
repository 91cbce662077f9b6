import { type Action, type Actor, may } from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { maskedPhones } from '../people/index.ts';
import { divisionNames } from '../regions/index.ts';
import { checkRosters } from './roster-check.ts';
import type { OrganisationRow } from './tables.ts';

/** Where an organisation lies, and who does not decide about it: its leader. */
export const organisationThing = ({ id, region, leaderId }: OrganisationRow) => ({
  ...{ region, place: id, owner: leaderId, parties: [leaderId] },
});

/** What the viewer may do with an organisation, so that pages offer only that. */
const offered: Action[] = [
  ...(['organisation.oversee', 'organisation.edit', 'organisation.identify'] as const),
  ...(['organisation.join_hub', 'organisation.cancel', 'organisation.decide'] as const),
  ...(['member.add', 'filing.change', 'annual_report.submit', 'annual_report.grade'] as const),
];

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
    enteredAt: row.enteredAt.toISOString(),
    may: offered.filter((action) => may(actor, action, organisationThing(row))),
  }));
}

export type OrganisationView = Awaited<ReturnType<typeof describeOrganisations>>[number];
