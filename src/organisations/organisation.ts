import { type Actor, may } from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { maskedPhones } from '../people/index.ts';
import { divisionNames } from '../regions/index.ts';
import type { OrganisationRow } from './tables.ts';

/** Where an organisation lies, and who does not decide about it: its leader. */
export const organisationThing = ({ id, region, leaderId }: OrganisationRow) => ({
  ...{ region, place: id, owner: leaderId, parties: [leaderId] },
});

/** What everybody may know; the leader's masked phone only for those who oversee the organisation. */
export async function describeOrganisations(
  deps: Pick<Deps, 'vault'>,
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
    enteredAt: row.enteredAt.toISOString(),
  }));
}

export type OrganisationView = Awaited<ReturnType<typeof describeOrganisations>>[number];
