import { refuseAccess } from '../access/index.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { maskIdNumber, maskName, maskPhone } from '../kit/mask.ts';
import { divisionNames } from '../regions/index.ts';
import { phonePlace } from './add-person.ts';
import { findPerson, findVolunteer, findVolunteers } from './store.ts';

export const namePlace = (row: string) => ({ table: 'people.volunteer', column: 'name', row });
export const idNumberPlace = (row: string) => ({
  table: 'people.volunteer',
  column: 'id_number',
  row,
});

/** A volunteer as others may see one: personal data masked (PIPL Art. 6). */
export interface VolunteerView {
  id: string;
  number: string;
  name: string;
  idNumber: string;
  phone: string;
  residenceRegion: string;
  residenceRegionName: string;
  registeredAt: string;
}

/** Refuses: not_a_volunteer. */
export async function describeVolunteer(
  { vault }: Pick<Deps, 'vault'>,
  db: Db | Tx,
  book: number,
  id: string,
): Promise<VolunteerView> {
  const row = await findVolunteer(db, book, id);
  const person = await findPerson(db, book, id);
  if (!row || !person) throw refuseAccess('not_a_volunteer');
  const names = await divisionNames(db, book, [row.residenceRegion]);
  return {
    id,
    number: row.number,
    name: maskName(vault.open(namePlace(id), row.nameSealed)),
    idNumber: maskIdNumber(vault.open(idNumberPlace(id), row.idNumberSealed)),
    phone: maskPhone(vault.open(phonePlace(id), person.phoneSealed)),
    residenceRegion: row.residenceRegion,
    residenceRegionName: names.get(row.residenceRegion) ?? row.residenceRegion,
    registeredAt: row.registeredAt.toISOString(),
  };
}

/** Number and masked name of each of the volunteers that exist. */
export async function maskedVolunteers(
  { vault }: Pick<Deps, 'vault'>,
  db: Db | Tx,
  book: number,
  ids: string[],
): Promise<Map<string, { number: string; name: string }>> {
  const rows = await findVolunteers(db, book, [...new Set(ids)]);
  return new Map(
    rows.map(({ id, number, nameSealed }) => [
      id,
      { number, name: maskName(vault.open(namePlace(id), nameSealed)) },
    ]),
  );
}
