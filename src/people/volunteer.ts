import { refuseAccess } from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { maskIdNumber, maskName, maskPhone } from '../kit/mask.ts';
import { divisionNames } from '../regions/index.ts';
import { goingOn } from './merged-store.ts';
import { openPhone, sealsOf } from './person-seals.ts';
import { findPersons, findVolunteers } from './store.ts';
import type { PersonRow, VolunteerRow } from './tables.ts';
import {
  type Channel,
  type IdType,
  openName,
  openVolunteer,
  type Sex,
  type VolunteerState,
  type WeeklyTime,
} from './volunteer-row.ts';

/** A volunteer as others may see one: personal data masked (PIPL Art. 6), and none of those who have left. */
export interface VolunteerView {
  id: string;
  number: string;
  state: VolunteerState;
  channel: Channel;
  name: string;
  idType: IdType;
  idNumber: string | null;
  /** 0 none, 1 the number has the right form, 2 somebody has seen the document. */
  realNameLevel: number;
  sex: Sex | null;
  /** Only the year is shown. */
  birthYear: number | null;
  phone: string | null;
  residenceRegion: string;
  residenceRegionName: string;
  skills: string[];
  categories: string[];
  availability: WeeklyTime[];
  isStudent: boolean;
  hasHealthLimits: boolean;
  guardian: { name: string; relation: string; phone: string } | null;
  stepsNeeded: number;
  stepsDone: number;
  reason: string | null;
  registeredAt: string;
  /** Of a registration that was merged: the number of the one that goes on. */
  goesOnAs: string | null;
}

/** Where a name stands, and so in no language of the reader's. */
const nameOfThoseWhoLeft = '（已注销 / has left）';

/** Refuses: not_a_volunteer. */
export async function describeVolunteer(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  book: number,
  id: string,
): Promise<VolunteerView> {
  const [view] = await describeVolunteers(deps, db, book, await findVolunteers(db, book, [id]));
  if (!view) throw refuseAccess('not_a_volunteer');
  return view;
}

export async function describeVolunteers(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  book: number,
  rows: VolunteerRow[],
): Promise<VolunteerView[]> {
  const people = await peopleOf(db, book, rows);
  const regions = rows.map(({ residenceRegion }) => residenceRegion);
  const names = await divisionNames(db, book, regions);
  const ended = rows.flatMap(({ id, mergedInto }) => (mergedInto === null ? [] : [id]));
  const merged = new Map((await goingOn(db, book, ended)).map(({ id, number }) => [id, number]));
  return rows.map((row) => ({
    ...masked(deps, row, people.get(row.id)!),
    residenceRegionName: names.get(row.residenceRegion) ?? row.residenceRegion,
    goesOnAs: merged.get(row.id) ?? null,
  }));
}

async function peopleOf(db: Db | Tx, book: number, rows: VolunteerRow[]) {
  const ids = rows.map(({ id }) => id);
  return new Map((await findPersons(db, book, ids)).map((row) => [row.id, row]));
}

function masked(deps: Pick<Deps, 'vault'>, row: VolunteerRow, person: PersonRow) {
  const { id, number, state, channel, idType, realNameLevel, residenceRegion } = row;
  const { skills, categories, availability, isStudent, stepsNeeded, stepsDone, reason } = row;
  const open = { id, number, state, channel, idType, realNameLevel, residenceRegion };
  const offers = { skills, categories, availability, isStudent };
  const steps = { stepsNeeded, stepsDone, reason, registeredAt: row.registeredAt.toISOString() };
  const seals = sealsOf(deps, person);
  const nothing = { sex: null, birthYear: null, hasHealthLimits: false, guardian: null };
  const none = { name: nameOfThoseWhoLeft, idNumber: null, phone: null, ...nothing };
  if (!seals || !row.nameSealed) return { ...open, ...offers, ...steps, ...none };
  const { name, idNumber, details, guardian, health } = openVolunteer(seals, row);
  const phone = openPhone(deps, person);
  return {
    ...{ ...open, ...offers, ...steps },
    name: maskName(name),
    idNumber: maskIdNumber(idNumber),
    phone: phone === undefined ? null : maskPhone(phone),
    sex: details.sex,
    birthYear: Number(details.birthDate.slice(0, 4)),
    hasHealthLimits: health !== undefined,
    guardian: guardian
      ? {
          name: maskName(guardian.name),
          relation: guardian.relation,
          phone: maskPhone(guardian.phone),
        }
      : null,
  };
}

/** Number, state and masked name of each of the volunteers that exist. */
export async function maskedVolunteers(
  deps: Pick<Deps, 'vault'>,
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, { number: string; state: VolunteerState; name: string }>> {
  const rows = await findVolunteers(db, book, [...new Set(ids)]);
  const people = await peopleOf(db, book, rows);
  return new Map(
    rows.map((row) => {
      const person = people.get(row.id);
      invariant(person, 'a volunteer is a person');
      return [
        row.id,
        { number: row.number, state: row.state, name: maskedName(deps, row, person) },
      ];
    }),
  );
}

/** The masked name of a volunteer. */
export function maskedName(
  deps: Pick<Deps, 'vault'>,
  row: Pick<VolunteerRow, 'id' | 'nameSealed'>,
  person: PersonRow,
): string {
  const seals = sealsOf(deps, person);
  return seals && row.nameSealed ? maskName(openName(seals, row)) : nameOfThoseWhoLeft;
}
