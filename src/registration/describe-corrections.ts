import { type Actor, may } from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { maskIdNumber, maskName, maskPhone, maskText } from '../kit/mask.ts';
import type { Seals } from '../kit/seal.ts';
import {
  findPersons,
  findVolunteers,
  maskedVolunteers,
  openPhone,
  openVolunteer,
  type PersonRow,
  sealsOf,
  type VolunteerRow,
} from '../people/index.ts';
import { divisionNames } from '../regions/index.ts';
import type { CorrectionField, CorrectionRow, CorrectionState } from './tables.ts';
import { volunteerThing } from './volunteer-thing.ts';

export interface CorrectionView {
  id: string;
  field: CorrectionField;
  /** In full for the person, and for a desk to compare it with the document; nobody needs it once it was answered. */
  wanted: string | null;
  /** Null when the registration has ended. */
  reason: string | null;
  state: CorrectionState;
  answer: string | null;
  askedAt: string;
  /** What stands there now, masked, as long as nobody has answered. */
  before: string | null;
  /** What is wanted, as people read it: a division by its name. */
  after: string | null;
  /** Whether whoever reads this may answer it. */
  mayDecide: boolean;
  volunteer: { id: string; number: string; name: string };
}

const place = (column: string) => (row: string) => ({
  table: 'registration.correction',
  column,
  row,
});
export const wantedPlace = place('wanted');
export const reasonPlace = place('reason');

/**
 * What a desk decides about is where the request was made, and not one's own, nor of whom one entered, nor what one has
 * asked for on somebody's behalf.
 */
export function correctionThing(volunteer: VolunteerRow, { region, askedBy }: CorrectionRow) {
  const { parties, ...thing } = volunteerThing(volunteer);
  return { ...thing, region, parties: askedBy === null ? parties : [...parties, askedBy] };
}

/** Requests as whoever reads them may see them. */
export async function describeCorrections(
  deps: Deps,
  db: Db | Tx,
  actor: Actor,
  rows: CorrectionRow[],
): Promise<CorrectionView[]> {
  const { book } = actor;
  const ids = rows.map(({ volunteerId }) => volunteerId);
  const masked = await maskedVolunteers(deps, db, book, ids);
  const people = new Map((await findPersons(db, book, ids)).map((person) => [person.id, person]));
  const volunteers = new Map((await findVolunteers(db, book, ids)).map((row) => [row.id, row]));
  const opened = rows.map((row) => {
    const seals = sealsOf(deps, people.get(row.volunteerId)!);
    const volunteer = volunteers.get(row.volunteerId)!;
    const wanted =
      seals && row.wantedSealed ? seals.open(wantedPlace(row.id), row.wantedSealed) : null;
    const isOpen = row.state === 'open' && seals !== undefined && volunteer.nameSealed !== null;
    return {
      row,
      volunteer,
      wanted,
      reason:
        seals && row.reasonSealed
          ? maskText(seals.open(reasonPlace(row.id), row.reasonSealed))
          : null,
      before: isOpen
        ? standing(deps, seals, people.get(row.volunteerId)!, volunteer, row.field)
        : null,
    };
  });
  const names = await divisionNames(
    db,
    book,
    opened
      .flatMap(({ row, before, wanted }) => (isRegion(row) ? [before, wanted] : []))
      .filter((code) => code !== null),
  );
  const inWords = (row: CorrectionRow, text: string | null) =>
    text !== null && isRegion(row) ? (names.get(text) ?? text) : text;
  return opened.map(({ row, volunteer, wanted, reason, before }) => {
    const { number, name } = masked.get(row.volunteerId)!;
    return {
      ...{ id: row.id, field: row.field, reason, state: row.state, wanted },
      ...{ before: inWords(row, before), after: inWords(row, wanted) },
      ...{ answer: row.answer, askedAt: row.askedAt.toISOString() },
      mayDecide:
        row.state === 'open' && may(actor, 'correction.decide', correctionThing(volunteer, row)),
      volunteer: { id: row.volunteerId, number, name },
    };
  });
}

const isRegion = ({ field }: CorrectionRow) => field === 'residence_region';

/** What is to be corrected, masked; null where there is nothing yet. */
function standing(
  deps: Deps,
  seals: Seals,
  person: PersonRow,
  volunteer: VolunteerRow,
  field: CorrectionField,
): string | null {
  const { name, idNumber, details } = openVolunteer(seals, volunteer);
  switch (field) {
    case 'residence_region':
      return volunteer.residenceRegion;
    case 'name':
      return maskName(name);
    case 'id_number':
      return maskIdNumber(idNumber);
    case 'sex':
      return details.sex;
    case 'birth_date':
      return `${details.birthDate.slice(0, 4)}-**-**`;
    case 'address':
      return details.address === undefined ? null : maskName(details.address);
    case 'phone': {
      const phone = openPhone(deps, person);
      return phone === undefined ? null : maskPhone(phone);
    }
  }
}
