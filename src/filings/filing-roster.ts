import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { membersOf, openMember } from '../organisations/index.ts';
import { masked, openPeople, type Shown, showPerson } from './filing-people.ts';
import type { FilingRow } from './tables.ts';

/**
 * Whom an application names; with a change that leaves the roster as it is, those who stand there now (`rosterKept`).
 * Their phones are shown to nobody without a reason, also not to the head. People are null once they were removed.
 */
export async function peopleShown(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  row: FilingRow,
  { shown, inRoster = masked }: { shown: Shown; inRoster?: Shown },
) {
  const people = openPeople(deps, row);
  if (!people) return { people: null, rosterKept: false };
  const { leader, partyContact, initiators, members } = people;
  const show = showPerson(shown);
  return {
    rosterKept: members === undefined,
    people: {
      leader: show(leader),
      partyContact: partyContact ? show(partyContact) : null,
      initiators: initiators.map(show),
      members: members?.map(show) ?? (await rosterOf(deps, db, row)).map(showPerson(inRoster)),
    },
  };
}

async function rosterOf(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  { book, organisationId }: FilingRow,
) {
  if (organisationId === null) return [];
  const rows = await membersOf(db, book, organisationId);
  return rows.map((each) => openMember(deps, each));
}
